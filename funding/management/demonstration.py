"""What `manage.py demo` sets up: database, starter data, two accounts, a first release."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable

from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import transaction

from funding.codelists.grants import Scope
from funding.desk.groups import ensure_groups
from funding.publication import publisher
from funding.register import review
from funding.register.models import Grant, Programme
from funding.register.models.publishable import Publishable, Scoped
from funding.register.snapshots import PUBLISHABLE
from funding.register.starter import invented, loading
from tracker import database, preparation

PUBLISHER = "publisher"
Say = Callable[[str], object]
NOTE = "Starter data: facts from public sources."
NOTE_WITH_INVENTED = "Starter data: facts from public sources, and invented grants for the demonstration."


def prepare_faces() -> database.RoleUrls:
    """Bring tables, roles, groups and static files to where both faces can be served. Give their addresses."""
    call_command("migrate", interactive=False, verbosity=0)
    made = preparation.prepare_roles()
    call_command("collectstatic", interactive=False, verbosity=0)
    return database.role_urls(made.passwords)


class NotADemonstrationError(Exception):
    """The database holds somebody's register; the message says so."""


@transaction.atomic
def fill(*, with_invented: bool, say: Say) -> None:
    """Load the starter data, approve and publish what this run loaded, and make two accounts.

    What is there already is kept, and nothing that staff entered is approved.

    Raises:
        NotADemonstrationError: the register has records, but no demonstration made it.

    """
    ensure_groups()
    if not User.objects.filter(username=PUBLISHER).exists() and (Grant.objects.exists() or Programme.objects.exists()):
        message = "This database holds a register already. A demonstration wants a database of its own."
        raise NotADemonstrationError(message)
    _account("editor", "Editor", say)
    actor = _account(PUBLISHER, "Publisher", say)
    before = {model: set(model._base_manager.values_list("pk", flat=True)) for model in PUBLISHABLE}
    added = Counter(loading.load_facts())
    if with_invented:
        added += Counter(invented.load_invented())
    _say_added(added, say)
    loaded = [record for model in PUBLISHABLE for record in model._base_manager.exclude(pk__in=before[model])]
    if approve_facts(loaded, actor=actor):
        publication = publisher.publish(actor=actor, note=NOTE_WITH_INVENTED if with_invented else NOTE)
        say(f"{publication.release} published.")


def environment() -> dict[str, str]:
    """Give the settings of a demonstration: this computer only, without HTTPS, with a key that ends with it."""
    return {
        "TRACKER_HOSTS": "127.0.0.1,localhost",
        "TRACKER_HTTPS": "no",
        "TRACKER_SECRET_KEY": secrets.token_urlsafe(50),
    }


def approve_facts(records: Iterable[Publishable], *, actor: User) -> int:
    """Approve those of the records that are in scope, or that scope isn't a question of. Give the count."""
    in_scope = [one for one in records if not isinstance(one, Scoped) or one.scope == Scope.IN]
    for record in in_scope:
        review.approve(record, actor=actor)
    return len(in_scope)


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
