"""Canaries: a value that occurs once, in every withheld field of every record, is nowhere to be found in public."""

from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client

from funding.publication.models import PublishedGrant
from funding.publication.policy import POLICY, Verdict
from funding.register.history import register_models
from tests.protection.asking import Reader, the_portal
from tests.protection.canaries import Aviary, is_text
from tests.protection.planting import Garden
from tests.protection.tables import texts_published

pytestmark = pytest.mark.django_db

MOMENTS = ("published", "decided again and renamed", "lowered, withdrawn and protected", "undone", "published at last")
ONE_IN = 10  # of the choices of filters: which are asked makes no difference to what is looked for
# What no record of these can have a value of its own in: a constraint ties it to what is so.
TIED = {("PoolItem", "amount_after"), ("SealedPool", "total"), ("RemovalRequest", "answered_at")}


@dataclass
class Moment:
    """What was seen when; `leaks` are withheld canaries, `proved` public ones, as (noun, field)."""

    leaks: list[str]
    proved: set[tuple[str, str]]
    rows: set[str]


@pytest.fixture(scope="module")
def history(django_db_setup, django_db_blocker):  # noqa: ARG001 -- the database must be there first
    """Give the garden, and by name the moments of its history; lived once for all tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        garden = Garden()
        acts = (
            garden.publish_and_seal,
            lambda: (garden.approve_again(), garden.publish()),
            garden.take_out,
            garden.undo_a_mistake,
            garden.publish,
        )
        moments = {}
        for name, act in zip(MOMENTS, acts, strict=True):
            act()
            moments[name] = _look(garden)
        yield garden, moments
        transaction.set_rollback(True)


def _look(garden):
    answers = Reader(sample=1, out_of=ONE_IN).ask_everything()
    text = "\n".join([*(answer.text for answer in answers.values()), *texts_published()])
    rows = set(PublishedGrant.objects.current().values_list("row_kind", flat=True))
    return Moment(garden.canaries.seen_in(text), garden.canaries.proved_by(text), rows)


@pytest.mark.parametrize("name", MOMENTS)
def test_no_canary_is_seen(history, name):
    _, moments = history
    assert moments[name].rows == {"named", "withheld", "pool"}, "rows of all kinds must be there to show it"
    assert not moments[name].leaks


def test_what_is_public_is_seen_so_that_a_leak_would_be(history):
    _, moments = history
    proved = {noun for noun, _ in moments["published"].proved}
    texts = {
        model.__name__
        for model in register_models()
        for field in model._meta.concrete_fields
        if is_text(field) and POLICY[model.__name__][field.name].verdict is Verdict.PUBLIC
    }
    assert proved == texts
    assert len(moments["published at last"].proved) > len(proved)


def test_every_field_of_the_register_that_can_hold_a_canary_has_one(history):
    garden, _ = history
    planted = {(one.noun, one.field) for one in [*garden.canaries.withheld.values(), *garden.canaries.public.values()]}
    wanted = {
        (model.__name__, field.name)
        for model in register_models()
        for field in model._meta.concrete_fields
        if garden.canaries.can_hold(field)
    }
    assert wanted - planted - TIED == set(), "make a record of it in planting.py"


@pytest.mark.parametrize("noun", ["grants", "programmes", "organisations", "transactions"])
def test_a_search_for_a_canary_is_answered_as_one_for_anything_else(history, noun):
    garden, _ = history
    words = [looks for looks in garden.canaries.withheld if isinstance(looks, str) and looks.startswith("zq")]
    client = Client()
    for word in words[::60]:
        other = "zy" + word[2:]
        with the_portal():
            one, two = (client.get(f"/{noun}/?q={asked}").content.decode() for asked in (word, other))
        assert one.replace(word, "…") == two.replace(other, "…")


def test_the_detector_knows_each_form_in_which_a_canary_could_be_shown():
    seen = Aviary.__new__(Aviary)
    seen.withheld = dict.fromkeys(["zqgrantnotes1xq", "317004"], "here")
    for text in (
        "ZQGRANTNOTES1XQ",
        "zqgranttitle7xqzqgrantnotes1xq",
        "a%20zqgrantnotes1xq&",
        "€ 317,004.37",
        "317 004",
        "317004.37",
        "7301000001",
    ):
        assert seen.seen_in(text), text
    assert not seen.seen_in("zqgrantnotes1 317,0041 a317004b")
