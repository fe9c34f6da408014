"""What filters say of a row of the file of grants, worked out anew: kept, refused, or not to be told (None)."""

from datetime import date
from decimal import Decimal


def verdicts(row, query, paid_years):
    """Ask each filter of a query but the text, given the years in which each named grant was paid."""
    asked = {
        "sector": _sector,
        "year": _year,
        "status": _named("status"),
        "country": _named("recipient_countries"),
        "instrument": _instrument,
        "row_kind": lambda row, chosen: row["row_kind"] in chosen,
        "amount_min": lambda row, least: _amount(row, lambda amount: amount >= Decimal(least)),
        "amount_max": lambda row, most: _amount(row, lambda amount: amount <= Decimal(most)),
        "running": _running,
        "paid_year": lambda row, chosen: (
            bool(paid_years.get(row["public_id"], set()) & set(chosen)) if row["row_kind"] == "named" else None
        ),
    }
    return [asked[name](row, value) for name, value in query.items() if name in asked]


def is_shown(said):
    """Tell whether every filter keeps the row."""
    return all(said)


def is_left_out(said):
    """Tell whether no filter refuses the row, and one at least can't tell."""
    return False not in said and None in said


def _sector(row, chosen):
    return bool(set(row["sectors"].split("|")) & set(chosen)) if row["sectors"] else None


def _year(row, chosen):
    if row["row_kind"] != "pool" or row["year"]:
        return (row["year"] or "unknown") in chosen
    if not row["first_year"]:
        return None
    inside = [year for year in chosen if row["first_year"] <= year <= row["last_year"]]
    return None if inside else False


def _named(column):
    def verdict(row, chosen):
        values = set(row[column].split("|")) if row[column] else set()
        return bool(values & set(chosen)) if row["row_kind"] == "named" and values else None

    return verdict


def _instrument(row, chosen):
    return row["instrument"] in chosen if row["instrument"] else None


def _amount(row, test):
    return test(Decimal(row["contracted"])) if row["row_kind"] != "pool" and row["contracted"] else None


def _running(row, when):
    if not (row["starts_on"] and row["ends_on"]):
        return None
    first, last = (when, when) if "-" in when else (f"{when}-01-01", f"{when}-12-31")
    starts, ends = date.fromisoformat(row["starts_on"]), date.fromisoformat(row["ends_on"])
    return starts <= date.fromisoformat(last) and ends >= date.fromisoformat(first)
