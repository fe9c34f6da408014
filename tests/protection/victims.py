"""What is killed: a register with work pending, the verbs that do it, and how its state is read."""

from hashlib import sha256

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Sum
from django.test import override_settings

from funding.codelists.disclosure import Level
from funding.publication.models import PublishedGrant, PublishedGrantSector, PublishedTransaction
from funding.publication.publisher import publish
from funding.publication.withdrawing import Lowering, lower
from funding.register import models
from funding.register.imports.loader import import_file
from tests import factories
from tests.imports.iati_files import activity, decision, file_of, transaction
from tests.protection.tables import rows_published

_GRANTS = 24
_PUBLISHER = "publisher"
_SMALL_POOLS = override_settings(POOL_COUNT=3)


def prepare(folder):
    """Publish a register with all levels, then decide more: a release, withdrawals and an import are to come."""
    _SMALL_POOLS.enable()
    actor = factories.PublisherFactory(username=_PUBLISHER)
    programme = factories.approved(factories.ProgrammeFactory())
    levels = [Level.FULL, Level.FULL, Level.RECIPIENT_WITHHELD, Level.POOLED]
    for number in range(_GRANTS):
        grant = factories.GrantFactory(programme=programme, contract_number=f"ENI/2021/{number:03}")
        factories.PaymentFactory(grant=grant, amount=100 * number + 1)
        factories.approved(grant, level=levels[number % len(levels)])
        if number == _GRANTS // 2:
            publish(actor=actor)
    changed = models.Grant.objects.filter(level=Level.FULL).order_by("pk")[:4]
    for grant in changed:
        grant.title = f"{grant.title}, changed"
        grant.save()
        factories.approved(grant)
    activities = [
        activity(
            transaction(str(number), receiver=f"Receiver {number}"), transaction("7", kind="2"),
            identifier=f"XI-IATI-EC_NEAR-2022/200-{number:03}", title=f"Imported {number}",
        )
        for number in range(_GRANTS)
    ]  # fmt: skip
    (folder / "activities.xml").write_text(file_of(decision(), *activities), encoding="utf-8")


def _publish(_folder):
    actor = User.objects.get(username=_PUBLISHER)
    return lambda: publish(actor=actor, seal="2025Q4" if not models.Sealing.objects.exists() else "")


def _withdraw(_folder):
    actor = User.objects.get(username=_PUBLISHER)
    shown = list(models.Grant.objects.exclude(level__in=[Level.NOT_PUBLISHED, Level.POOLED]).order_by("pk")[:6])
    return lambda: lower(shown, Lowering("somebody is in danger"), actor=actor)


def _import(folder):
    connection.ensure_connection()
    return lambda: import_file(folder / "activities.xml")


# Each makes ready, connected, and gives the work itself.
VERBS = {"publish": _publish, "withdraw": _withdraw, "import_iati": _import}


def look():
    """Give the digests of everything and of the public side, and the public sums to the cent."""
    public = "\n".join(rows_published())
    return _digest_of(_everything()), _digest_of([public]), tuple(str(one) for one in _sums())


def _sums():
    grants = PublishedGrant.objects.current().aggregate(contracted=Sum("contracted"), paid=Sum("paid"))
    parts = PublishedGrantSector.objects.filter(grant__to_release=None).aggregate(
        one=Sum("contracted"), two=Sum("paid")
    )
    moved = PublishedTransaction.objects.current().aggregate(one=Sum("amount"))
    return (*grants.values(), *parts.values(), *moved.values())


def _everything():
    """Give all rows of all tables as text, in order, but for moments and random marks that triggers write."""
    columns = """
        SELECT c.table_name, string_agg(format('%I', c.column_name), ', ' ORDER BY c.ordinal_position)
        FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
            AND c.data_type <> 'uuid' AND c.data_type NOT LIKE 'timestamp%'
        GROUP BY 1 ORDER BY 1
    """
    with connection.cursor() as cursor:
        cursor.execute(columns)
        for table, names in cursor.fetchall():
            cursor.execute(f'SELECT ROW({names})::text FROM "{table}" ORDER BY 1')
            yield from (f"{table} {row}" for (row,) in cursor.fetchall())


def _digest_of(texts):
    digest = sha256()
    for text in texts:
        digest.update(text.encode())
    return digest.hexdigest()[:16]
