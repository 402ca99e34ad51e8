"""Two windows on one chat: how far the second is behind, and how soon a stop from either stops.

Each window is a profile of its own. Chromium takes a page that has another one in front of it for
visible, but leaves out its frames for a second at a time: what it would show could not be timed.
"""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from tests.bench.browser.visit import Visit
from tests.bench.measuring import figures
from tests.bench.measuring.figures import Figures, Outcome, percentile
from tests.bench.measuring.text import plain, visible_ends
from tests.bench.scenarios.special import THINKS
from tests.bench.stage import Stage
from tests.provider import Script

STOPS = 20
ENOUGH = 40  # tokens on screen before somebody presses Stop
SETTLED = 300  # milliseconds in which a text that was shown as stopped could still change
LONG = Script(plain(600), rate=60.0, first_delay=THINKS)


@contextmanager
def two(stage: Stage) -> Generator[tuple[Visit, Visit]]:
    """The window that asks, and another one on the same chat."""
    address = stage.spacerr.address(1)
    with stage.profile() as here, stage.profile() as there:
        other = Visit(there, stage.spacerr, stage.provider).open(address)
        yield Visit(here, stage.spacerr, stage.provider).open(address), other


def tabs(stage: Stage, raw: dict[str, Any]) -> Outcome:
    """How far a second window on the same chat is behind the one that asked."""
    script = Script(plain(300), rate=60.0, first_delay=THINKS)
    with two(stage) as (asking, other):
        other.arm()
        reply = asking.ask(script)
        other.wait(script)
        seen = other.seen()
    ends = visible_ends(script.tokens)
    here = figures.shown_at(ends, reply.seen["samples"])
    there = figures.shown_at(ends, seen["samples"])
    behind = raw["spacerr"] = [b - a for a, b in zip(here, there, strict=True)]
    return {
        "spacerr": {
            "behind_p50": percentile(behind, 50),
            "behind_p95": percentile(behind, 95),
            "behind_first": behind[0],
            "without_frame": seen["without_frame"],
        }
    }


def stop(stage: Stage, raw: dict[str, Any]) -> Outcome:
    """How soon a stop closes the provider's connection and leaves the text as it will stay."""
    outcome: Figures = {}
    with two(stage) as (asking, other):
        for name, stopping in (("here", asking), ("there", other)):
            stops = raw[name] = [_stopped(asking, other, stopping) for _ in range(STOPS)]
            for figure in stops[0]:
                values = [one[figure] for one in stops]
                outcome |= {f"{name}_{figure}_p{n}": percentile(values, n) for n in (50, 95)}
    return {"spacerr": outcome}


def _stopped(asking: Visit, other: Visit, stopping: Visit) -> Figures:
    """One reply, stopped in the middle. Milliseconds since the click."""
    asking.begin(LONG)
    other.arm()
    asking.send()
    stopping.wait(LONG, ENOUGH)
    stopping.page.get_by_role("button", name="Stop", exact=True).click()
    for visit in (asking, other):
        visit.page.wait_for_function("bench.statuses.at(-1)?.[0] === 'stopped'")
    stopping.page.wait_for_timeout(SETTLED)
    if asking.seen()["text"] != other.seen()["text"]:
        raise AssertionError("the windows do not show the same text after a stop")
    click = stopping.seen()["stop"]
    closed = stopping.request().closed_by_client_at
    if not click or closed is None:
        raise AssertionError("the provider was not left")
    return {
        "closed": closed * 1000 - click,
        "final": max(_final(visit, click) for visit in (asking, other)),
        "final_where_pressed": _final(stopping, click),
    }


def _final(visit: Visit, click: float) -> float:
    """When a window showed the text that stayed and that it was stopped."""
    seen = visit.seen()
    stopped = [at for status, at in seen["statuses"] if status == "stopped"]
    lengths = [at for _, _, at in seen["samples"]]
    return max(stopped[-1], lengths[-1]) - click
