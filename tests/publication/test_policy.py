"""The policy: a verdict for every field of the register, and no withheld field at the door."""

from datetime import date

import pytest
from django.apps import apps

from funding.codelists.disclosure import Level
from funding.publication import checks, policy
from funding.publication.policy import BELOW_FULL, POLICY, Ruling, Verdict, below_full, generalised, visible
from funding.publication.projection import project_grant, project_instrument, project_organisation
from funding.register.models import SourceReference
from funding.register.snapshots import take
from tests.factories import GrantFactory, OrganisationFactory, PaymentFactory, SourceFactory
from tests.publication.numbers import Numbers
from tests.register.written import grant, movement, role


def test_every_register_field_has_a_verdict():
    assert checks.every_field_has_a_verdict(None) == []


def test_a_field_without_a_verdict_fails_the_check(monkeypatch):
    without = {name: ruling for name, ruling in POLICY["Grant"].items() if name != "notes"}
    monkeypatch.setitem(policy.POLICY, "Grant", without)
    assert [error.msg for error in checks.every_field_has_a_verdict(None)] == [
        "Grant.notes has no verdict in the publication policy."
    ]


def test_a_verdict_on_a_field_that_is_gone_fails_the_check(monkeypatch):
    monkeypatch.setitem(policy.POLICY, "Grant", POLICY["Grant"] | {"old": POLICY["Grant"]["notes"]})
    assert "Grant.old" in checks.every_field_has_a_verdict(None)[0].msg


@pytest.mark.parametrize("noun", sorted(POLICY))
def test_withheld_fields_never_pass(noun):
    fields = [field.name for field in apps.get_model("register", noun)._meta.concrete_fields]
    passed = visible(noun, dict.fromkeys(fields, "canary"))
    assert not [name for name in passed if POLICY[noun][name].verdict is Verdict.WITHHELD]


def test_a_model_without_rulings_and_rulings_without_a_model_fail_the_check(monkeypatch):
    monkeypatch.setitem(policy.POLICY, "Ghost", {"name": POLICY["Grant"]["notes"]})
    monkeypatch.delitem(policy.POLICY, "Sealing")
    problems = checks.every_field_has_a_verdict(None)
    assert [one.id for one in problems] == ["publication.E002", *["publication.E001"] * 3]
    assert "Ghost.name, which doesn't exist" in problems[0].msg
    assert problems[1].msg.startswith("Sealing.actor has no verdict")


@pytest.mark.parametrize(
    ("noun", "public", "coarse", "withheld"),
    [
        ("Grant", "title", "programme", "notes"),
        ("Amendment", None, "amount_change", "number"),
        ("Document", "address", "grant", "approval"),
        ("Organisation", "name", "name_folded", "is_natural_person"),
        ("Package", "amount", "part_of", "level"),
        ("Transaction", "amount", "receiver", "reference"),
        ("Source", "address", None, "id"),
        ("SourceReference", "identifier", "source", "imported"),
    ],
)
def test_a_field_passes_as_it_is_or_in_another_form_or_not_at_all(noun, public, coarse, withheld):
    values = {name: 1 for name in (public, coarse, withheld) if name}
    assert visible(noun, values) == ({public: 1} if public else {})
    assert generalised(noun, values) == ({coarse: 1} if coarse else {})


def test_nothing_that_names_or_decides_has_another_verdict_than_withheld():
    private = {"OrganisationAlias", "OrganisationDomain", "OrganisationEmail", "OrganisationIdentifier"}
    private |= {"Approval", "Clearance", "ClearedHit", "PoolItem", "PublicList", "PublicListEntry", "RemovalRequest"}
    private |= {"PublicationChange", "PublicationRun", "Sealing"}
    assert not [
        (noun, field)
        for noun in private
        for field, ruling in POLICY[noun].items()
        if ruling.verdict is not Verdict.WITHHELD
    ]


@pytest.mark.parametrize("level", [Level.RECIPIENT_WITHHELD, Level.POOLED])
def test_below_full_only_these_fields_pass(level):
    snapshot = grant(roles=[role(1)], transactions=[movement("1.00", receiver=2)], amendments=["1.00"], notes="canary")
    snapshot["transactions"][0]["transaction"]["reference"] = "canary"
    record = {"contracted", "currency", "belarus_share", "signed_on", "actual_start", "planned_start"}
    dated = {"kind", "date"}
    withheld_too = {"contract_type", "is_invented"} if level is Level.RECIPIENT_WITHHELD else set()
    money = {"amount", "currency"} if level is Level.RECIPIENT_WITHHELD else set()
    passed = below_full(level, snapshot)
    assert passed.keys() == {"record", "sector_shares", "amendments", "transactions"}
    assert passed["record"].keys() == record | withheld_too
    assert [one.keys() for one in passed["sector_shares"]] == [{"sector", "share"}]
    assert [one.keys() for one in passed["amendments"]] == [{"amount_change"}]
    assert [one.keys() for one in passed["transactions"]] == [{"transaction"}]
    assert passed["transactions"][0]["transaction"].keys() == dated | money


def test_below_full_every_field_is_coarser():
    rulings = [ruling for nouns in BELOW_FULL.values() for fields in nouns.values() for ruling in fields.values()]
    assert {ruling.verdict for ruling in rulings} == {Verdict.GENERALISED}
    assert all(ruling.reason for ruling in rulings)


def test_what_passes_below_full_is_withheld_in_no_row_with_names():
    for nouns in BELOW_FULL.values():
        for noun, fields in nouns.items():
            assert not [field for field in fields if POLICY[noun][field].verdict is Verdict.WITHHELD]


def test_every_ruling_says_why():
    assert all(ruling.reason for rulings in POLICY.values() for ruling in rulings.values())


def everything_of(snapshot):
    """Project a grant with its organisations and its instrument; a refused field is a refusal."""
    organisations = [entry["organisation"] for entry in snapshot["roles"]]
    try:
        return repr(
            [
                project_grant(snapshot, Numbers(), None),
                project_instrument(snapshot["instrument"]),
                [project_organisation(one, Numbers()) for one in organisations],
            ]
        )
    except KeyError as refused:
        return f"refused: {refused}"


@pytest.fixture
def snapshot():
    """Take the snapshot of a grant with something in every field that the public may see."""
    grant = GrantFactory(implementer=OrganisationFactory(local_name="Арганізацыя"))
    PaymentFactory(grant=grant, receiver=grant.roles.get().organisation, description="Pre-financing")
    source = SourceFactory(licence="CC BY 4.0", published_on=date(2023, 1, 1))
    SourceReference.objects.create(grant=grant, source=source, identifier="X-1", address="https://example.eu/x-1")
    return take(grant)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "noun",
    ["Grant", "GrantRole", "GrantSector", "Instrument", "Organisation", "Source", "SourceReference", "Transaction"],
)
def test_the_projection_obeys_every_verdict(noun, snapshot, monkeypatch):
    before = everything_of(snapshot)
    for field, ruling in POLICY[noun].items():
        if ruling.verdict is Verdict.PUBLIC:
            with monkeypatch.context() as patched:
                patched.setitem(policy.POLICY, noun, POLICY[noun] | {field: Ruling(Verdict.WITHHELD, "tried")})
                assert everything_of(snapshot) != before, f"{noun}.{field} is shown though it is withheld"
