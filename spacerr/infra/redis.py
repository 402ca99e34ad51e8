"""Connections to Redis or Valkey that outlive its restarts."""

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import RedisError

AWAY = (RedisError, OSError)
"""What commands raise while the server can't be reached."""


def open_redis(url: str) -> "Redis":
    """A client whose commands are tried again over a second or so when the connection breaks.

    There is no read timeout: the process's reader waits inside XREAD.
    """
    return Redis.from_url(
        url,
        decode_responses=True,
        socket_connect_timeout=2,
        socket_timeout=None,
        health_check_interval=15,
        retry=_patience(),
    )


def make_patient(client: "Redis") -> None:
    """Have a client that somebody else opened try again as ours do."""
    client.set_retry(_patience())


def _patience() -> Retry:
    return Retry(ExponentialBackoff(cap=1, base=0.05), 3)
