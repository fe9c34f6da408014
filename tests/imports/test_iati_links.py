"""Contracts and their decisions, in whatever order and file they come."""

import pytest

from funding.register.imports.report import Outcome
from funding.register.models import Grant, Programme, SourceReference
from tests.factories import GrantFactory, ProgrammeFactory
from tests.imports.iati_files import CONTRACT, DECISION, activity, decision, related

UP, DOWN = related(DECISION, "1"), related(CONTRACT, "2")


@pytest.mark.parametrize(
    "activities",
    [
        (activity(UP), decision()),
        (decision(), activity(UP)),
        (decision(DOWN), activity()),
        (activity(), decision(DOWN)),
        (activity(related(DECISION, "2")), decision()),
    ],
    ids=["up, later", "up, earlier", "down, earlier", "down, later", "as ECHO does"],
)
def test_a_contract_finds_its_decision(load, activities):
    report = load(*activities)
    assert Grant.objects.get().programme == Programme.objects.get()
    assert report.count(Outcome.ADDED) == 2
    assert load(*activities).count(Outcome.UNCHANGED) == 2


@pytest.mark.parametrize("elements", [(UP, ""), ("", DOWN)], ids=["up", "down"])
def test_a_decision_that_comes_in_a_later_file_makes_the_link(load, elements):
    up, down = elements
    load(activity(up))
    assert Grant.objects.get().programme_identifier == (DECISION if up else "")
    report = load(decision(down))
    grant = Grant.objects.get()
    assert (grant.programme, grant.programme_identifier) == (Programme.objects.get(), "")
    assert [change.field for change in report.changes] == ["programme"]


def test_a_contract_that_comes_after_the_decision_that_lists_it_is_linked(load):
    load(decision(DOWN))
    load(activity())
    assert Grant.objects.get().programme == Programme.objects.get()


def test_of_several_decisions_the_first_that_is_known_is_taken_and_it_is_said(load):
    report = load(
        activity(related("XX-UNKNOWN", "1"), related("XX-SECOND", "1"), UP),
        decision(),
        decision(identifier="XX-SECOND"),
    )
    assert SourceReference.objects.get(programme=Grant.objects.get().programme).identifier == "XX-SECOND"
    assert "PARENTS_SEVERAL" in {kind.name for kind in report.warnings}


def test_a_link_does_not_move_when_another_decision_comes(load):
    contract = activity(related("XX-FIRST", "1"), UP)
    load(contract, decision())
    assert load(contract, decision(identifier="XX-FIRST")).changes == []
    assert SourceReference.objects.get(programme=Grant.objects.get().programme).identifier == DECISION


def test_a_link_that_staff_made_or_cut_stays_and_is_said(load):
    load(activity(UP), decision())
    for theirs in (None, ProgrammeFactory()):
        Grant.objects.update(programme=theirs)
        report = load(activity(UP), decision())
        assert Grant.objects.get().programme == theirs
        assert [change.field for change in report.kept] == ["programme"]


def test_a_contract_moved_in_the_file_is_moved(load):
    load(activity(UP), decision(), decision(identifier="XX-OTHER"))
    report = load(activity(related("XX-OTHER", "1")))
    assert report.count(Outcome.CHANGED) == 1
    assert SourceReference.objects.get(programme=Grant.objects.get().programme).identifier == "XX-OTHER"


def test_a_grant_entered_with_the_identifier_of_a_decision_is_linked_when_that_comes(load):
    grant = GrantFactory(programme=None, programme_identifier=DECISION)
    report = load(decision())
    grant.refresh_from_db()
    assert grant.programme is not None
    assert report.links["made"] == 1
