"""What only a chat can do or needs: short replies, long ones, a reload, a second tab."""

import statistics
import time
from typing import Any

from tests.bench import figures
from tests.bench.figures import Outcome, percentile
from tests.bench.stage import Stage
from tests.bench.text import plain, visible_ends
from tests.bench.visit import Visit, times
from tests.provider import Script

WARM = Script(plain(60), rate=60.0)
THINKS = 0.2  # seconds until a model's first token: none is faster
SENDS = 10
LENGTHS = (500, 1_000, 2_000, 4_000)


def first(stage: Stage, raw: dict[str, Any]) -> Outcome:
    """The first word of short replies, from a provider that does not hesitate at all."""
    script = Script(plain(20), rate=100.0)
    outcome: Outcome = {}
    for subject in stage.subjects:
        with stage.visit(subject) as visit:
            visit.ask(WARM)
            seen = [figures.of(visit.ask(script)) for _ in range(SENDS)]
        firsts = raw[subject.name] = [one["first"] for one in seen]
        outcome[subject.name] = {
            "first_p50": percentile(firsts, 50),
            "first_max": max(firsts),
            "to_provider": percentile([one["to_provider"] for one in seen], 50),
            "first_lag": percentile([one["first_lag"] for one in seen], 50),
        }
    return outcome


def linear(stage: Stage, raw: dict[str, Any]) -> Outcome:
    """Whether bytes grow with the text and not faster."""
    sizes: list[tuple[float, float]] = []
    for length in LENGTHS:
        with stage.visit(stage.spacerr) as visit:
            reply = visit.ask(Script(plain(length), rate=200.0, first_delay=THINKS))
        sizes.append((float(len(reply.script.text.encode())), float(reply.socket)))
    raw["spacerr"] = sizes
    texts, bytes_ = zip(*sizes, strict=True)
    return {
        "spacerr": {
            "slope": statistics.linear_regression(texts, bytes_).slope,
            "r2": statistics.correlation(texts, bytes_) ** 2,
        }
    }


def reload(stage: Stage, raw: dict[str, Any]) -> Outcome:
    """How long after a reload in mid-reply its text is up to date again."""
    script = Script(plain(600), rate=60.0, first_delay=THINKS)
    with stage.visit(stage.spacerr) as visit:
        visit.begin(script)
        visit.send()
        visit.wait(script, 120)
        left = time.time() * 1000
        visit.page.reload(wait_until="commit")
        visit.wait(script)
        seen, (sent, _) = visit.seen(), times(visit.request())
        timing = visit.page.evaluate("performance.getEntriesByType('navigation')[0].toJSON()")
        begun = visit.page.evaluate("performance.timeOrigin") - left
    shown = figures.shown_at(visible_ends(script.tokens), seen["samples"])
    fresh = [at for at, due in zip(shown, sent, strict=True) if due > left]
    raw["spacerr"] = {"navigation": timing, "samples": seen["samples"][:20], "left": left}
    return {
        "spacerr": {
            "live_again": min(fresh) - left,
            "navigation_begun": begun,
            "document_loaded": begun + timing["domContentLoadedEventEnd"],
        }
    }


def tabs(stage: Stage, raw: dict[str, Any]) -> Outcome:
    """How far a second tab on the same chat is behind the one that asked."""
    script = Script(plain(300), rate=60.0, first_delay=THINKS)
    with stage.profile() as context:
        address = stage.spacerr.address(1)
        second = Visit(context, stage.spacerr, stage.provider).open(address)
        first_tab = Visit(context, stage.spacerr, stage.provider).open(address)
        second.arm()
        reply = first_tab.ask(script)
        seen = second.seen()
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
