"""The form of every record: what the database would refuse is said in words at its field."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import BaseConstraint, Model, UniqueConstraint

from funding.desk.admin.typed import ModelForm


class RegisterForm(ModelForm):
    """A form of a register record."""

    refusal = ""  # what the database said of an attempt to save, where no check of a form had foreseen it

    def clean(self) -> dict[str, Any] | None:
        """Say what the database said."""
        cleaned = super().clean()
        if self.refusal:
            raise ValidationError(self.refusal)
        return cleaned

    def validate_constraints(self) -> None:
        """Check every constraint of the model; unlike Django, say at a field what is about one."""
        exclude = self._get_validation_exclusions()  # type: ignore[attr-defined]  # the stubs don't know it
        for model, constraints in self.instance.get_constraints():
            for constraint in constraints:
                try:
                    constraint.validate(model, self.instance, exclude=exclude)
                except ValidationError as error:
                    self._update_errors(self._placed(error, constraint, model))

    def _placed(self, error: ValidationError, constraint: BaseConstraint, model: type[Model]) -> ValidationError:
        if hasattr(error, "error_dict") or not isinstance(constraint, UniqueConstraint):
            return error
        field = next((name for name in reversed(constraint.fields) if name in self.fields), NON_FIELD_ERRORS)
        if constraint.violation_error_message != constraint.default_violation_error_message:
            return ValidationError({field: str(constraint.violation_error_message)})
        names = [str(model._meta.get_field(name).verbose_name) for name in constraint.fields]  # type: ignore[union-attr]  # no constraint names a generic relation
        words = f"There is another {model._meta.verbose_name} with this {' and '.join(names)}."
        return ValidationError({field: words})

    def _update_errors(self, errors: ValidationError) -> None:
        """Say above the form what belongs to a field that isn't in it; Django would fail."""
        if hasattr(errors, "error_dict"):
            found = errors.error_dict
            here = {field: found[field] for field in found if field in self.fields}
            above = [error for field in found if field not in self.fields for error in found[field]]
            errors = ValidationError(here | ({NON_FIELD_ERRORS: above} if above else {}))
        super()._update_errors(errors)  # type: ignore[misc]  # the stubs don't know it
