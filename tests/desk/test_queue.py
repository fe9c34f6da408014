"""The queue: what waits for me, what I proposed, what came back; deciding on many, and one by one."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding.codelists.disclosure import ClearanceBasis, Level, Outcome
from funding.register import clearing, review
from funding.register.models import Approval, Clearance, ClearedHit, Grant
from tests.desk.conftest import address_of, errors_on, messages_on, page
from tests.factories import (
    EventFactory,
    GrantFactory,
    OrganisationFactory,
    PackageFactory,
    approved,
    somebody,
    submitted,
)

QUEUE = reverse("desk:queue")
CEILING = 20


def clearance_of(organisation, by="proposes"):
    return clearing.propose_clearance(
        organisation, basis=ClearanceBasis.CONSENT, review_on=date(2030, 1, 1), actor=somebody(by), evidence="Letter"
    )


def hit_of(grant, term="Spring"):
    return clearing.propose_cleared_hit(subject="grant", subject_id=grant.pk, term=term, actor=somebody("proposes"))


def rows(client, **query):
    """Give the titles in the queue."""
    found = page(client.get(QUEUE, query)).xpath("//table[@class='desk-queue']/tbody/tr/th/a")
    return [" ".join(one.text_content().split()) for one in found]


def decide(client, do, *proposals, **said):
    kinds = {Approval: "approval", Clearance: "clearance", ClearedHit: "hit"}
    items = [f"{kinds[type(one)]}-{one.pk}" for one in proposals]
    return client.post(QUEUE, {"do": do, "item": items} | said, follow=True)


def review_page(approval):
    return reverse("desk:review", args=[approval.pk])


def outcome(proposal):
    proposal.refresh_from_db()
    return proposal.outcome


def test_the_queue_shows_who_proposes_what_on_which_ground_since_when(desk):
    submitted(GrantFactory(title="Held back"), level=Level.POOLED)
    row = page(desk.get(QUEUE)).xpath("//table[@class='desk-queue']/tbody/tr")[0]
    text = " ".join(row.text_content().split())
    assert all(words in text for words in ("Held back", "Grant", "Pooled", "Safety of persons", "proposes", "202"))


def test_levels_clearances_and_hits_wait_in_sections_of_their_own(desk):
    grant = GrantFactory(title="The grant")
    submitted(grant)
    clearance_of(OrganisationFactory(name="Quiet House", cleared=False))
    hit_of(grant)
    headings = page(desk.get(QUEUE)).xpath("//section[@class='module']/h2/text()")
    assert headings == [
        "Records to be shown: 1", "Organisations to be named: 1", "Hits of the name scan that are no names: 1",
    ]  # fmt: skip
    assert rows(desk) == ["The grant", "Quiet House", "“Spring”"]


def test_each_sees_apart_what_waits_what_they_proposed_and_what_came_back(desk, publishing_user):
    submitted(GrantFactory(title="By others"))
    submitted(GrantFactory(title="By me"), by=publishing_user)
    back = submitted(GrantFactory(title="Sent back"), by=publishing_user)
    review.refuse(back, reason="Too early", actor=somebody("decides"))
    assert rows(desk) == ["By others"]
    assert rows(desk, show="mine") == ["By me"]
    assert rows(desk, show="sent_back") == ["Sent back"]
    assert "Too early" in page(desk.get(QUEUE, {"show": "sent_back"})).text_content()
    start = page(desk.get(reverse("admin:index")))
    assert [one.text_content() for one in start.xpath("//ul[@class='desk-tabs']//a")] == [
        "Waits for you 1", "Proposed by you 1", "Sent back to you 1",
    ]  # fmt: skip


def test_what_was_submitted_again_is_sent_back_no_more(desk, publishing_user):
    grant = GrantFactory()
    review.refuse(submitted(grant, by=publishing_user), reason="Too early", actor=somebody("decides"))
    submitted(grant, by=publishing_user)
    assert rows(desk, show="sent_back") == []


def test_filters_keep_a_kind_and_a_level(desk):
    submitted(GrantFactory(title="Pooled one"), level=Level.POOLED)
    submitted(GrantFactory(title="Full one"))
    submitted(PackageFactory(title="A package"))
    clearance_of(OrganisationFactory(name="Quiet House", cleared=False))
    assert rows(desk, kind="grant") == ["Pooled one", "Full one"]
    assert rows(desk, kind="clearance") == ["Quiet House"]
    assert rows(desk, level="pooled") == ["Pooled one"]
    assert rows(desk, kind="package", level="full") == ["A package"]
    assert len(rows(desk, kind="nonsense", level="nonsense", show="nonsense")) == 4


def test_many_are_approved_at_once_whatever_they_are(desk):
    organisation = OrganisationFactory(name="Spring Morning", cleared=False)
    grant, other = GrantFactory(), GrantFactory()
    chosen = [submitted(grant), submitted(other), clearance_of(organisation), hit_of(grant)]
    assert messages_on(decide(desk, "approve", *chosen)) == ["4 approved."]
    assert {outcome(one) for one in chosen} == {Outcome.APPROVED}
    assert set(Grant.objects.filter(level=Level.FULL)) == {grant, other}
    organisation.refresh_from_db()
    assert not organisation.is_protected


def test_those_that_cant_be_approved_are_said_and_the_others_go_through(desk):
    good, bad = GrantFactory(), GrantFactory(title="Named one")
    chosen = [submitted(good), submitted(bad)]
    organisation = bad.roles.get().organisation
    clearing.end_clearance(organisation, actor=somebody("decides"))
    said = messages_on(decide(desk, "approve", *chosen))
    assert said[0] == "1 approved."
    assert said[1].startswith(f"“Named one”: It names {organisation}, which is protected")
    assert [outcome(one) for one in chosen] == [Outcome.APPROVED, Outcome.WAITING]


def test_nothing_is_approved_in_full_that_nobody_has_read(desk):
    waiting = review.submit(GrantFactory(), review.Proposal(), actor=somebody("proposes"))
    assert "Somebody has to read it first" in messages_on(decide(desk, "approve", waiting))[0]
    assert messages_on(decide(desk, "approve", waiting, is_read="on")) == ["1 approved."]


def test_many_are_refused_with_one_reason(desk):
    chosen = [submitted(GrantFactory()), clearance_of(OrganisationFactory(cleared=False)), hit_of(GrantFactory())]
    said = messages_on(decide(desk, "refuse", *chosen))
    assert len(said) == 3
    assert all("Say why it is refused" in words for words in said)
    assert messages_on(decide(desk, "refuse", *chosen, reason="Not now")) == ["3 refused."]
    assert {(outcome(one), one.reason) for one in chosen} == {(Outcome.REFUSED, "Not now")}


def test_whoever_proposed_decides_nothing_of_it(desk, publishing_user):
    mine = submitted(GrantFactory(), by=publishing_user)
    assert not page(desk.get(QUEUE, {"show": "mine"})).xpath("//button[@value='approve']")
    assert not page(desk.get(review_page(mine))).xpath("//button[@value='approve']")
    assert "You proposed this: a second person decides." in page(desk.get(review_page(mine))).text_content()
    for do in ("approve", "refuse"):
        said = messages_on(decide(desk, do, mine, reason="mine"))
        assert "You proposed this yourself: a second person decides." in said[0]
        response = desk.post(review_page(mine), {"do": do, "reason": "mine"})
        assert "You proposed this yourself" in errors_on(response)
    assert outcome(mine) == Outcome.WAITING


def test_an_editor_sees_what_waits_and_decides_nothing(editor):
    waiting = submitted(GrantFactory(title="By others"))
    assert rows(editor) == ["By others"]
    assert not page(editor.get(QUEUE)).xpath("//input[@name='item']")
    assert decide(editor, "approve", waiting).status_code == 403
    assert editor.post(review_page(waiting), {"do": "approve"}).status_code == 403
    assert outcome(waiting) == Outcome.WAITING


def test_an_auditor_reads_all_and_changes_nothing(auditor):
    waiting = submitted(GrantFactory(title="By others"))
    assert rows(auditor) == ["By others"]
    assert not page(auditor.get(review_page(waiting))).xpath("//div[@id='content-main']//button")
    assert decide(auditor, "take_back", waiting).status_code == 403
    assert outcome(waiting) == Outcome.WAITING


def test_my_own_are_taken_back_many_at_once(desk, publishing_user):
    chosen = [submitted(GrantFactory(), by=publishing_user), clearance_of(OrganisationFactory(cleared=False))]
    assert page(desk.get(QUEUE, {"show": "mine"})).xpath("//button[@value='take_back']")
    assert messages_on(decide(desk, "take_back", *chosen)) == ["2 taken back."]
    assert {outcome(one) for one in chosen} == {Outcome.TAKEN_BACK}


def test_two_tabs_decide_once(desk):
    waiting = submitted(GrantFactory(title="Once"))
    decide(desk, "approve", waiting)
    said = messages_on(decide(desk, "refuse", waiting, reason="second tab"))
    assert said == ["“Once”: This was decided meanwhile: approved."]
    response = desk.post(review_page(waiting), {"do": "refuse", "reason": "third tab"})
    assert "This was decided meanwhile: approved." in page(response).text_content()
    assert outcome(waiting) == Outcome.APPROVED


def test_a_proposal_whose_record_is_gone_is_words(desk):
    grant = GrantFactory()
    waiting = submitted(grant)
    Grant.objects.filter(pk=grant.pk).delete()
    assert "isn’t in the register any more" in page(desk.get(review_page(waiting))).text_content()
    assert "It isn't in the register any more." in messages_on(decide(desk, "approve", waiting))[0]


@pytest.mark.parametrize("items", [[], ["approval-0"], ["approval-x", "nonsense", "-", "approval-" + "9" * 40]])
def test_nothing_chosen_is_said(items, desk):
    said = messages_on(desk.post(QUEUE, {"do": "approve", "item": items}, follow=True))
    assert said == ["Choose at least one."]


@pytest.mark.parametrize("said", [{}, {"do": "publish"}, {"do": "refuse", "reason": "x" * 501}])
def test_a_form_that_nobody_drew_is_refused_in_words(said, desk):
    waiting = submitted(GrantFactory())
    response = desk.post(QUEUE, {"item": f"approval-{waiting.pk}"} | said, follow=True)
    assert len(messages_on(response)) == 1
    assert outcome(waiting) == Outcome.WAITING


def test_the_way_back_stays_on_the_site(desk, publishing_user):
    waiting = submitted(GrantFactory(), by=publishing_user)
    data = {"item": f"approval-{waiting.pk}", "next": "https://elsewhere.example/"}
    assert desk.post(reverse("desk:take_back"), data)["Location"] == QUEUE


def test_one_by_one_shows_the_public_view_beside_what_the_register_holds(desk):
    grant = GrantFactory(title="Aid to Hidden", notes="Quiet words", contracted="123456.00")
    found = page(desk.get(review_page(submitted(grant, level=Level.RECIPIENT_WITHHELD))))
    public, held = (" ".join(one.text_content().split()) for one in found.xpath("//div[@class='desk-two']/section"))
    assert "€ 125,000" in public
    assert "Hidden" not in public
    assert all(words in held for words in ("Aid to Hidden", "Quiet words", "123,456.00 EUR", "Title private"))


def test_one_by_one_shows_what_changes_against_what_is_public(desk, publish):
    grant = approved(GrantFactory(title="Before"))
    publish()
    Grant.objects.filter(pk=grant.pk).update(title="After")
    waiting = submitted(grant)
    found = page(desk.get(review_page(waiting)))
    changed = found.xpath("//section[h2='Against what is public now']")[0]
    assert (changed.xpath(".//del/text()"), changed.xpath(".//ins/text()")) == (["Before"], ["After"])


def test_one_by_one_says_what_was_edited_since_it_was_submitted(desk):
    grant = GrantFactory(title="Submitted")
    waiting = submitted(grant)
    assert "Edited since it was submitted" not in page(desk.get(review_page(waiting))).text_content()
    Grant.objects.filter(pk=grant.pk).update(title="Edited")
    edited = page(desk.get(review_page(waiting))).xpath("//section[h2='Edited since it was submitted']")[0]
    assert (edited.xpath(".//del/text()"), edited.xpath(".//ins/text()")) == (["Submitted"], ["Edited"])


def test_one_by_one_goes_on_to_the_next_and_back_to_the_queue(desk):
    waiting = [submitted(GrantFactory()), submitted(GrantFactory()), submitted(EventFactory())]
    second = page(desk.get(review_page(waiting[1])))
    assert second.xpath("//p[@class='desk-steps']/a/@href") == [review_page(waiting[0]), review_page(waiting[2])]
    only_grants = f"{review_page(waiting[0])}?kind=grant"
    assert desk.post(only_grants, {"do": "approve"})["Location"] == f"{review_page(waiting[1])}?kind=grant"
    after = f"{review_page(waiting[1])}?kind=grant"
    assert desk.post(after, {"do": "refuse", "reason": "Not now"})["Location"] == f"{QUEUE}?kind=grant"
    assert [outcome(one) for one in waiting] == [Outcome.APPROVED, Outcome.REFUSED, Outcome.WAITING]


def test_one_by_one_keeps_what_was_typed_where_it_is_refused(desk):
    waiting = review.submit(GrantFactory(), review.Proposal(), actor=somebody("proposes"))
    response = desk.post(review_page(waiting), {"do": "approve", "reason": "Typed"})
    assert "Somebody has to read it first" in errors_on(response)
    assert page(response).xpath("//input[@name='reason']/@value") == ["Typed"]
    assert desk.get(reverse("desk:review", args=[10**6])).status_code == 404


def test_what_a_decided_proposal_was_can_still_be_read(auditor):
    approval = approved(GrantFactory()).approval
    found = page(auditor.get(review_page(approval)))
    assert "Approved by decides" in " ".join(found.text_content().split())
    assert not found.xpath("//form[@id='review_form']")


def test_whoever_may_not_read_decisions_sees_no_queue(client, django_user_model):
    client.force_login(django_user_model.objects.create(username="new", is_staff=True))
    waiting = submitted(GrantFactory())
    assert client.get(QUEUE).status_code == 403
    assert client.get(review_page(waiting)).status_code == 403
    assert "Decisions" not in page(client.get(reverse("admin:index"))).xpath("string(//div[@id='content'])")


def _queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("show", ["waiting", "mine", "sent_back"])
def test_the_queue_asks_as_often_for_many_rows_as_for_few(show, desk, publishing_user):
    by = somebody("proposes") if show == "waiting" else publishing_user

    def add():
        grant = GrantFactory()
        proposals = [submitted(grant, by=by), clearance_of(OrganisationFactory(cleared=False), by.username)]
        proposals.append(clearing.propose_cleared_hit(subject="grant", subject_id=grant.pk, term="Spring", actor=by))
        if show == "sent_back":
            decide_all = (review.refuse, clearing.refuse_clearance)
            for refuse, one in zip(decide_all, proposals, strict=False):
                refuse(one, reason="Not now", actor=somebody("decides"))
            clearing.decide_cleared_hit(
                proposals[2], outcome=Outcome.REFUSED, reason="Not now", actor=somebody("decides")
            )

    add()
    address = f"{QUEUE}?show={show}"
    few = _queries(desk, address)
    for _ in range(6):
        add()
    assert len(rows(desk, show=show)) == 21
    assert _queries(desk, address) == few
    assert few <= CEILING, few


def test_the_record_links_to_the_review_of_what_waits(desk):
    grant = GrantFactory()
    waiting = submitted(grant)
    assert page(desk.get(address_of(grant))).xpath("//a[@href=$to]/text()", to=review_page(waiting)) == ["Review it"]
