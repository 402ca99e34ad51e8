"""What fifty earlier turns change: replies with and without them, one after the other.

Both meet the same moods of the machine that way, and a ratio is only as sure as the ratio between
replies that were alike: that is told beside it.
"""

from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from tests.bench.measuring import figures
from tests.bench.measuring.figures import Figures, Outcome, percentile
from tests.bench.measuring.text import plain
from tests.bench.scenarios.special import THINKS
from tests.bench.stage import Stage
from tests.provider import Script

TURNS = 50
ROUNDS = 4  # even, so that they can be halved

Lags = list[float]
Summary = Callable[[Sequence[Lags]], float]


def _slow_end(replies: Sequence[Lags]) -> float:
    return percentile([lag for reply in replies for lag in reply], 95)


def _end(replies: Sequence[Lags]) -> float:
    return median(reply[-1] for reply in replies)


SPEEDS: dict[str, tuple[Script, Summary]] = {
    "60/s": (Script(plain(600), rate=61.0, first_delay=THINKS), _slow_end),
    "200/s": (Script(plain(2_000), rate=200.0, first_delay=THINKS), _slow_end),
    "once": (Script(plain(2_000), first_delay=THINKS), _end),
}


def past(stage: Stage, raw: dict[str, Any]) -> Outcome:
    outcome: Figures = {}
    for speed, (script, summary) in SPEEDS.items():
        with_past: list[Lags] = []
        without: list[Lags] = []
        for _ in range(ROUNDS):
            without.append(_reply(stage, script, 0))
            with_past.append(_reply(stage, script, TURNS))
        halves = sorted((summary(without[::2]), summary(without[1::2])))
        outcome[speed] = summary(with_past) / summary(without)
        outcome[f"{speed}_alike"] = halves[1] / halves[0]
        raw[speed] = [[_slow_end([one]), _end([one])] for one in (*without, *with_past)]
    return {"spacerr": outcome}


def _reply(stage: Stage, script: Script, turns: int) -> Lags:
    with stage.visit(stage.spacerr, turns) as visit:
        return figures.lags(visit.ask(script))
