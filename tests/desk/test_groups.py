"""Groups of staff: what each may, however often they are made."""

import pytest
from django.contrib.auth.models import Group

from funding.desk.groups import ensure_groups

pytestmark = pytest.mark.django_db
DECIDING = {"decide_level", "decide_clearance", "publish_release"}


def codenames(name):
    return set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))


def test_publishers_may_what_editors_may_and_decide():
    ensure_groups()
    more = codenames("Publisher") - codenames("Editor")
    assert more == DECIDING | {"view_poolitem", "view_sealedpool", "view_sealing"}
    assert codenames("Editor") <= codenames("Publisher")
    assert {"add_grant", "change_grantsector", "view_approval", "submit_level"} <= codenames("Editor")


def test_nobody_writes_decisions_or_public_ids():
    ensure_groups()
    decided = ("approval", "clearance", "clearedhit", "publicationrun", "identity")
    found = {name for name in codenames("Publisher") if name.endswith(decided) and name not in DECIDING}
    assert found == {
        f"view_{one}" for one in ("approval", "clearance", "clearedhit", "publicationrun", "publicidentity")
    }


def test_auditors_read_everything_and_change_nothing():
    ensure_groups()
    assert {name.partition("_")[0] for name in codenames("Auditor")} == {"view"}
    assert {"view_grant", "view_approval", "view_clearance", "view_poolitem", "view_removalrequest"} <= codenames(
        "Auditor"
    )


def test_making_them_again_changes_nothing():
    ensure_groups()
    before = codenames("Editor")
    ensure_groups()
    assert (codenames("Editor"), Group.objects.count()) == (before, 3)
