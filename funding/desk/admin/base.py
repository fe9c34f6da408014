# ruff: noqa: ANN401, ARG002, FBT001, FBT002 -- the signatures are Django's own
"""What every list and form of the desk has: totals of the filtered list, refusals of the database in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from funding.desk.admin.codes import CodedFields
from funding.desk.admin.forms import RegisterForm
from funding.desk.admin.two_at_once import TwoAtOnceAdmin
from funding.desk.admin.typed import ModelForm
from funding.desk.admin.typed import user_of as user_of  # noqa: PLC0414 -- pages take it from here

UNKNOWN = "unknown"


def amount_text(amount: Decimal | None, currency: str = "") -> str:
    """Write an amount to the cent; nothing known is "unknown", never 0."""
    return UNKNOWN if amount is None else f"{amount:,.2f} {currency}".strip()


@dataclass(frozen=True)
class ListTotals:
    """Sums of everything that a filtered list holds, on all its pages."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


class DeskChangeList(ChangeList):
    """A list with its totals."""

    totals: ListTotals | None = None

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        """Answer a year of many digits as Django answers other wrong parameters."""
        try:
            return super().get_queryset(request, exclude_parameters)
        except OverflowError as error:
            raise IncorrectLookupParameters from error

    def get_results(self, request: HttpRequest) -> None:
        """Add totals, and what the admin page wants to know of the rows it shows."""
        super().get_results(request)
        page = cast("RegisterAdmin", self.model_admin)
        page.look_at(list(self.result_list))  # it keeps what was read, and a list to edit wants it as it is
        self.totals = page.list_totals(self.queryset)


class RegisterAdmin(CodedFields, TwoAtOnceAdmin):
    """An admin page of the register."""

    form = RegisterForm
    change_list_template = "desk/change_list.html"
    list_per_page = 50

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Use the list with totals."""
        return DeskChangeList

    def list_totals(self, queryset: QuerySet[Any]) -> ListTotals | None:
        """Give the sums of a filtered list; most lists have none."""
        return None

    def look_at(self, records: Iterable[Model]) -> None:
        """Learn at once what the columns tell of each record; most tell nothing more."""

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """Refuse in words to act on a selection that holds what can't be a key."""
        try:
            for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
                self.opts.pk.to_python(key)
        except ValidationError as error:
            self.message_user(request, words_of(error), messages.ERROR)
            return None
        return super().response_action(request, queryset, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        """Give the form what the database said."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", "")  # type: ignore[attr-defined]  # made for this request alone
        return form

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """Have the database check what it checks at the end of a transaction."""
        super().save_related(request, form, formsets, change)
        connection.check_constraints()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form again, with all that was typed, where the database refuses what forms let through."""
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except (DataError, IntegrityError) as error:
            request.refusal = refusal_of(error)  # type: ignore[attr-defined]  # read by get_form
        with transaction.atomic():
            return super().changeform_view(request, object_id, form_url, extra_context)


def refusal_of(error: DataError | IntegrityError) -> str:
    """Say in words what the database refused."""
    said = str(getattr(getattr(error.__cause__, "diag", None), "message_primary", None) or error)
    return f"Nothing was saved, for the database refused it: {said} Perhaps somebody changed it at the same time."


def words_of(error: ValidationError) -> str:
    """Give the messages of an error as one text."""
    return " ".join(error.messages)
