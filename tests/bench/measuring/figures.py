"""From what was recorded to the numbers that are compared."""

import math
from collections.abc import Sequence

from tests.bench.browser.visit import Reply
from tests.bench.measuring.text import visible_ends

Figures = dict[str, float]
Outcome = dict[str, Figures]
"""Figures by subject."""

FRAME = 1000 / 60
DROPPED = 25.0  # milliseconds between two frames that mean one was missed
UNIT = 600  # tokens to which costs are scaled


def of(reply: Reply) -> Figures:
    """Every figure of one reply, by the names used in the table of targets."""
    tokens = len(reply.script.tokens)
    shown, late = _shown(reply), lags(reply)
    text = len(reply.script.text.encode())
    enter = reply.seen["enter"]
    scale = UNIT / tokens
    return {
        "first": shown[0] - enter - (reply.sent[0] - reply.requested),
        "to_provider": reply.requested - enter,
        "first_lag": late[0],
        "lag_p50": percentile(late, 50),
        "lag_p95": percentile(late, 95),
        "lag_p99": percentile(late, 99),
        "lag_max": max(late),
        "last_lag": late[-1],
        "payload": (reply.socket + reply.http) / text,
        "socket_bytes": reply.socket,
        "http_bytes": reply.http,
        "text_bytes": text,
        "main_thread": reply.thread["Task"] * scale,
        "script": reply.thread["Script"] * scale,
        "layout": reply.thread["Layout"] * scale,
        "cpu": reply.cpu["server"] * scale,
        "cpu_log": reply.cpu["log"] * scale,
        "cpu_all": sum(reply.cpu.values()) * scale,
        "updates": len(reply.seen["samples"]) / tokens * UNIT,
        "shrunk": reply.seen["shrunk"],
        "without_frame": reply.seen["without_frame"],
        "elsewhere": reply.elsewhere,
        "clock_drift": reply.seen["drift"],
        **frames(reply.seen["gaps"], enter, shown[-1]),
        **_per_frame(reply),
    }


def lags(reply: Reply) -> list[float]:
    """From each token's departure to its appearance, in milliseconds."""
    return [at - sent for at, sent in zip(_shown(reply), reply.sent, strict=True)]


def _shown(reply: Reply) -> list[float]:
    return shown_at(visible_ends(reply.script.tokens), reply.seen["samples"])


def _per_frame(reply: Reply) -> Figures:
    """Only where there is a websocket."""
    count = sum(kind["frames"] for kind in reply.anatomy.values())
    return {"frame_bytes": reply.socket / count, "frame_count": count} if count else {}


def shown_at(ends: Sequence[int], samples: Sequence[Sequence[float]]) -> list[float]:
    """When each token was seen, from lengths with the time of each in the last place.

    Raises ValueError when one never was.
    """
    at: list[float] = []
    for length, *_, seen in samples:
        while len(at) < len(ends) and ends[len(at)] <= length:
            at.append(seen)
    if len(at) < len(ends):
        raise ValueError(f"{len(ends) - len(at)} tokens were never seen")
    return at


def frames(gaps: Sequence[Sequence[float]], start: float, end: float) -> Figures:
    """Missed frames as a share of those there could have been, and the longest wait for one."""
    waits = [gap for at, gap in gaps if start < at <= end + FRAME]
    missed = sum(round(gap / FRAME) - 1 for gap in waits if gap > DROPPED)
    return {
        "dropped": 100 * missed / max(len(waits) + missed, 1),
        "longest_frame": max(waits, default=0.0),
    }


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` percent of all do not exceed."""
    ranked = sorted(values)
    return ranked[max(math.ceil(len(ranked) * share / 100), 1) - 1]
