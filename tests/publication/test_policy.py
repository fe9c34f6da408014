"""The policy: a verdict for every field of the register, and no withheld field at the door."""

from datetime import date

import pytest
from django.apps import apps

from funding.publication import checks, policy
from funding.publication.policy import POLICY, Ruling, Verdict, visible
from funding.publication.projection import project_grant, project_instrument, project_organisation
from funding.register.models import SourceReference
from funding.register.snapshots import take
from tests.factories import GrantFactory, OrganisationFactory, PaymentFactory, SourceFactory


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


def test_every_ruling_says_why():
    assert all(ruling.reason for rulings in POLICY.values() for ruling in rulings.values())


class Numbers:
    """Public ids that are told by their records."""

    def of(self, subject, key, *, name=""):
        """Give one."""
        return f"{subject}-{key}{name}"

    def known(self, subject, key):
        """Know all."""
        return self.of(subject, key) if key else ""


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
