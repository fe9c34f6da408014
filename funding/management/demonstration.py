"""What `manage.py demo` sets up: database, starter data, three accounts, a first release."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from funding.codelists.disclosure import ClearanceBasis, Ground, Level
from funding.desk.groups import ensure_groups
from funding.publication import aggregates
from funding.publication import publisher as publishing
from funding.register import clearing, review, snapshots
from funding.register.history import because
from funding.register.models import Grant, Organisation, Programme, Sealing
from funding.register.models.publishable import Publishable
from funding.register.screening import Screen
from funding.register.snapshots import PUBLISHABLE
from funding.register.starter import invented, loading
from tracker import database, preparation

PUBLISHER = "publisher"
_PROTECTED = 4  # of so many invented organisations one stays protected
_POOLED = 3  # of so many grants with a protected recipient one is a row of its own, where it can be
Say = Callable[[str], object]
NOTE = "Starter data: facts from public sources."
NOTE_WITH_INVENTED = "Starter data: facts from public sources, and invented grants for the demonstration."


def prepare_faces() -> database.RoleUrls:
    """Bring tables, roles, groups and static files to where both faces can be served. Give their addresses."""
    call_command("migrate", interactive=False, verbosity=0)
    aggregates.remake()  # which a migration of an older demonstration leaves uncounted
    made = preparation.prepare_roles()
    call_command("collectstatic", interactive=False, verbosity=0)
    return database.role_urls(made.passwords)


@dataclass(frozen=True)
class Staff:
    """The two persons it takes."""

    editor: User
    publisher: User


class NotADemonstrationError(Exception):
    """The database holds somebody's register; the message says so."""


@transaction.atomic
def fill(*, with_invented: bool, say: Say) -> None:
    """Load the starter data, decide on and publish what this run loaded, and make three accounts.

    What is there already is kept, and nothing that staff entered is approved.

    Raises:
        NotADemonstrationError: the register has records, but no demonstration made it.

    """
    ensure_groups()
    if not User.objects.filter(username=PUBLISHER).exists() and (Grant.objects.exists() or Programme.objects.exists()):
        message = "This database holds a register already. A demonstration wants a database of its own."
        raise NotADemonstrationError(message)
    editor = _account("editor", "Editor", say)
    publisher = _account(PUBLISHER, "Publisher", say)
    _account("auditor", "Auditor", say)
    known = set(Organisation.objects.values_list("pk", flat=True))
    before = {model: set(model._base_manager.values_list("pk", flat=True)) for model in PUBLISHABLE}
    with because(reason="Starter data"):
        added = Counter(loading.load_facts())
        if with_invented:
            added += Counter(invented.load_invented())
    _say_added(added, say)
    staff = Staff(editor, publisher)
    clear(Organisation.objects.exclude(pk__in=known), staff)
    loaded = [record for model in PUBLISHABLE for record in model._base_manager.exclude(pk__in=before[model])]
    if decide(loaded, staff):
        seal = f"{localdate().year - 1}Q4" if with_invented and not Sealing.objects.exists() else ""
        note = NOTE_WITH_INVENTED if with_invented else NOTE
        say(f"{publishing.publish(actor=publisher, note=note, seal=seal).release} published.")


def environment() -> dict[str, str]:
    """Give the settings of a demonstration: this computer only, without HTTPS, with a key that ends with it."""
    return {
        "TRACKER_HOSTS": "127.0.0.1,localhost",
        "TRACKER_HTTPS": "no",
        "TRACKER_SECRET_KEY": secrets.token_urlsafe(50),
    }


def clear(organisations: QuerySet[Organisation], staff: Staff) -> None:
    """Clear the organisations of the facts, and three in four of the invented ones; the others stay protected."""
    for number, one in enumerate(organisations.order_by("name_folded")):
        if one.is_invented and number % _PROTECTED == 0:
            continue
        basis = ClearanceBasis.CONSENT if one.is_invented else ClearanceBasis.PUBLIC_BODY
        review_on = localdate() + timedelta(days=365)
        proposed = clearing.propose_clearance(one, basis=basis, review_on=review_on, actor=staff.editor)
        clearing.approve_clearance(proposed, actor=staff.publisher)


def decide(records: Iterable[Publishable], staff: Staff) -> int:
    """Have both accounts decide on what is in scope, as publicly as protection lets it be. Give the count."""
    screen = Screen()
    return sum(_decide(number, record, staff, screen) for number, record in enumerate(records))


def _decide(number: int, record: Publishable, staff: Staff, screen: Screen) -> bool:
    below = [Level.RECIPIENT_WITHHELD, Level.POOLED] if number % _POOLED == 0 else [Level.POOLED]
    snapshot, noun = snapshots.take(record), type(record).__name__
    for level in [Level.FULL, *(below if isinstance(record, Grant) else [])]:
        if screen.obstacles(noun, snapshot, level):
            continue
        ground: dict[str, Any] = (
            {} if level == Level.FULL else {"ground": Ground.SAFETY, "review_on": localdate() + timedelta(days=365)}
        )
        proposal = review.Proposal(level, is_read=True, **ground)
        waiting = review.submit(record, proposal, actor=staff.editor, screen=screen)
        review.approve(waiting, actor=staff.publisher, screen=screen)
        return True
    return False


def _account(name: str, group: str, say: Say) -> User:
    user, is_new = User.objects.get_or_create(username=name, defaults={"is_staff": True})
    if is_new:
        password = secrets.token_urlsafe(12)
        user.set_password(password)
        user.save()
        user.groups.add(Group.objects.get(name=group))
        say(f"Staff account {name!r}, password {password}")
    else:
        say(f"Staff account {name!r} is kept; `manage.py changepassword {name}` sets a new password.")
    return user


def _say_added(added: dict[str, int], say: Say) -> None:
    told = ", ".join(f"{count} {noun}" for noun, count in added.items() if count)
    say(f"Loaded: {told}." if told else "The starter data is there already.")
