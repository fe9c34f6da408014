"""What `manage.py demo` sets up: database, starter data, two accounts, a first release."""

import secrets
from collections import Counter
from collections.abc import Callable

from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import transaction

from funding.codelists.grants import Level, Scope
from funding.desk.groups import ensure_groups
from funding.publication import publisher
from funding.publication.drafting import PUBLISHABLE
from funding.register import review
from funding.register.models import Approval
from funding.register.models.publishable import Scoped
from funding.register.starter import invented, loading
from tracker import database, preparation

Say = Callable[[str], object]
NOTE = "Starter data: facts from public sources."
NOTE_WITH_INVENTED = "Starter data: facts from public sources, and invented grants for the demonstration."


def prepare_faces() -> database.RoleUrls:
    """Bring tables, roles, groups and static files to where both faces can be served. Give their addresses."""
    call_command("migrate", interactive=False, verbosity=0)
    made = preparation.prepare_roles()
    call_command("collectstatic", interactive=False, verbosity=0)
    return database.role_urls(made.passwords)


@transaction.atomic
def fill(*, with_invented: bool, say: Say) -> None:
    """Load and publish the starter data and make two accounts; what is there already is kept."""
    ensure_groups()
    _account("editor", "Editor", say)
    actor = _account("publisher", "Publisher", say)
    added = Counter(loading.load_facts())
    if with_invented:
        added += Counter(invented.load_invented())
    _say_added(added, say)
    approve_new(actor)
    publication = publisher.publish(actor=actor, note=NOTE_WITH_INVENTED if with_invented else NOTE)
    say(f"{publication.release} published." if publication.release else "Nothing new to publish.")


def environment() -> dict[str, str]:
    """Give the settings of a demonstration: this computer only, without HTTPS, with a key that ends with it."""
    return {
        "TRACKER_HOSTS": "127.0.0.1,localhost",
        "TRACKER_HTTPS": "no",
        "TRACKER_SECRET_KEY": secrets.token_urlsafe(50),
    }


def approve_new(actor: User) -> int:
    """Approve what is in scope and was never decided on; what staff withdrew stays withdrawn. Give the count."""
    count = 0
    for model in PUBLISHABLE:
        decided = Approval.objects.filter(subject=model._meta.model_name).values("subject_id")
        records = model._base_manager.filter(level=Level.NOT_PUBLISHED).exclude(pk__in=decided)
        for record in records.order_by("pk"):
            if not isinstance(record, Scoped) or record.scope == Scope.IN:
                review.approve(record, actor=actor)
                count += 1
    return count


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
