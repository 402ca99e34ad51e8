"""What can happen to the servers that replies stand on, each as it happens in life."""

import asyncio
import contextlib
import random
import sqlite3
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from spacerr.config import Settings
from tests.support.stores.private_valkey import PrivateValkey

LONGEST_LOCK = 2.5  # seconds another program holds the database
LONGEST_OUTAGE = 1.0  # seconds until somebody starts Valkey again


class Blows:
    """`struck` says what fell, in order."""

    def __init__(self, chance: random.Random, server: PrivateValkey, settings: Settings) -> None:
        self._chance, self._server = chance, server
        self._file = Path(settings.database_url.partition("///")[2])
        self.struck: list[str] = []

    async def strike(self) -> None:
        """One blow, chosen by chance: connections break more often than servers die."""
        blow = self._chance.choices(
            [self.cut_connections, self.restart_valkey, self.forget_everything, self.lock_database],
            weights=[6, 2, 1, 2],
        )[0]
        self.struck.append(blow.__name__)
        await blow()

    async def cut_connections(self) -> None:
        """Some connections to Valkey break, as a failing network breaks them."""
        lot = random.Random(self._chance.random())  # how many connections there are is no chance
        with Redis.from_url(self._server.url) as client, contextlib.suppress(RedisError):
            for found in client.client_list():
                if lot.random() < 0.5 and "client|list" not in found["cmd"]:
                    client.client_kill_filter(_id=found["id"])

    async def restart_valkey(self) -> None:
        self._server.kill()
        await asyncio.sleep(self._chance.uniform(0.0, LONGEST_OUTAGE))
        self._server.start()

    async def forget_everything(self) -> None:
        self._server.lose_everything()

    async def lock_database(self) -> None:
        """Another program writes for seconds, and lets nobody else."""
        other = sqlite3.connect(
            self._file, timeout=10, isolation_level=None, check_same_thread=False
        )
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        await asyncio.sleep(self._chance.uniform(0.5, LONGEST_LOCK))
        other.execute("ROLLBACK")
        other.close()
