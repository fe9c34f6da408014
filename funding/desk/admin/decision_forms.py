"""What is asked before something is proposed, decided or lowered."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate

from funding.codelists.disclosure import ClearanceBasis, Ground, Level
from funding.publication.withdrawing import Lowering
from funding.register.review import Proposal

_YEAR = timedelta(days=365)
_WITHOUT_GROUND = (Level.FULL, Level.NOT_PUBLISHED)


def in_a_year() -> date:
    """Give the day on which a decision of today is looked at again."""
    return localdate() + _YEAR


class DayField(forms.DateField):
    """A day to come, chosen in the browser's own calendar."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def clean(self, value: Any) -> Any:  # noqa: ANN401 -- Django's own signature
        """Refuse a day that is past."""
        day = super().clean(value)
        if day and day <= localdate():
            message = "Choose a day to come."
            raise forms.ValidationError(message)
        return day


class LevelForm(forms.Form):
    """A level, and below `full` the ground and the day on which it is looked at again."""

    level = forms.ChoiceField(widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        choices=[("", "---------"), *Ground.choices],
        required=False,
        help_text="Needed for less than all. Never public.",
    )
    review_on = DayField(label="Look at it again by", required=False, initial=in_a_year)

    def __init__(self, *args: Any, levels: Iterable[Level], **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own signature
        """Offer levels."""
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [(one.value, one.label) for one in levels]  # type: ignore[attr-defined]  # it is a ChoiceField

    def clean(self) -> dict[str, Any] | None:
        """Ask for ground and date where something is shown with less than everything."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("level", Level.FULL) not in _WITHOUT_GROUND:
            for name in ("ground", "review_on"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, "Needed where less than all is shown.")
        return cleaned


class ProposalForm(LevelForm):
    """What one person proposes."""

    is_read = forms.BooleanField(
        label="Read: no names, no faces, no places",
        required=False,
        help_text="You read all that would be public. Whoever decides reads it too, and has to tick it if you don’t.",
    )

    def proposal(self) -> Proposal:
        """Give what a valid form says."""
        said = self.cleaned_data
        if said["level"] == Level.FULL:
            return Proposal(Level.FULL, is_read=said["is_read"])
        return Proposal(said["level"], said["ground"], said["review_on"], said["is_read"])


class LoweringForm(LevelForm):
    """What one person lowers, and why."""

    field_order = ("level", "reason")
    reason = forms.CharField(
        label="Why?",
        max_length=300,
        help_text="Staff will see it in the history, the public never.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def lowering(self) -> Lowering:
        """Give what a valid form says."""
        said = self.cleaned_data
        return Lowering(said["reason"], said["level"], said["ground"], said["review_on"])


class ClearanceForm(forms.Form):
    """On what basis organisations may be named."""

    basis = forms.ChoiceField(choices=[("", "---------"), *ClearanceBasis.choices])
    review_on = DayField(label="Look at it again by", initial=in_a_year)
    evidence = forms.CharField(
        required=False,
        max_length=5000,
        help_text="What shows it: where the consent lies, where it names itself. Never public.",
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )
