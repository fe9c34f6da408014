"""What a run found: figures by case and side, ratios, growth, and issue-style bounds that hold or don't."""

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.cases import (
    AGAIN,
    CONDITIONAL,
    DATASETTE,
    DEEP,
    HAND,
    NO_FILTER,
    PORTAL,
    SEARCH,
    SECTOR_YEAR,
    Case,
)
from tests.benchmarks.files import PACKED

Figures = Mapping[str, Any]
_COLUMNS = (PORTAL, HAND, DATASETTE)


@dataclass(frozen=True)
class Bound:
    """One line of what must be shown; `figure` is None where it wasn't measured."""

    name: str
    figure: float | None
    bound: float
    unit: str = ""
    at_least: bool = False

    @property
    def verdict(self) -> str:
        """Say whether it holds."""
        if self.figure is None:
            return "not measured"
        holds = self.figure >= self.bound if self.at_least else self.figure <= self.bound
        return "holds" if holds else "does NOT hold"

    def as_row(self) -> list[str]:
        """Give name, figure, bound, verdict."""
        shown = "–" if self.figure is None else f"{self.figure:.3g}{self.unit}"
        return [self.name, shown, f"{'≥' if self.at_least else '≤'} {self.bound:g}{self.unit}", self.verdict]


def summary(times: Sequence[float]) -> dict[str, float]:
    """Give count, median and 90th percentile, in seconds."""
    ordered = sorted(times)
    place = max(0, round(0.9 * len(ordered) + 0.5) - 1)
    return {"n": len(ordered), "median": statistics.median(ordered), "p90": ordered[min(place, len(ordered) - 1)]}


def summaries(cases: Iterable[Case]) -> dict[str, dict[str, dict[str, float]]]:
    """Sum up the cases' times by side; a side that failed in a case has none."""
    return {
        case.name: {side: summary(times) for side, times in case.times.items() if side not in case.failures}
        for case in cases
    }


def bounds(results: Figures) -> list[Bound]:
    """Compare what was found at the largest size with what must be shown."""
    sizes = {int(count): found for count, found in results["sizes"].items()}
    largest, smallest = sizes[max(sizes)], sizes[min(sizes)]
    pages = largest["pages"]
    first = _median(pages, NO_FILTER)
    grown = None if len(sizes) == 1 else _ratio(first, _median(smallest["pages"], NO_FILTER))
    return [
        Bound("no filter / by hand", _ratio(first, _median(pages, NO_FILTER, HAND)), 0.1),
        Bound("no filter / Datasette", _ratio(first, _median(pages, NO_FILTER, DATASETTE)), 0.15),
        *_against(pages, SECTOR_YEAR, 0.4, 0.25),
        *_against(pages, SEARCH, 0.5, 1),
        Bound("page 10,000 / first page", _ratio(_median(pages, DEEP), first), 1.5),
        Bound("304 / by hand", _ratio(_median(pages, CONDITIONAL), _median(pages, NO_FILTER, HAND)), 0.02),
        *_files(largest.get("files", {})),
        Bound(f"no filter: {max(sizes):,} / {min(sizes):,} rows", grown, 1.5),
        *_load(largest.get("load", [])),
        *_publishing(results.get("publish", {})),
    ]


def _median(pages: Figures, case: str, side: str = PORTAL) -> float | None:
    found = pages.get(case, {}).get(side)
    return found["median"] if found else None


def _ratio(one: float | None, other: float | None) -> float | None:
    return one / other if one is not None and other else None


def _against(pages: Figures, case: str, hand: float, other: float) -> Iterator[Bound]:
    own = _median(pages, case)
    yield Bound(f"{case} / by hand", _ratio(own, _median(pages, case, HAND)), hand)
    yield Bound(f"{case} / Datasette", _ratio(own, _median(pages, case, DATASETTE)), other)


def _files(files: Figures) -> Iterator[Bound]:
    sides = files.get("sides", {})
    own = sides.get(PORTAL, {}).get("median")
    yield Bound("CSV of all rows / COPY", _ratio(own, sides.get(HAND, {}).get("median")), 1.5)
    other, packed = (sides.get(side, {}).get("median") for side in (DATASETTE, PACKED))
    yield Bound("Datasette's stream / CSV", _ratio(other, own), 6, at_least=True)
    yield Bound("Datasette's stream / packed CSV", _ratio(other, packed), 6, at_least=True)
    yield Bound("memory of a worker with CSV", files.get("portal_peak_mb"), 100, " MB")


def _load(runs: Sequence[Figures]) -> Iterator[Bound]:
    asked = runs[0] if runs else None
    name = f"{asked['rate']} requests/s" if asked else "load"
    yield Bound(f"{name}: errors", sum(asked["errors"].values()) if asked else None, 0)
    achieved, least = (asked["achieved"], 0.98 * asked["rate"]) if asked else (None, 490)
    yield Bound(f"{name}: achieved", achieved, least, "/s", at_least=True)


def _publishing(found: Figures) -> Iterator[Bound]:
    yield Bound(f"publish {found.get('grants', 100_000):,} changed grants", found.get("published"), 60, " s")
    yield Bound("publish one grant", found.get("published_one_of_them"), 1, " s")


def written(results: Figures) -> str:
    """Write the report."""
    lines = [f"{results['date']}, {results['machine']}", ""]
    for count, found in results["sizes"].items():
        lines += [f"## {int(count):,} rows ({found['made_seconds']:.0f} s to make, {found['database_mb']:.0f} MB)", ""]
        lines += [*_table_of_pages(found["pages"]), ""]
        lines += [*_table_of_files(found.get("files", {})), ""]
        lines += [f"Peak memory, MB: {_memory(found)}", ""]
        lines += [*(f"FAILED: {failure}" for failure in found["failures"]), ""]
        lines += [*_table_of_load(found.get("load", [])), ""]
    if results.get("publish"):
        lines += [f"Publication, s: {results['publish']}", ""]
    lines += [
        *table(["Must show, at the largest size", "figure", "bound", ""], [one.as_row() for one in bounds(results)])
    ]
    return "\n".join(lines) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lay out a Markdown table that can also be read as it is."""
    cells = [list(head), *map(list, rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(head))]
    laid = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in cells
    ]
    return [laid[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *laid[1:]]


def _table_of_pages(pages: Figures) -> list[str]:
    head = ["pages: median / p90, ms (n)", *_COLUMNS, f"/ {HAND}", f"/ {DATASETTE}"]
    rows = []
    for case, sides in pages.items():
        base = pages[NO_FILTER] if case in {DEEP, AGAIN, CONDITIONAL} else sides
        own = _median(pages, case)
        ratios = [_shown(_ratio(own, base.get(side, {}).get("median"))) for side in (HAND, DATASETTE)]
        rows.append([case, *(_times(sides.get(side)) for side in _COLUMNS), *ratios])
    return table(head, rows)


def _table_of_files(files: Figures) -> list[str]:
    sides = files.get("sides", {})
    own = sides.get(PORTAL, {}).get("median")
    rows = [
        [
            side,
            f"{'' if found['is_whole'] else 'over '}{found['median']:.2f} ({found['n']})",
            f"{found['bytes'] / 1e6:.1f}",
            f"{found['lines']:,}" if side != PACKED else "",
            _shown(_ratio(own, found["median"])),
        ]
        for side, found in sides.items()
    ]
    return table(["CSV of all rows", "median, s (n)", "MB", "lines", "portal / this"], rows)


def _table_of_load(runs: Sequence[Figures]) -> list[str]:
    head = [
        "load, requests/s",
        "achieved",
        "errors",
        "p50 / p90 / p99, ms",
        "new filters",
        "load's CPU, s",
        "reconnects",
    ]
    rows = [
        [
            str(run["rate"]),
            f"{run['achieved']:.1f}",
            ", ".join(f"{count} × {name}" for name, count in run["errors"].items()) or "0",
            _percentiles(run["percentiles"].get("all")),
            _percentiles(run["percentiles"].get("new")),
            f"{run['generator_cpu_seconds']:.1f} of {run['seconds']:.1f}",
            str(run["reconnects"]),
        ]
        for run in runs
    ]
    return table(head, rows)


def percentiles(times: Sequence[float]) -> list[float]:
    """Give the 50th, 90th and 99th, in seconds."""
    ordered = sorted(times)
    return [ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.9, 0.99)]


def _percentiles(found: Sequence[float] | None) -> str:
    return " / ".join(f"{1000 * seconds:.1f}" for seconds in found) if found else "–"


def _memory(found: Figures) -> str:
    return ", ".join(
        f"{name} {'unknown' if peak is None else f'{peak:.0f}'}" for name, peak in found["peaks_mb"].items()
    )


def _times(found: Figures | None) -> str:
    return f"{1000 * found['median']:.1f} / {1000 * found['p90']:.1f} ({found['n']})" if found else "–"


def _shown(ratio: float | None) -> str:
    return "–" if ratio is None else f"{ratio:.3g}"
