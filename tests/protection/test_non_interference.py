"""Non-interference: registers that differ only in what is withheld look alike, to the byte, wherever one asks."""

import os
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings

from funding.portal.urls import urlpatterns
from funding.register import models
from tests.protection.asking import Reader, differences
from tests.protection.cases import EVERYTHING, UNDONE, cases
from tests.protection.sources import given as with_sources
from tests.protection.tables import rows_published
from tests.protection.veils import WORDS
from tests.protection.worlds import World

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("PROTECTION_EXAMPLES", "3"))
PHASES = [Phase.explicit, Phase.generate]  # a case is small, and shrinking it would take an hour
NAMES = [word for words in WORDS for word in words]
PARTS = [NAMES[0][:5], NAMES[-1][:4], f"{NAMES[0]} {NAMES[1]}", "ENI/2", "Whole", "example.org"]


def typed(control):
    """Give what a reader types into a control: protected names and parts of them, amounts, days."""
    if control.get("inputmode") == "decimal" or control.get("type") == "number":
        return ["5000", "37500", "37500.01", "50000"]
    if control.get("type") == "date":
        return ["2021-03-01", "2021-05-01"]
    return [*NAMES[::3], *PARTS] if control.get("type") == "search" else ["2021", "2022-12-31", NAMES[0]]


def seen(case, side, **options):
    """Give what the public sees of one of the two registers: tables, answers, and what staff were refused."""
    with transaction.atomic():
        world = World(case, side)
        with with_sources(world.clock, world.ids):
            world.live()
            ids = models.PublicIdentity.objects.order_by("public_id").values_list("public_id", flat=True)
            reader = Reader(typed=typed, ids=list(ids), **options)
            reader.ask_everything()
            tables = rows_published()
        transaction.set_rollback(True)
    return tables, reader, world.refused


def require_alike(case, **options):
    """Require that nobody can tell the two registers apart; give who asked the first one."""
    (tables, reader, refused), (others, other, also_refused) = (seen(case, side, **options) for side in (0, 1))
    assert refused == also_refused, "staff could do in one register what they couldn't in the other"
    assert not (Counter(tables) - Counter(others)) + (Counter(others) - Counter(tables))
    assert not differences(reader.answers, other.answers)
    return reader


@settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(cases())
@example(UNDONE)
def test_registers_that_differ_only_in_what_is_withheld_look_alike(case):
    require_alike(case, sample=case.sample)


def test_so_they_do_where_everything_is_asked():
    reader = require_alike(EVERYTHING)
    unlinked = {pattern.name for pattern in urlpatterns} - reader.routes
    assert not unlinked, "no page leads there: link it, so that it is tested"
    logged = [line for answer in reader.answers.values() for line in answer.log]
    assert logged
    assert not [line for line in logged if "?" in line or "127.0.0.1" in line]
