"""What only a chat can do or needs: short replies, long ones, bytes, a reload."""

import statistics
import time
from typing import Any

from tests.bench.browser.relay import relay
from tests.bench.browser.visit import Visit, times
from tests.bench.measuring import figures
from tests.bench.measuring.figures import Outcome, percentile
from tests.bench.measuring.text import plain, visible_ends
from tests.bench.stage import Stage
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


def wire(stage: Stage, raw: dict[str, Any]) -> Outcome:
    """A reply's bytes as they cross the network, beside what the page makes of them."""
    outcome: Outcome = {}
    for subject in stage.subjects:
        with relay() as counting, stage.profile(counting.address) as context:
            visit = Visit(context, subject, stage.provider).open(subject.address(0))
            visit.ask(WARM)
            before = counting.received
            reply = visit.ask(Script(plain(600), rate=61.0, first_delay=THINKS))
            crossed = counting.received - before
        text = len(reply.script.text.encode())
        raw[subject.name] = {"crossed": crossed, "socket": reply.socket, "http": reply.http}
        outcome[subject.name] = {
            "wire": crossed / text,
            "payload": (reply.socket + reply.http) / text,
        }
    return outcome


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
