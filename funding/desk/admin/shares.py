"""The sector shares of a grant as a formset: they add up to 100 %, and thirds typed by hand are completed."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME

from funding.desk.admin.forms import RegisterForm
from funding.desk.admin.typed import BaseInlineFormSet
from funding.money import HUNDRED, equal_shares

SPLIT = "_split_equally"  # name of the button
_ROUNDING = Decimal("0.0010")  # what is lost by typing 33.3333 three times, at most


class ShareForm(RegisterForm):
    """One sector and its share; the share may be left out where the grant is split equally."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own signature
        """Ask for no share where it will be computed."""
        super().__init__(*args, **kwargs)
        self.is_split = SPLIT in self.data
        self.fields["share"].required = not self.is_split

    def clean_share(self) -> Decimal | None:
        """Take any share for now where it will be computed."""
        share: Decimal | None = self.cleaned_data["share"]
        return HUNDRED if self.is_split else share

    def give(self, share: Decimal) -> None:
        """Set the share to what was computed."""
        if self.cleaned_data["share"] != share or self.is_split:
            self.instance.share = self.cleaned_data["share"] = share
            if "share" not in self.changed_data:
                self.changed_data.append("share")  # or it would not be saved


class ShareFormSet(BaseInlineFormSet):
    """All shares of one grant."""

    completed = ""  # what was added to a share, in words

    def clean(self) -> None:
        """Refuse shares that exist and don't add up; complete what only rounding lost."""
        super().clean()
        kept = [form for form in self.forms if not form.cleaned_data.get(DELETION_FIELD_NAME)]
        shares = [form for form in kept if "sector" in form.cleaned_data]
        if not shares or any(form.errors for form in kept):
            return
        if SPLIT in self.data:
            for form, share in zip(shares, equal_shares(len(shares)), strict=True):
                form.give(share)
            return
        self._complete(shares)

    def _complete(self, shares: list[ShareForm]) -> None:
        total = sum((form.cleaned_data["share"] for form in shares), Decimal(0))
        rest = HUNDRED - total
        first: Decimal = shares[0].cleaned_data["share"] + rest
        if abs(rest) > _ROUNDING or first <= 0:
            lacking = f"{abs(rest):.4f} {'are missing' if rest > 0 else 'are too many'}"
            message = f"The shares add up to {total:.4f} %: they must make 100 %, {lacking}."
            raise ValidationError(message)
        if rest:
            shares[0].give(first)
            self.completed = (
                f"The shares made {total:.4f} %: the rest went to "
                f"{shares[0].instance.get_sector_display()}, which has {first:.4f} % now."
            )

    def get_unique_error_message(self, unique_check: Any) -> str:  # noqa: ANN401, ARG002 -- Django's own signature
        """Say which of the fields stands twice."""
        return "A sector stands twice: give it one share."
