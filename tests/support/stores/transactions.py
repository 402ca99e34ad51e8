"""How much SQLite does inside one transaction that writes, while all others wait for their turn."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Connection, event

from spacerr.deps import Deps

STEP = 100
"""Instructions of SQLite's virtual machine that count as one."""


class Transactions:
    """`longest`: the most instructions of one transaction, in hundreds. They are the same on every
    machine, however busy it is.
    """

    def __init__(self) -> None:
        self.longest = self._now = 0

    def begin(self, _: Connection) -> None:
        self._now = 0

    def step(self) -> int:
        self._now += 1
        self.longest = max(self.longest, self._now)
        return 0


@asynccontextmanager
async def transactions(d: Deps) -> AsyncGenerator[Transactions]:
    """What is written meanwhile, to a SQLite database."""
    counted, engine = Transactions(), d.db._writer
    await _watch(engine, counted.step)
    event.listen(engine.sync_engine, "begin", counted.begin)
    try:
        yield counted
    finally:
        event.remove(engine.sync_engine, "begin", counted.begin)
        await _watch(engine, None)


async def _watch(engine: Any, step: Any) -> None:
    async with engine.connect() as connection:  # of which there is one
        raw = await connection.get_raw_connection()
        await raw.driver_connection.set_progress_handler(step, STEP)


@asynccontextmanager
async def statements(d: Deps) -> AsyncGenerator[list[list[str]]]:
    """The SQL of each transaction that writes meanwhile."""
    seen: list[list[str]] = []

    def begin(_: Connection) -> None:
        seen.append([])

    def execute(_: Connection, cursor: Any, statement: str, *rest: Any) -> None:
        if seen:
            seen[-1].append(statement)

    engine = d.db._writer.sync_engine
    event.listen(engine, "begin", begin)
    event.listen(engine, "before_cursor_execute", execute)
    try:
        yield seen
    finally:
        event.remove(engine, "begin", begin)
        event.remove(engine, "before_cursor_execute", execute)
