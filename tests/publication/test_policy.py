"""The policy: a verdict for every field of the register, and no withheld field at the door."""

import pytest
from django.apps import apps

from funding.publication import checks, policy
from funding.publication.policy import POLICY, Verdict, visible


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
