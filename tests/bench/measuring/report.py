"""The table, and the file for whoever wants to calculate further."""

import json
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.measuring.figures import Outcome
from tests.bench.measuring.row import Row
from tests.bench.targets import TABLE, TITLES

WIDTH = 52
HEAD = ("the limit", "Spacerr", "ratio", "target")

Results = dict[str, Outcome]


def merged(runs: Sequence[Results]) -> Results:
    """The median of every figure."""
    names = dict.fromkeys(name for run in runs for name in run)
    return {name: _median([run[name] for run in runs if name in run]) for name in names}


def table(results: Results) -> str:
    """One row for each figure that was measured."""
    lines = [f"{'':{WIDTH}}" + "".join(f"{name:>11}" for name in HEAD)]
    for scenario, rows in TABLE.items():
        if scenario in results:
            lines += ["", TITLES[scenario]]
            lines += [_line(row, results[scenario]) for row in rows]
    return "\n".join([*lines, "", _how_seen(results)])


def write(file: Path, results: Results, **more: Any) -> None:
    """Everything as JSON: the figures of the table, of each run, and what they came from."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"figures": results, **more}, indent=1, default=str) + "\n")


def _line(row: Row, outcome: Outcome) -> str:
    limit, ours = (outcome.get(name, {}).get(row.figure) for name in ("limit", "spacerr"))
    ratio = f"{ours / limit:.1f}×" if row.compared and limit and ours else "–"
    cells = (_number(limit, row.digits), _number(ours, row.digits), ratio, _target(row))
    line = f"  {row.label:{WIDTH - 2}}" + "".join(f"{cell:>11}" for cell in cells)
    return f"{line}  {_verdict(row, ours)}".rstrip()


def _how_seen(results: Results) -> str:
    """Whether "visible" was measured as well as it can be."""
    count = sum(
        figures.get("without_frame", 0)
        for outcome in results.values()
        for figures in outcome.values()
    )
    if not count:
        return "Visible means painted: every length was read in the frame that drew it."
    return f"No frame came for {count:.0f} changes: those count as visible when they were made."


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:,.{digits}f}"


def _target(row: Row) -> str:
    if row.target is None:
        return ""
    return f"{'≥' if row.least else '≤'} {row.target:g}"


def _verdict(row: Row, ours: float | None) -> str:
    if row.target is None or ours is None:
        return ""
    met = ours >= row.target if row.least else ours <= row.target
    return "" if met else "missed"


def _median(outcomes: Sequence[Outcome]) -> Outcome:
    return {
        subject: {
            figure: statistics.median(outcome[subject][figure] for outcome in outcomes)
            for figure in figures
        }
        for subject, figures in outcomes[0].items()
    }
