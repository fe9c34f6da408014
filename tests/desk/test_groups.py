"""Groups of staff: what each may, however often they are made."""

import pytest
from django.contrib.auth.models import Group

from funding.desk.groups import ensure_groups

pytestmark = pytest.mark.django_db


def codenames(name):
    return set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))


def test_publishers_may_what_editors_may_and_decide():
    ensure_groups()
    deciding = {"decide_level", "decide_clearance", "publish_release"}
    pooling = {"view_poolitem", "view_sealedpool", "view_sealing"}
    assert codenames("Publisher") - codenames("Editor") == deciding | pooling
    assert {"add_grant", "change_grantsector", "view_approval", "submit_level"} <= codenames("Editor")


def test_auditors_read_everything_and_change_nothing():
    ensure_groups()
    assert all(name.startswith("view_") for name in codenames("Auditor"))
    assert {"view_grant", "view_approval", "view_poolitem", "view_removalrequest"} <= codenames("Auditor")


def test_nobody_writes_history_or_public_ids():
    ensure_groups()
    history = {name for name in codenames("Publisher") if name.endswith(("approval", "publicationrun", "identity"))}
    assert history == {"view_approval", "view_publicationrun", "view_publicidentity"}


def test_making_them_again_changes_nothing():
    ensure_groups()
    before = codenames("Editor")
    ensure_groups()
    assert (codenames("Editor"), Group.objects.count()) == (before, 3)
