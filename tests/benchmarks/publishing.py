"""How long publication takes: of many grants that are new, and of one that changed among them.

    python -m tests.benchmarks.publishing 10000

makes as many approved grants in a database of its own, on the server that DATABASE_URL names or on one that ends with
it, publishes them, then one that was decided on anew, a tenth of them decided on anew, and a tenth that payments were
entered for; and prints seconds.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import django
from django.apps import apps

from tests.postgres_plugin import ENVIRONMENT
from tracker.embedded import EmbeddedServer

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from funding.register.models import Grant, Organisation, Programme

_BATCH = 2000
_GRANTS_OF_A_PROGRAMME, _GRANTS_OF_AN_ORGANISATION = 200, 8
_PROTECTED = 0.05  # of the organisations
_UNNAMED = {3: "recipient_withheld", 4: "pooled"}  # percent of the grants that fall on it → level
_TEXT = (
    "support for independent schools and teachers in exile with scholarships training legal aid psychological help "
    "small businesses relocation media newsrooms archives culture festivals translation books theatre human rights "
    "documentation monitoring women youth regional networks capacity advocacy access health accounting language "
    "courses digital security equipment publishing research fellowships communities"
)
_WORDS = _TEXT.split()


def measure(count: int) -> dict[str, float]:
    """Publish `count` new grants, then one changed grant of them, then many; give the seconds of each."""
    from funding.publication.publisher import publish  # noqa: PLC0415 -- Django is set up by now
    from tests.factories import PublisherFactory  # noqa: PLC0415

    with _own_database():
        actor = cast("User", PublisherFactory())
        many = count // 10
        return {
            "made": _seconds(lambda: _fill(count, actor)),
            "published": _seconds(lambda: publish(actor=actor)),
            "changed_one": _seconds(lambda: _change(1, actor)),
            "published_one_of_them": _seconds(lambda: publish(actor=actor)),
            "published_nothing": _seconds(lambda: publish(actor=actor)),
            "changed_a_tenth": _seconds(lambda: _change(many, actor)),
            "published_a_tenth": _seconds(lambda: publish(actor=actor)),
            "paid_a_tenth": _seconds(lambda: _pay(many)),
            "published_payments": _seconds(lambda: publish(actor=actor)),
            "published_anew": _seconds(lambda: publish(actor=actor, anew=True)),
        }


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


@contextmanager
def _own_database() -> Iterator[None]:
    from django.db import connection  # noqa: PLC0415

    original = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(original, verbosity=0)


def _fill(count: int, actor: "User") -> None:
    """Make approved grants, each by the register's own snapshot, with the rows that approving would write."""
    from funding.register.models import Grant, GrantRole, GrantSector, Transaction  # noqa: PLC0415

    chance = random.Random(count)  # noqa: S311 -- the same register each time
    programmes, organisations = _programmes(count, actor), _organisations(count, chance)
    protected = [one for one in organisations if not one.clearance_id]
    named = [one for one in organisations if one.clearance_id]
    for start in range(0, count, _BATCH):
        numbers = range(start, min(start + _BATCH, count))
        grants = Grant.objects.bulk_create(_grant(number, programmes, chance) for number in numbers)
        levels = {one.pk: _UNNAMED.get(number % 100, "full") for number, one in zip(numbers, grants, strict=True)}
        GrantSector.objects.bulk_create(
            GrantSector(grant=one, sector=sector, share=50)
            for one in grants
            for sector in chance.sample(["culture", "education", "civil_society", "independent_media"], 2)
        )
        GrantRole.objects.bulk_create(
            GrantRole(
                grant=one,
                organisation=chance.choice(named if levels[one.pk] == "full" else protected),
                role="4",
                is_lead=True,
            )
            for one in grants
        )
        Transaction.objects.bulk_create(_payment(one, chance) for one in grants for _ in range(2))
        _approve(grants, levels, actor)


def _programmes(count: int, actor: "User") -> "list[Programme]":
    from tests.factories import ProgrammeFactory, approved  # noqa: PLC0415

    return [
        approved(ProgrammeFactory(title=f"Programme {number}"), actor=actor)
        for number in range(count // _GRANTS_OF_A_PROGRAMME + 1)
    ]


def _organisations(count: int, chance: random.Random) -> "list[Organisation]":
    from funding.register.models import Clearance, Organisation  # noqa: PLC0415
    from tests.factories import ClearanceFactory  # noqa: PLC0415

    made = Organisation.objects.bulk_create(
        Organisation(
            name=f"{_invented_word(chance)} {chance.choice(_WORDS)} foundation".title(),
            country=chance.choice(["LT", "PL", "DE", "BE", "CZ"]),
        )
        for _ in range(count // _GRANTS_OF_AN_ORGANISATION + 20)
    )
    cleared = made[int(len(made) * _PROTECTED) + 1 :]
    pattern = ClearanceFactory(organisation=cleared[0])
    decided = {name: getattr(pattern, name) for name in ("basis", "review_on", "outcome", "decided_at")}
    decided |= {"submitted_by": pattern.submitted_by, "decided_by": pattern.decided_by}
    clearances = Clearance.objects.bulk_create(Clearance(organisation=one, **decided) for one in cleared[1:])
    for one, clearance in zip(cleared, [cast("Clearance", pattern), *clearances], strict=True):
        one.clearance = clearance
    Organisation.objects.bulk_update(cleared, ["clearance"], batch_size=_BATCH)
    return made


def _invented_word(chance: random.Random) -> str:
    return "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(4))


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words)).capitalize() + "."


def _grant(number: int, programmes: "list[Programme]", chance: random.Random) -> "Grant":
    from funding.register.models import Grant  # noqa: PLC0415

    signed = date(2015, 1, 10) + timedelta(days=chance.randrange(3900))
    return Grant(
        title=_text(chance, 8),
        summary=_text(chance, 25),
        description=_text(chance, 40),
        contract_number=f"NDICI/2023/{number:07}",
        programme=chance.choice(programmes),
        contract_type="grant",
        status="2",
        recipient_kind=chance.choice(["civil_society", "media", ""]),
        signed_on=signed,
        planned_start=signed + timedelta(days=30),
        planned_end=signed + timedelta(days=700),
        contracted=Decimal(chance.randrange(1_000_000, 200_000_000)) / 100,
        contracted_basis="stated",
        belarus_share=100,
        scope="in",
    )


def _payment(grant: "Grant", chance: random.Random) -> Any:
    paid_on = date(2016, 1, 1) + timedelta(days=chance.randrange(3500))
    amount = Decimal(chance.randrange(100_000, 50_000_000)) / 100
    return apps.get_model("register", "Transaction")(grant=grant, kind="3", date=paid_on, amount=amount)


def _approve(grants: "list[Grant]", levels: dict[int, str], actor: "User") -> None:
    from django.utils import timezone  # noqa: PLC0415

    from funding.register import snapshots  # noqa: PLC0415
    from funding.register.models import Approval, Grant  # noqa: PLC0415
    from tests.factories import somebody  # noqa: PLC0415

    taken = snapshots.take_all(grants)
    for one in grants:
        one.level = levels[one.pk]
        below = {} if one.level == "full" else {"ground": "safety", "review_on": date(2030, 1, 1)}
        one.approval = Approval(
            subject="grant",
            subject_id=one.pk,
            level=one.level,
            outcome="approved",
            is_read=True,
            snapshot=taken[one.pk],
            submitted_by=somebody("proposes"),
            decided_by=actor,
            decided_at=timezone.now(),
            **below,
        )
    Approval.objects.bulk_create(one.approval for one in grants if one.approval)
    Grant.objects.bulk_update(grants, ["level", "approval"], batch_size=_BATCH)


def _change(count: int, actor: "User") -> None:
    """Change amounts and have two persons decide on them."""
    from funding.register.models import Grant  # noqa: PLC0415

    grants = list(Grant.objects.filter(level="full").order_by("pk")[:count])
    for number, one in enumerate(grants):
        one.contracted = Decimal(number + 100_000)
    Grant.objects.bulk_update(grants, ["contracted"], batch_size=_BATCH)
    for start in range(0, count, _BATCH):
        some = grants[start : start + _BATCH]
        _approve(some, dict.fromkeys((one.pk for one in some), "full"), actor)


def _pay(count: int) -> None:
    """Enter a payment for each of some grants."""
    from funding.register.models import Grant, Transaction  # noqa: PLC0415

    chance = random.Random(count)  # noqa: S311 -- the same payments each time
    grants = Grant.objects.filter(level="full").order_by("-pk")[:count]
    Transaction.objects.bulk_create([_payment(one, chance) for one in grants], batch_size=_BATCH)


@contextmanager
def _django() -> Iterator[None]:
    """Set Django up as the tests do, with a server that ends with this process where none is named."""
    os.environ |= ENVIRONMENT | {"DJANGO_SETTINGS_MODULE": "tracker.settings"}
    with tempfile.TemporaryDirectory() as folder:
        server = None if "DATABASE_URL" in os.environ else EmbeddedServer(Path(folder) / "server", durable=False)
        if server:
            server.start()
            os.environ["DATABASE_URL"] = server.url("tracker")
        try:
            django.setup()
            yield
        finally:
            if server:
                server.stop()


if __name__ == "__main__":
    with _django():
        for name, seconds in measure(int(sys.argv[1])).items():
            sys.stdout.write(f"{name:>24} {seconds:10.2f} s\n")
