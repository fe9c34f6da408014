"""The columns of the files: the open-data contract. Names stay; new columns come last.

A column says by an expression over a published row what it holds, so that the file, its dictionary and its test can't
differ, and the database can write a file by itself. Rows carry, besides their own fields, what the filter set annotates
and the number of the release.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.db.models import Case, F, IntegerField, QuerySet, TextChoices, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat

from funding.codelists.disclosure import RowKind
from funding.codelists.grants import AmountBasis, ContractType, Reach, YearBasis
from funding.codelists.iati import ActivityStatus, OrganisationType, TransactionKind
from funding.codelists.reference import country_names
from funding.codelists.sectors import Sector
from funding.portal.exports.names import NameOf, NamesOf

Kind = Literal["string", "integer", "amount", "percent", "date", "boolean", "year", "list"]


@dataclass(frozen=True)
class Column:
    """One column of a file; of a `list` the expression gives an array.

    `is_ours` says that only words and figures of ours can stand in it: there a spreadsheet finds no formula.
    """

    name: str
    label: str
    kind: Kind
    description: str
    expression: Combinable
    is_ours: bool = False


def values_of(queryset: QuerySet[Any], columns: Collection[Column], *, release: int | None) -> QuerySet[Any]:
    """Give the plain values of each row as a tuple, in the order of the queryset and of the columns."""
    return numbered(queryset, release).values_list(*(column.expression for column in columns))


def numbered(queryset: QuerySet[Any], release: int | None) -> QuerySet[Any]:
    """Annotate `release`, the number of the release that the rows are of."""
    annotated: QuerySet[Any] = queryset.annotate(release=Value(release, IntegerField()))
    return annotated


def _field(name: str, label: str, kind: Kind = "string", description: str = "") -> Column:
    """Make a column that holds a field as it is."""
    return Column(name, label, kind, description or f"{label}.", F(name))


def _code(name: str, label: str, kind: Kind = "string", description: str = "") -> Column:
    """Make a column that holds a code of a closed list, or a public id."""
    return replace(_field(name, label, kind, description), is_ours=True)


def _of(kinds: Collection[RowKind], column: Column) -> Column:
    """Leave a column empty on other kinds of rows, which don't show it."""
    return replace(column, expression=Case(When(row_kind__in=kinds, then=column.expression)))


def _label(of: str, label: str, names: type[TextChoices]) -> Column:
    """Make a column with the label of a coded field."""
    words = f"Label of the code in `{of}`."
    return Column(f"{of}_label", label, "string", words, NameOf(of, _names(names)), is_ours=True)


def _names(choices: type[TextChoices]) -> dict[str, str]:
    return {str(code): str(name) for code, name in choices.choices}


def _page(noun: str) -> Column:
    words = "Address of the record's page, below the address of the site."
    address = Concat(Value(f"/{noun}/"), F("public_id"), Value("/"), output_field=TextField())
    return Column("page", "Page", "string", words, address, is_ours=True)


_PUBLIC_ID = _code("public_id", "Public id", description="Names the record; it stays the same in later releases.")
_TITLE = _field("title", "Title")
_INSTRUMENT = (
    _field("instrument", "Instrument (code)"),
    _field("instrument_name", "Instrument", description="The EU regulation that pays, by its short name."),
)
_STATUS = (
    _code("status", "Status (code)", description="IATI ActivityStatus; empty = unknown."),
    _label("status", "Status", ActivityStatus),
)
_SHARE = _field(
    "belarus_share", "Belarus's share", "percent",
    "Which part of the record is assistance to the people of Belarus, percent; empty = unknown.",
)  # fmt: skip
_SECTOR_NAMES = Column(
    "sectors_label", "Sectors", "list", "Names of the sectors, in the order of the codes.",
    NamesOf("sectors", _names(Sector)), is_ours=True,
)  # fmt: skip
_SECTORS = (_code("sectors", "Sectors (codes)", "list", "Codes of the sectors, joined by |."), _SECTOR_NAMES)
_SOURCE = (
    _field("source_publisher", "Publisher of the source"),
    _field("source_title", "Title of the source"),
    _field("source_identifier", "Identifier in the source"),
    _field("source_address", "Address of the source"),
    _code("source_kind", "Kind of source", description="official, agency, mirror, staff or invented."),
    _field("source_licence", "Licence of the source", description="Under which the source may be reused, if it says."),
)
_END = (
    _field("is_invented", "Invented", "boolean", "Whether the record is made up for demonstration."),
    _field("release", "Release", "integer", "Number of the release that the file shows."),
)
_PERIOD = (
    _field("starts_on", "Start", "date", "Actual start, else planned; empty = unknown."),
    _field("ends_on", "End", "date", "Actual end, else as amended, else planned; empty = unknown."),
)

GRANT_COLUMNS: tuple[Column, ...] = (
    _PUBLIC_ID,
    _TITLE,
    _field("contract_number", "Contract number"),
    _field("recipient", "Recipient", description="Names of the implementers, the lead first."),
    _field("recipient_countries", "Countries of the recipients (codes)", "list", "ISO 3166-1, joined by |."),
    Column(
        "recipient_countries_label", "Countries of the recipients", "list",
        "English names of the codes in `recipient_countries`, joined by |.",
        NamesOf("recipient_countries", country_names()), is_ours=True,
    ),
    _code("programme", "Programme (code)", description="Last part of the address of the programme's page."),
    _field("programme_title", "Programme"),
    *_INSTRUMENT,
    *_STATUS,
    _code("contract_type", "Contract type (code)"),
    _label("contract_type", "Contract type", ContractType),
    *_SECTORS,
    _of([RowKind.NAMED], Column(
        "sector_shares", "Shares of the sectors", "list", "Percent, in the order of the codes.",
        F("sector_share"), is_ours=True,
    )),
    _field("year", "Year contracted", "year", "Empty = unknown."),
    _code(
        "year_basis", "Basis of the year",
        description="The date that the year was taken from: signed, first_commitment, actual_start, planned_start.",
    ),
    _label("year_basis", "Basis of the year, in words", YearBasis),
    _field("signed_on", "Signed on", "date"),
    *_PERIOD,
    _field(
        "contracted", "Contracted", "amount",
        "Belarus's part of the contracted amount, EUR; empty = unknown.",
    ),
    _field(
        "contracted_in_filter", "Contracted, inside the filter", "amount",
        "The part of `contracted` in the chosen sectors, or all of it; the totals add this column.",
    ),
    _field(
        "contracted_whole", "Contracted, whole", "amount",
        "The whole contract, EUR, with other countries' part; of a group of grants its total when it was made.",
    ),
    _code("contracted_basis", "Basis of the contracted amount (code)"),
    _label("contracted_basis", "Basis of the contracted amount", AmountBasis),
    _of([RowKind.NAMED], _SHARE),
    _field("paid", "Paid", "amount", "Belarus's part of disbursements and expenditure, EUR; empty = unknown."),
    _field(
        "paid_in_filter", "Paid, inside the filter", "amount",
        "The part of `paid` in the chosen sectors, or all of it; the totals add this column.",
    ),
    _field("paid_whole", "Paid, whole", "amount", "All disbursements and expenditure of the contract, EUR."),
    _field("eu_contribution", "EU contribution", "amount", "EUR; empty = unknown."),
    _field("total_cost", "Total cost", "amount", "With what others pay, EUR; empty = unknown."),
    *_SOURCE,
    _page("grants"),
    *_END,
    _of([RowKind.NAMED], _field(
        "payments_unconverted", "Payments not converted", "integer",
        "How many payments are in another currency than EUR: `paid` and `paid_whole` don't hold them.",
    )),
    _code(
        "row_kind", "Kind of row (code)", "string",
        "named: a grant; withheld: a grant without its recipient, amounts rounded, `paid` as at the last 31 December; "
        "pool: a group of grants, of which only the label and the contracted amount are shown.",
    ),
    _label("row_kind", "Kind of row", RowKind),
    _field(
        "grants_count", "Grants", "integer",
        "How many grants the row stands for; of a group, those that have no row of their own. Counts add this column.",
    ),
    _field("first_year", "First year", "year", "Of a group, by its label; empty = all years."),
    _field("last_year", "Last year", "year", "Of a group, by its label; empty = all years."),
    _of([RowKind.POOL], _field(
        "listed_count", "Listed since, grants", "integer",
        "How many grants of a group have a row of their own by now.",
    )),
    _of([RowKind.POOL], _field(
        "listed_amount", "Listed since, amount", "amount",
        "What these are contracted for, EUR: in `contracted_whole`, but not in `contracted`.",
    )),
)  # fmt: skip

PROGRAMME_COLUMNS: tuple[Column, ...] = (
    _PUBLIC_ID,
    _TITLE,
    _field("reference", "Reference of the decision"),
    _code("reach", "Reach (code)", description="bilateral: for Belarus alone; regional: for others too."),
    _label("reach", "Reach", Reach),
    *_INSTRUMENT,
    *_STATUS,
    _code("sectors", "Sectors (codes)", "list", "Sectors that the programme names."),
    _SECTOR_NAMES,
    _field("decided_on", "Decided on", "date"),
    *_PERIOD,
    _field("decided", "Decided", "amount", "Belarus's part of the decided amount, EUR; empty = unknown."),
    _field("decided_whole", "Decided, whole", "amount", "The whole decision, EUR."),
    _code("decided_basis", "Basis of the decided amount (code)"),
    _label("decided_basis", "Basis of the decided amount", AmountBasis),
    _SHARE,
    _field(
        "grants", "Grants", "integer",
        "How many of its grants are published with rows of their own; those in groups are of no programme.",
    ),
    _field("contracted", "Contracted", "amount", "Sum of `contracted` over these grants, EUR."),
    _field("paid", "Paid", "amount", "Sum of `paid` over these grants, EUR."),
    *_SOURCE,
    _page("programmes"),
    *_END,
    _field("unnamed", "Grants without a named recipient", "integer", "How many of `grants`."),
    _field(
        "unnamed_contracted", "Contracted without a named recipient", "amount",
        "How much of `contracted`, EUR; empty where there is none.",
    ),
)  # fmt: skip

ORGANISATION_COLUMNS: tuple[Column, ...] = (
    _PUBLIC_ID,
    _field("name", "Name"),
    _field("local_name", "Name in its own language"),
    _code("kind", "Kind (code)", description="IATI OrganisationType; empty = unknown."),
    _label("kind", "Kind", OrganisationType),
    _field("country", "Country (code)", description="ISO 3166-1; empty = unknown."),
    Column(
        "country_label",
        "Country",
        "string",
        "English name of the code in `country`.",
        NameOf("country", country_names()),
        is_ours=True,
    ),
    _field("website", "Website"),
    _field("grants", "Grants", "integer", "In how many published grants it has a role, inside the filter."),
    _page("organisations"),
    *_END,
)

TRANSACTION_COLUMNS: tuple[Column, ...] = (
    _PUBLIC_ID,
    _field("date", "Date", "date"),
    _code("kind", "Kind (code)", description="IATI TransactionType."),
    _label("kind", "Kind", TransactionKind),
    _code("grant", "Grant (public id)", description="Empty where it is a programme's."),
    _code("programme", "Programme (code)", description="The grant's, or the one that moves money itself."),
    _field("title", "Grant or programme"),
    _field("instrument", "Instrument (code)"),
    *_SECTORS,
    _field("receiver", "Receiver"),
    _code("receiver_id", "Receiver (public id)"),
    _field("description", "Description"),
    _field("amount", "Amount", "amount", "Belarus's part, EUR; empty = unknown."),
    _field(
        "amount_in_filter", "Amount, inside the filter", "amount",
        "The part of `amount` in the chosen sectors, or all of it; the totals add this column, each kind for itself.",
    ),
    _field("amount_whole", "Amount, whole", "amount", "EUR; empty where it was paid in another currency."),
    _field("currency", "Currency", description="ISO 4217."),
    _field("amount_in_currency", "Amount in its currency", "amount"),
    *_END,
)  # fmt: skip
