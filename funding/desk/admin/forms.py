"""The form of every record: what the database would refuse is said in words at its field."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model, UniqueConstraint

from funding.desk.admin.typed import ModelForm
from funding.register.models.constraints import FieldCheck


class RegisterForm(ModelForm):
    """A form of a register record."""

    refusal = ""  # what the database said of an attempt to save, where no check of a form had foreseen it

    def clean(self) -> dict[str, Any] | None:
        """Say what the database said; keep a record from pointing to itself."""
        cleaned = super().clean() or self.cleaned_data
        if self.refusal:
            raise ValidationError(self.refusal)
        # Django skips the checks that name the key, for no form has it.
        for check in self.instance._meta.constraints:
            chosen = cleaned.get(check.field) if isinstance(check, FieldCheck) else None
            if isinstance(chosen, type(self.instance)) and chosen.pk == self.instance.pk:
                self.add_error(check.field, str(check.violation_error_message))
        return cleaned

    def _update_errors(self, errors: ValidationError) -> None:
        """Say at a field what is about one, and above the form what is about a field it hasn't: Django would fail."""
        found = errors.error_dict if hasattr(errors, "error_dict") else {NON_FIELD_ERRORS: errors.error_list}
        placed: dict[str, list[ValidationError]] = {}
        for name, messages in found.items():
            for message in messages:
                field, error = self._placed(name, message)
                placed.setdefault(field if field in self.fields else NON_FIELD_ERRORS, []).append(error)
        super()._update_errors(ValidationError(placed))  # type: ignore[misc]  # the stubs don't know it

    def _placed(self, name: str, error: ValidationError) -> tuple[str, ValidationError]:
        """Put what a constraint of uniqueness says at its last field, in words."""
        if name != NON_FIELD_ERRORS:
            return name, error
        for constraint in self.instance._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and error.message == constraint.get_violation_error_message():
                return constraint.fields[-1], ValidationError(_words(constraint, type(self.instance)))
        return name, error


def _words(constraint: UniqueConstraint, model: type[Model]) -> str:
    """Give the constraint's own words, or better ones than its name."""
    if constraint.violation_error_message != constraint.default_violation_error_message:
        return str(constraint.violation_error_message)
    names = [str(getattr(model._meta.get_field(name), "verbose_name", name)) for name in constraint.fields]
    return f"There is another {model._meta.verbose_name} with this {' and '.join(names)}."
