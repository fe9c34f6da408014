"""Groups of staff: what each may, however often they are made."""

import pytest
from django.contrib.auth.models import Group

from funding.desk.groups import ensure_groups

pytestmark = pytest.mark.django_db


def codenames(name):
    return set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))


def test_publishers_may_what_editors_may_and_decide():
    ensure_groups()
    assert codenames("Publisher") - codenames("Editor") == {"decide_level", "publish_release"}
    assert {"add_grant", "change_grantsector", "view_approval"} <= codenames("Editor")


def test_nobody_writes_history_or_public_ids():
    ensure_groups()
    history = {name for name in codenames("Publisher") if name.endswith(("approval", "publicationrun", "identity"))}
    assert history == {"view_approval", "view_publicationrun"}


def test_making_them_again_changes_nothing():
    ensure_groups()
    before = codenames("Editor")
    ensure_groups()
    assert (codenames("Editor"), Group.objects.count()) == (before, 2)
