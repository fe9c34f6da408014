"""Constraints that the database keeps and the admin explains at the field."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from funding.codelists.reference import EURO, currency_names
from funding.periods import EARLIEST, LATEST

# A trillion: more is a typing error, and sums of what is below fit the columns of published amounts. PostgreSQL's
# numeric holds NaN, which compares greater than every number: the bound keeps it out too.
AMOUNT_BOUND = 10**12


class FieldCheck(models.CheckConstraint):
    """A check whose message stands at one field of the form rather than above it."""

    def __init__(self, *, field: str, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own signature
        """Take the field that the message belongs to, and what `CheckConstraint` takes."""
        self.field = field
        super().__init__(**kwargs)

    def validate(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own signature
        """Raise the message at the field."""
        try:
            super().validate(*args, **kwargs)
        except ValidationError as error:
            raise ValidationError({self.field: error.messages}) from error

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        """Keep the field in migrations."""
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"field": self.field}


def number(field: str, *, minimum: int | None = None) -> FieldCheck:
    """Keep an amount a number (NaN is none), and not below `minimum` where one is given."""
    low = -AMOUNT_BOUND if minimum is None else minimum
    words = "Enter a number below a trillion."
    words = words if minimum is None else f"Enter a number of {minimum} or more, below a trillion."
    return FieldCheck(
        field=field,
        name=f"%(class)s_{field}_number",
        condition=Q(**{f"{field}__gte": low, f"{field}__lt": AMOUNT_BOUND}),
        violation_error_message=words,
    )


def plausible(*fields: str) -> list[FieldCheck]:
    """Keep dates within 1990-2100: others are typing errors, such as the year 0221."""
    return [
        FieldCheck(
            field=field,
            name=f"%(class)s_{field}_plausible",
            condition=Q(**{f"{field}__gte": EARLIEST, f"{field}__lte": LATEST}),
            violation_error_message=f"Enter a date between {EARLIEST.year} and {LATEST.year}.",
        )
        for field in fields
    ]


def percentage(field: str) -> FieldCheck:
    """Keep a share within 0-100 percent."""
    return FieldCheck(
        field=field,
        name=f"%(class)s_{field}_percent",
        condition=Q(**{f"{field}__gte": 0, f"{field}__lte": 100}),
        violation_error_message="A share is between 0 and 100 percent.",
    )


def currency_code(field: str = "currency") -> FieldCheck:
    """Keep a currency one of ISO 4217."""
    return FieldCheck(
        field=field,
        name=f"%(class)s_{field}_iso4217",
        condition=Q(**{f"{field}__in": sorted(currency_names())}),
        violation_error_message="This is not a currency code of ISO 4217, such as EUR.",
    )


def order(start: str, end: str, words: str) -> FieldCheck:
    """Keep an end from coming before its own start; unknown dates pass."""
    return FieldCheck(
        field=end,
        name=f"%(class)s_{end}_order",
        condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{start}__isnull": True}) | Q(**{f"{end}__gte": F(start)}),
        violation_error_message=words,
    )


def amount_field(verbose_name: str, **options: Any) -> "models.DecimalField[Any, Any]":  # noqa: ANN401 -- Django's
    """Make a field for money to the cent; null is unknown, never 0."""
    return models.DecimalField(
        verbose_name, **({"max_digits": 17, "decimal_places": 2, "null": True, "blank": True} | options)
    )


def share_field(verbose_name: str, **options: Any) -> "models.DecimalField[Any, Any]":  # noqa: ANN401 -- Django's
    """Make a field for a share in percent with four decimals, so that thirds fit."""
    return models.DecimalField(verbose_name, **({"max_digits": 7, "decimal_places": 4} | options))


def currency_field() -> "models.CharField[Any, Any]":
    """Make a field for an ISO 4217 code."""
    return models.CharField(max_length=3, default=EURO)
