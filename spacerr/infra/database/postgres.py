"""Connections to PostgreSQL on which every wait ends, also on a silent server or network."""

import asyncio
import os
import socket
from contextlib import suppress
from typing import Any

import psycopg
from psycopg import AsyncConnection
from psycopg.abc import RV, PQGen
from sqlalchemy import event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from spacerr.timings import (
    DATABASE_ANSWERS,
    DATABASE_CONNECTS,
    DATABASE_WAITS,
    KEEPALIVE_COUNT,
    KEEPALIVE_IDLE,
    KEEPALIVE_INTERVAL,
    STATEMENT_LIMIT,
)


class NoDatabase(SystemExit):
    """Spacerr's database doesn't answer. Check SPACERR_DATABASE_URL, and that the server runs."""

    def __init__(self, error: OperationalError) -> None:
        super().__init__(f"{self.__doc__} It says: {failure_reason(error)}")


def failure_reason(error: OperationalError) -> str:
    """Why a connection failed, in the driver's words: they hold no password."""
    return str(error.orig).partition("\n")[0]


def host_of(url: str) -> str:
    """Where a database is, for people: without its user and password."""
    where = make_url(url)
    host = where.host or where.query.get("host") or "its socket"
    return f"{host}:{where.port}" if where.port else f"{host}"


def open_postgres(url: str) -> AsyncEngine:
    """An engine whose waits raise a SQLAlchemyError in the end: for a connection, a free one, a
    statement. What the URL says of connections wins.
    """
    wanted = {
        "connect_timeout": DATABASE_CONNECTS,
        "keepalives_idle": KEEPALIVE_IDLE,
        "keepalives_interval": KEEPALIVE_INTERVAL,
        "keepalives_count": KEEPALIVE_COUNT,
    }
    said = make_url(url).query
    engine = create_async_engine(
        url,
        pool_size=5,
        max_overflow=5,
        pool_pre_ping=True,
        pool_timeout=DATABASE_WAITS,
        connect_args={
            "async_creator_fn": BoundedConnection.connect,
            **{name: it for name, it in wanted.items() if name not in said},
        },
    )
    event.listen(engine.sync_engine, "connect", _limit)
    return engine


def is_unreachable(error: BaseException) -> bool:
    """Whether PostgreSQL is away, starting or stopping; False for errors of a statement."""
    return isinstance(error, OperationalError) and isinstance(error.orig, psycopg.OperationalError)


class BoundedConnection(AsyncConnection[Any]):
    """A connection that is closed when the server is silent for DATABASE_ANSWERS seconds. The
    server may hang or the network may drop packets; then the server's own limits don't help.
    """

    async def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        given_up = asyncio.get_running_loop().call_later(DATABASE_ANSWERS, self._hang_up)
        try:
            return await super().wait(gen, interval, timeout)
        finally:
            given_up.cancel()

    def _hang_up(self) -> None:
        """Close the connection as if the server had: psycopg and SQLAlchemy handle that."""
        with suppress(OSError), socket.socket(fileno=os.dup(self.fileno())) as end:
            end.shutdown(socket.SHUT_RDWR)


def _limit(connection: Any, _: ConnectionPoolEntry) -> None:
    """Set limits by statements: poolers such as PgBouncer refuse them as startup parameters."""
    cursor = connection.cursor()
    for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
        cursor.execute(f"SET {name} = {int(STATEMENT_LIMIT * 1000)}")
    cursor.close()
    connection.commit()
