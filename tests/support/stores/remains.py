"""Looking for what should be gone: in every table, also those of search, and in every key."""

from collections.abc import Iterable

from redis.asyncio import Redis
from sqlalchemy import Connection, inspect, text

from spacerr.deps import Deps


async def remains(d: Deps, redis: Redis, needles: Iterable[str]) -> dict[str, list[str]]:
    """Where each of some texts is still found."""
    places = await _rows(d) | await _keys(redis)
    found = {
        needle: [place for place, text in places.items() if needle.lower() in text.lower()]
        for needle in needles
    }
    return {needle: where for needle, where in found.items() if where}


async def _rows(d: Deps) -> dict[str, str]:
    async with d.db.reading() as session:
        connection = await session.connection()
        return await connection.run_sync(_tables)


def _tables(connection: Connection) -> dict[str, str]:
    names = inspect(connection).get_table_names()
    rows = {name: connection.execute(text(f'SELECT * FROM "{name}"')).all() for name in names}
    return {name: str(found) for name, found in rows.items()}


async def _keys(redis: Redis) -> dict[str, str]:
    found: dict[str, str] = {}
    async for key in redis.scan_iter(count=1000):
        kind = await redis.type(key)
        match kind:
            case "stream":
                value = await redis.xrange(key)
            case "zset":
                value = await redis.zrange(key, 0, -1)
            case "hash":
                value = await redis.hgetall(key)
            case "set":
                value = await redis.smembers(key)
            case "list":
                value = await redis.lrange(key, 0, -1)
            case _:
                value = await redis.get(key)
        found[key] = f"{key} {value}"
    return found
