"""Who changed what in the register, when and why: kept by triggers of the database, whatever made the change.

Each table of the register has a second one beside it, its history (`GrantHistory` of `Grant`): one row for each
insert, update and delete, with the values as they were afterwards (before a delete). Rows are added only: a trigger
refuses to change or delete them, and the staff's role may not. All of it is private.

The triggers note who and why from what `because` and `noted` say, and in requests of staff from pghistory's own
middleware; a change made by hand in the database has neither.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import pghistory
from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import Model
from pghistory.models import Event

P = ParamSpec("P")
R = TypeVar("R")

# A snapshot is large, a trigger keeps it as it was inserted, and it stands in the approval's own row: a copy with
# each decision would tell nothing.
_LEFT_OUT = {"Approval": ["snapshot"]}
_NOTES = {"LastDraft", "Touched"}  # what the next publication has to look at: no facts, gone with it


def track(models: Iterable[type[Model]]) -> None:
    """Give each model its history; `makemigrations` makes the tables and triggers."""
    for model in models:
        pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            model_name=f"{model.__name__}History",
            exclude=_LEFT_OUT.get(model.__name__),
            append_only=True,
            obj_field=pghistory.ObjForeignKey(related_name="+", related_query_name="+"),
            # With each row, so that a trigger writes one row and no other table needs an update.
            context_field=pghistory.ContextJSONField(),
            # Read through the record's own page, written by triggers: there is nothing to be permitted.
            meta={"default_permissions": ()},
        )(model)


def register_models() -> list[type[Model]]:
    """Give the models of what the register knows: without their histories and the publisher's notes."""
    return [model for model in own_models() if not issubclass(model, Event)]


def own_models() -> list[type[Model]]:
    """Give the models that there are so far, without the publisher's notes."""
    return [model for model in apps.all_models["register"].values() if model.__name__ not in _NOTES]


def history_of(model: type[Model]) -> type[Any]:
    """Give the model of a register model's history.

    Its rows have the model's fields and `pgh_id`, `pgh_obj_id`, `pgh_created_at`, `pgh_label` (insert, update, delete),
    `pgh_context` (a mapping with user, reason, url as far as known, or None) and `pgh_context_id`.
    """
    found: type[Any] = apps.get_model("register", f"{model.__name__}History")
    return found


def restored(model: type[Model], row: Any) -> Any:  # noqa: ANN401 -- a row of some history; a record of the model
    """Make a record as a row of its history has it; it isn't saved."""
    kept = {field.attname for field in row._meta.concrete_fields}
    names = [field.attname for field in model._meta.concrete_fields if field.attname in kept]
    return model(**{name: getattr(row, name) for name in names})


def last_known(model: type[Model], keys: Iterable[Any]) -> dict[Any, Any]:
    """Give records as their histories have them last, by key; deleted ones too."""
    rows = history_of(model).objects.filter(pgh_obj__in=list(keys))
    latest = rows.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    return {row.pgh_obj_id: restored(model, row) for row in latest}


@contextmanager
def because(*, actor: User | None = None, reason: str = "") -> Iterator[None]:
    """Have the history say of every change within who made it and why, besides what is known already."""
    said = {"user": actor.pk if actor else None, "reason": reason}
    with pghistory.context() as context:
        before = dict(context.metadata)
        context.metadata.update({name: value for name, value in said.items() if value})
        try:
            yield
        finally:
            # pghistory itself would keep it until the outermost context ends.
            context.metadata.clear()
            context.metadata.update(before)


def noted(verb: Callable[P, R]) -> Callable[P, R]:
    """Have the history say of what a verb changes: its `actor`, and its `reason`, `note` or `lowering.reason`."""
    signature = inspect.signature(verb)

    @wraps(verb)
    def noting(*args: P.args, **kwargs: P.kwargs) -> R:
        given = signature.bind(*args, **kwargs).arguments
        reason = given.get("reason") or given.get("note") or getattr(given.get("lowering"), "reason", None)
        with because(actor=given["actor"], reason=reason or ""):
            return verb(*args, **kwargs)

    return noting
