"""The name scan of a record: what is protected, where it looks, and what two persons cleared."""

import pytest

from funding.codelists.disclosure import Level, Outcome
from funding.codelists.iati import OrganisationRole
from funding.codelists.records import IdentifierScheme
from funding.register import clearing, models
from funding.register.screening import Hit, Screen
from funding.register.snapshots import take
from tests.factories import (
    DocumentFactory,
    EventFactory,
    GrantFactory,
    OrganisationFactory,
    PaymentFactory,
    ProgrammeFactory,
    SourceFactory,
    approved,
    somebody,
)

pytestmark = pytest.mark.django_db

SAME = 7_000_007  # a key that records of several kinds have


def hits(record):
    return Screen().hits(type(record).__name__, take(record))


def protected(**names):
    return OrganisationFactory(name=names.pop("name", "Zubrava Foundation"), cleared=False, **names)


def test_a_hit_says_the_field_the_words_and_the_name():
    protected()
    grant = GrantFactory(summary="Given to the ZUBRAVA foundation in spring.")
    assert hits(grant) == [Hit("summary", "ZUBRAVA foundation", "Zubrava Foundation")]
    assert str(hits(grant)[0]) == (
        "“ZUBRAVA foundation” in the summary looks like the protected name “Zubrava Foundation”."
    )


def test_a_hit_keeps_a_record_from_being_full_and_from_no_lower_level():
    protected()
    grant = GrantFactory(title="Zubrava Foundation", summary="Zubrava Foundation")
    found = Screen().obstacles("Grant", take(grant), Level.FULL)
    assert len(found) == 2
    assert all(one.endswith("Change the text, or have the hit cleared.") for one in found)
    assert Screen().obstacles("Grant", take(grant), Level.POOLED) == []
    assert Screen().obstacles("Grant", take(grant), Level.RECIPIENT_WITHHELD) == []


def test_a_hit_keeps_what_is_no_grant_from_the_public_too():
    protected()
    event = EventFactory(title="A visit of Zubrava Foundation")
    assert "Zubrava" in Screen().obstacles("Event", take(event), Level.FULL)[0]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ({"name": "Zubrava Foundation"}, "Zubrava Foundation"),
        ({"local_name": "Фонд Зубрава"}, "Фонд Зубрава"),
        ({"website": "https://zubrava.example"}, "see zubrava.example"),
    ],
)
def test_what_an_organisation_is_called_is_protected(name, text):
    protected(**name)
    assert len(hits(GrantFactory(title=text))) == 1


@pytest.mark.parametrize(
    ("model", "value", "text"),
    [
        (models.OrganisationAlias, {"name": "The Bison Club"}, "the bison club"),
        (models.OrganisationEmail, {"email": "bison@zubrava.example"}, "write to bison@zubrava.example"),
        (models.OrganisationDomain, {"domain": "bison.example"}, "at bison.example"),
        (models.OrganisationIdentifier, {"scheme": IdentifierScheme.PIC, "value": "912345678"}, "PIC 912345678"),
    ],
)
def test_so_is_everything_else_that_names_it(model, value, text):
    grant, organisation = GrantFactory(description=text), protected(name="Qwertz")
    assert hits(grant) == []
    model.objects.create(organisation=organisation, **value)
    assert [one.field for one in hits(grant)] == ["description"]


def test_what_a_cleared_organisation_is_called_is_not_protected():
    organisation = OrganisationFactory(name="Zubrava Foundation", local_name="Зубрава")
    models.OrganisationAlias.objects.create(organisation=organisation, name="The Bison Club")
    assert hits(GrantFactory(title="Zubrava Foundation, Зубрава, the Bison Club")) == []


def test_the_scan_reads_what_belongs_to_a_record():
    protected()
    source = SourceFactory(title="Report of Zubrava Foundation")
    payment = PaymentFactory(description="to Zubrava Foundation")
    models.SourceReference.objects.create(grant=payment.grant, source=source)
    assert [one.field for one in hits(payment.grant)] == ["transaction: description", "source: title"]


def test_a_payment_that_a_programme_loses_holds_nothing_back():
    programme = ProgrammeFactory()
    PaymentFactory(grant=None, programme=programme, receiver=protected())
    assert Screen().obstacles("Programme", take(programme), Level.FULL) == []
    PaymentFactory(grant=None, programme=programme, description="Zubrava Foundation")
    assert len(Screen().obstacles("Programme", take(programme), Level.FULL)) == 1


def third_party(grant, organisation):
    models.GrantRole.objects.create(grant=grant, organisation=organisation, role=OrganisationRole.SUPPORTED_THIRD_PARTY)


def test_a_third_party_is_looked_for_in_its_leads_grant_even_where_it_may_be_named_elsewhere():
    free = OrganisationFactory(name="Zubrava Foundation")
    grant, other = GrantFactory(title="For Zubrava Foundation"), GrantFactory(title="With Zubrava Foundation")
    assert hits(grant) == []
    third_party(grant, free)
    assert [one.term for one in hits(grant)] == ["Zubrava Foundation"]
    assert hits(other) == []


def test_a_protected_third_party_is_looked_for_everywhere_and_found_once():
    grant, other = GrantFactory(title="For Zubrava Foundation"), GrantFactory(title="With Zubrava Foundation")
    third_party(grant, protected())
    assert len(hits(grant)) == len(hits(other)) == 1


def test_third_parties_of_grants_alone_are_looked_for():
    third_party(GrantFactory(), OrganisationFactory(name="Zubrava Foundation"))
    assert hits(EventFactory(title="Zubrava Foundation")) == []


@pytest.fixture
def pair():
    """Give a grant with a false hit, proposed to be cleared."""
    protected(name="Zubrava")
    grant = GrantFactory(pk=SAME, title="Tales of the zubrava")
    hit = clearing.propose_cleared_hit(subject="grant", subject_id=grant.pk, term="Zubrava", actor=somebody("proposes"))
    return grant, hit


def test_one_person_clears_no_hit(pair):
    assert len(hits(pair[0])) == 1


def test_two_persons_clear_a_hit_for_that_pair_only(pair):
    grant, hit = pair
    protected(name="Krynica")
    models.Grant.objects.filter(pk=grant.pk).update(title="Tales of zubrava and krynica")
    clearing.decide_cleared_hit(hit, outcome=Outcome.APPROVED, actor=somebody("decides"))
    assert [one.term for one in hits(grant)] == ["Krynica"]
    assert len(hits(GrantFactory(title="Tales of the zubrava"))) == 1
    assert len(hits(ProgrammeFactory(pk=grant.pk, title="Tales of the zubrava"))) == 1


def test_a_refused_hit_stays_one(pair):
    grant, hit = pair
    clearing.decide_cleared_hit(hit, outcome=Outcome.REFUSED, reason="It is meant.", actor=somebody("decides"))
    assert len(hits(grant)) == 1


def test_the_number_of_a_grant_without_a_name_is_protected_in_other_texts():
    below = approved(GrantFactory(contract_number="ENI/2020/420-368"), level=Level.POOLED)
    full = approved(GrantFactory(contract_number="ENI/2021/111-222"))
    assert [one.term for one in hits(GrantFactory(title="After ENI/2020/420-368"))] == ["ENI/2020/420-368"]
    assert hits(GrantFactory(title="After ENI/2021/111-222")) == []
    assert hits(below) == hits(full) == []


def test_so_is_its_identifier_in_a_source():
    below = approved(GrantFactory(), level=Level.RECIPIENT_WITHHELD)
    models.SourceReference.objects.create(grant=below, source=SourceFactory(), identifier="XM-DAC-6-4-420368")
    models.SourceReference.objects.create(grant=below, source=SourceFactory(), identifier="")
    assert [one.term for one in hits(GrantFactory(title="As XM-DAC-6-4-420368"))] == ["XM-DAC-6-4-420368"]
    assert hits(below) == []


def test_a_grants_own_document_may_show_its_number_and_no_other_may():
    below = approved(GrantFactory(pk=SAME, contract_number="ENI/2020/420-368"), level=Level.POOLED)
    assert hits(DocumentFactory(grant=below, title="Annex to ENI/2020/420-368")) == []
    assert len(hits(DocumentFactory(grant=GrantFactory(), title="Annex to ENI/2020/420-368"))) == 1
    assert len(hits(DocumentFactory(title="Annex to ENI/2020/420-368"))) == 1
    for factory in (EventFactory, ProgrammeFactory):
        assert len(hits(factory(pk=below.pk, title="Annex to ENI/2020/420-368"))) == 1


def test_a_name_in_a_grants_own_text_is_no_number_of_its_own():
    grant = approved(GrantFactory(pk=SAME, contract_number="ENI/2020/420-368"), level=Level.POOLED)
    models.OrganisationIdentifier.objects.create(
        organisation=protected(pk=grant.pk), scheme=IdentifierScheme.PIC, value="912345678"
    )
    models.Grant.objects.filter(pk=grant.pk).update(title="PIC 912345678")
    assert [one.term for one in hits(grant)] == ["912345678"]


def test_the_number_of_a_draft_that_nobody_decided_on_is_free_and_of_one_taken_out_is_not():
    GrantFactory(contract_number="ENI/2020/420-368")
    out = GrantFactory(contract_number="ENI/2020/999-888")
    models.Approval.objects.create(
        subject="grant", subject_id=out.pk, level=Level.NOT_PUBLISHED, outcome=Outcome.LOWERED,
        submitted_by=somebody("decides"),
    )  # fmt: skip
    assert hits(GrantFactory(title="After ENI/2020/420-368")) == []
    assert len(hits(GrantFactory(title="After ENI/2020/999-888"))) == 1


def test_what_was_decided_on_another_kind_of_record_of_the_same_key_protects_no_number():
    draft = GrantFactory(contract_number="ENI/2020/420-368")
    models.Approval.objects.create(
        subject="programme", subject_id=draft.pk, level=Level.NOT_PUBLISHED, outcome=Outcome.LOWERED,
        submitted_by=somebody("decides"),
    )  # fmt: skip
    assert hits(GrantFactory(title="After ENI/2020/420-368")) == []


def test_one_text_is_scanned_for_itself_or_for_the_record_it_stands_in(pair):
    grant, hit = pair
    below = approved(GrantFactory(contract_number="ENI/2020/420-368"), level=Level.POOLED)
    text = "Zubrava, as in ENI/2020/420-368"
    place = ("grant", below.pk)

    def terms(**where):
        return [(one.field, one.term) for one in Screen().hits_in("note", text, **where)]

    assert terms() == [("note", "Zubrava"), ("note", "ENI/2020/420-368")]
    for elsewhere in (("event", below.pk), ("programme", below.pk), ("grant", below.pk + 1)):
        assert terms(place=elsewhere) == terms()
    assert terms(place=place) == [("note", "Zubrava")]
    clearing.decide_cleared_hit(hit, outcome=Outcome.APPROVED, actor=somebody("decides"))
    assert terms(place=("grant", grant.pk)) == [("note", "ENI/2020/420-368")]
    assert Screen().hits_in("note", text)[0].words == "Zubrava"
