"""Counters and timings for `/metrics`."""

import asyncio
import time

from prometheus_client import Counter, Gauge, Histogram

REPLIES = Counter("spacerr_replies_total", "Replies that ended, by status.", ["status"])
TASK_FAILURES = Counter(
    "spacerr_task_failures_total", "Exceptions that ended a background task, by task.", ["task"]
)
RUNNING = Gauge("spacerr_replies_running", "Replies being written by this process.")
LOOP_LAG = Histogram(
    "spacerr_loop_lag_seconds",
    "How much later than asked this process's event loop went on.",
    buckets=(0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1),
)
FIRST_TOKEN = Histogram(
    "spacerr_first_token_seconds",
    "From the start of a reply to its first token.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60),
)

LOOK = 0.05
"""Seconds between two measurements of the event loop."""


async def watch_loop() -> None:
    """Measure for ever how late the event loop is: how long each task on it waits."""
    while True:
        due = time.monotonic() + LOOK
        await asyncio.sleep(LOOK)
        LOOP_LAG.observe(max(time.monotonic() - due, 0))
