"""The database: many readers, and on SQLite exactly one writer."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Text,
    event,
    func,
    literal,
    make_url,
    type_coerce,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.infra.database.postgres import open_postgres
from spacerr.timings import DATABASE_WAITS

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA busy_timeout=20000",
    "PRAGMA foreign_keys=ON",
)
_AFTER_COMMIT = "after_commit"


class Database:
    """Sessions on one database.

    SQLite lets one connection write at a time: with a pool of one, writers queue in Python,
    in order, instead of sleeping and retrying on a locked file.
    """

    def __init__(self, url: str) -> None:
        if make_url(url).get_backend_name() == "sqlite":
            Path(make_url(url).database or "").parent.mkdir(parents=True, exist_ok=True)
            self._writer = _sqlite(url, pool_size=1)
            event.listen(self._writer.sync_engine, "begin", _begin_writing)
            self._reader = _sqlite(url, pool_size=4)
            writers = 1
        else:
            self._writer = open_postgres(url)
            self._reader = self._writer
            writers = 10
        self._turn = asyncio.Semaphore(writers)

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncSession]:
        """A session for queries only."""
        async with AsyncSession(self._reader, expire_on_commit=False) as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[AsyncSession]:
        """One transaction: committed when the block ends, rolled back when it raises. Hooks of
        `after_commit` are called right after the commit. Raises a SQLAlchemyError where no turn
        comes within DATABASE_WAITS.

        Turns are taken here, because SQLAlchemy's pool loses waiting tasks when the task that opens
        a connection is cancelled (seen with 2.1.9).
        """
        async with self._in_turn(), AsyncSession(self._writer, expire_on_commit=False) as session:
            async with session.begin():
                yield session
            for hook in session.info.pop(_AFTER_COMMIT, ()):
                hook()

    @asynccontextmanager
    async def _in_turn(self) -> AsyncGenerator[None]:
        try:
            async with asyncio.timeout(DATABASE_WAITS):
                await self._turn.acquire()
        except TimeoutError:
            raise PoolTimeout("No turn to write came in time.") from None
        try:
            yield
        finally:
            self._turn.release()

    async def close(self) -> None:
        await self._writer.dispose()
        await self._reader.dispose()


def after_commit(session: AsyncSession, hook: Callable[[], None]) -> None:
    """Call a hook once the transaction of a `writing()` block is committed. It must not raise, and
    isn't called if the process ends in between.
    """
    session.info.setdefault(_AFTER_COMMIT, []).append(hook)


def _sqlite(url: str, pool_size: int) -> AsyncEngine:
    engine = create_async_engine(url, pool_size=pool_size, max_overflow=0)
    event.listen(engine.sync_engine, "connect", _configure)
    return engine


def _begin_writing(connection: Connection) -> None:
    """Lock before the first read: otherwise another process writes between it and our update."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _configure(connection: Any, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def insert_into(session: AsyncSession, table: type[SQLModel]) -> Any:
    """An INSERT in the session's dialect, for `on_conflict` clauses."""
    postgres = session.get_bind().dialect.name == "postgresql"
    return (postgresql.insert if postgres else sqlite.insert)(table)


def json_without_key(session: AsyncSession, column: Any, key: str) -> Any:
    """SQL for a column of JSON objects, without the value of a key."""
    if session.get_bind().dialect.name == "postgresql":
        return column.op("-", return_type=postgresql.JSONB())(literal(key, Text))
    return type_coerce(func.json_remove(column, f"$.{key}"), JSON)
