"""Reading the starter data, which lies beside this module in `data/`."""

import csv
import tomllib
from importlib import resources
from typing import Any

_DATA = resources.files("funding.register.starter") / "data"


def tables(name: str) -> dict[str, Any]:
    """Read a TOML file."""
    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))


def rows(name: str) -> list[dict[str, str]]:
    """Read a CSV file with a header."""
    return list(csv.DictReader((_DATA / name).read_text(encoding="utf-8").splitlines()))


def listed(cell: str) -> list[str]:
    """Split a cell that holds several codes."""
    return cell.split(";") if cell else []
