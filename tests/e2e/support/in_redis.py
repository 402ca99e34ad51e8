"""What Redis holds, looked at behind the app's back."""

from pathlib import Path
from typing import Any

from redis import Redis

from spacerr.infra import valkey

READ: dict[bytes, Any] = {
    b"string": lambda redis, key: redis.get(key),
    b"stream": lambda redis, key: redis.xrange(key),
    b"hash": lambda redis, key: redis.hgetall(key),
    b"set": lambda redis, key: redis.smembers(key),
    b"zset": lambda redis, key: redis.zrange(key, 0, -1),
    b"list": lambda redis, key: redis.lrange(key, 0, -1),
}


def found(data: Path, *needles: str) -> dict[str, set[str]]:
    """The keys in which each of some texts stands, in their name or what they hold; no entry where
    there is none.
    """
    with Redis.from_url(valkey.server_url(data)) as redis:
        held = {key: _held(redis, key) for key in redis.scan_iter(count=1000)}
    places = {
        needle: {key.decode() for key, text in held.items() if needle.encode() in text}
        for needle in needles
    }
    return {needle: keys for needle, keys in places.items() if keys}


def _held(redis: Redis, key: bytes) -> bytes:
    """A key and what it holds, as one text; nothing where it is gone meanwhile."""
    kind: Any = redis.type(key)
    value: Any = READ[kind](redis, key) if kind in READ else b""
    return b"%s %s" % (key, value if isinstance(value, bytes) else repr(value).encode())
