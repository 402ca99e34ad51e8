"""Connections to Redis or Valkey that survive its restarts, with a deadline for each command."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any, Self, cast

import hiredis
from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.client import Pipeline
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import RedisError

from spacerr.infra.deadline import Deadline
from spacerr.timings import (
    KEEPALIVE_COUNT,
    KEEPALIVE_IDLE,
    KEEPALIVE_INTERVAL,
    REDIS_DEADLINE,
    REDIS_HEALTH_CHECK,
)

IDLE_CONNECTIONS = 16
"""Idle connections kept for `execute_once`."""

REDIS_ERRORS = (RedisError, OSError)
"""What commands raise while the server can't be reached or doesn't answer."""


class BoundedRedis(Redis):
    """A client whose commands, with all tries, end within `deadline` seconds: afterwards they raise
    TimeoutError.

    The deadline is here and not in redis-py's `socket_timeout`, with which a command that is being
    sent swallows its task's cancellation on Python 3.11 (`asyncio.wait_for`, seen with 7.4.1).
    """

    deadline = REDIS_DEADLINE

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._idle: list[_Connection] = []

    def blocking(self, block: float) -> Self:
        """The same connections, for commands that block for up to `block` seconds in the server."""
        client = type(self)(connection_pool=self.connection_pool)
        client.deadline = block + self.deadline
        return client

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        async with _within(self.deadline, self.connection_pool):
            return await super().execute_command(*args, **options)

    async def execute_once(self, *args: str | int) -> Any:
        """A command on a connection kept for such, without redis-py's retries and bookkeeping: they
        take two thirds of a command's processor time. Raises ResponseError, and one of REDIS_ERRORS
        already where one connection is broken.
        """
        used = self._idle.pop() if self._idle else _Connection(self.connection_pool)
        try:
            with used.limit.within(asyncio.get_running_loop().time() + self.deadline):
                packed = hiredis.pack_command(args)  # pyright: ignore[reportArgumentType]
                await used.connection.send_packed_command(packed, check_health=False)
                answer = await used.connection.read_response()
        except TimeoutError:
            await used.close()
            await self._close_idle()  # they may be as dead, and each would cost a deadline
            raise TimeoutError(f"no answer within {self.deadline:g} s") from None
        except BaseException:
            await used.close()
            raise
        if len(self._idle) < IDLE_CONNECTIONS:
            self._idle.append(used)
        else:
            await used.close()
        return answer

    async def aclose(self, close_connection_pool: bool | None = None) -> None:
        await self._close_idle()
        await super().aclose(close_connection_pool)

    async def _close_idle(self) -> None:
        while self._idle:
            await self._idle.pop().close()

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> Pipeline:
        pool, callbacks = self.connection_pool, self.response_callbacks
        pipeline = _BoundedPipeline(pool, callbacks, transaction, shard_hint)
        pipeline.deadline = self.deadline
        return pipeline


class _Connection:
    """A connection that one command after the other may use, and their time limit."""

    def __init__(self, pool: ConnectionPool) -> None:
        self.connection: AbstractConnection = pool.make_connection()
        self.limit = Deadline()

    async def close(self) -> None:
        self.limit.close()
        await self.connection.disconnect(nowait=True)


class _BoundedPipeline(Pipeline):
    deadline = REDIS_DEADLINE

    async def execute(self, raise_on_error: bool = True) -> list[Any]:
        async with _within(self.deadline, self.connection_pool):
            return await super().execute(raise_on_error)


def open_redis(url: str) -> BoundedRedis:
    """A client whose commands are tried again for half a second when the connection breaks, and
    raise one of REDIS_ERRORS when there is no answer within REDIS_DEADLINE.
    """
    client = BoundedRedis.from_url(
        url,
        decode_responses=True,
        socket_connect_timeout=REDIS_DEADLINE,
        health_check_interval=REDIS_HEALTH_CHECK,
        retry=_patience(),
        **_keepalive(url),
    )
    return cast(BoundedRedis, client)


@asynccontextmanager
async def _within(deadline: float, pool: ConnectionPool) -> AsyncGenerator[None]:
    try:
        async with asyncio.timeout(deadline):
            yield
    except TimeoutError:
        with suppress(
            *REDIS_ERRORS
        ):  # idle connections may be as dead, and each would cost a deadline
            await pool.disconnect(inuse_connections=False)
        raise TimeoutError(f"no answer within {deadline:g} s") from None


def use_retries(client: Redis) -> None:
    """Give a client of another library our retry policy."""
    client.set_retry(_patience())


def _patience() -> Retry:
    return Retry(ExponentialBackoff(cap=1, base=0.05), 3)


def _keepalive(url: str) -> dict[str, Any]:
    """Have the kernel find out that the other end of a TCP connection is gone."""
    if url.startswith("unix:"):
        return {}
    wanted = {
        "TCP_KEEPIDLE": KEEPALIVE_IDLE,
        "TCP_KEEPINTVL": KEEPALIVE_INTERVAL,
        "TCP_KEEPCNT": KEEPALIVE_COUNT,
    }
    known = {getattr(socket, name): it for name, it in wanted.items() if hasattr(socket, name)}
    return {"socket_keepalive": True, "socket_keepalive_options": known}
