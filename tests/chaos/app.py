"""The app as its users start it, reached over a network that can be struck."""

import time
from pathlib import Path

from redis import Redis

from spacerr.domain.replies.draft import Draft
from spacerr.domain.replies.events import Finalized, ReplyEvent, read
from spacerr.domain.status import ACTIVE
from spacerr.infra.valkey import socket_path
from tests.chaos.proxy import Proxy
from tests.e2e.support import stored
from tests.server import AppServer, free_port

NOTICED = 10.0


class ProxiedApp:
    """Pages are opened at the proxy's address, so all that they ask goes through it."""

    def __init__(self, data: Path, env: dict[str, str]) -> None:
        port = free_port()
        self.proxy = Proxy(port)
        self.url = f"http://localhost:{self.proxy.port}"
        self.server = AppServer(data, env, port=port)

    def __enter__(self) -> "ProxiedApp":
        self.proxy.__enter__()
        self.server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.stop()
        self.proxy.__exit__()

    def reply(self, chat_id: str):
        """A chat's newest reply as it is stored."""
        return stored.last_reply(self.server.data, chat_id)

    def ended(self, chat_id: str, limit: float):
        """The same, once it has ended. Raises AssertionError after `limit` seconds."""
        deadline = time.monotonic() + limit
        while (reply := self.reply(chat_id))["status"] in ACTIVE:
            assert time.monotonic() < deadline, f"still {reply['status']} after {limit} s"
            time.sleep(0.05)
        return reply

    def log(self, reply_id: str) -> Draft:
        """What the log of an ended reply folds to; it has ended exactly once."""
        deadline = time.monotonic() + NOTICED
        events = self._events(reply_id)
        while not any(isinstance(event, Finalized) for event in events):
            assert time.monotonic() < deadline, "the row has ended, and its log hasn't"
            time.sleep(0.05)
            events = self._events(reply_id)
        assert sum(isinstance(event, Finalized) for event in events) == 1
        return Draft().extend(events)

    def said(self, reply_id: str) -> list[str]:
        """The words of a running reply so far."""
        return Draft().extend(self._events(reply_id)).text.split()

    def _events(self, reply_id: str) -> list[ReplyEvent]:
        with self.redis() as redis:
            entries = redis.xrange(f"spacerr:{{{reply_id}}}:log")
        return [read(fields["e"]) for _, fields in entries]

    def assert_nothing_left(self) -> None:
        """No lease, no running reply, and no key that would stay for ever."""
        deadline = time.monotonic() + NOTICED
        with self.redis() as redis:
            while leases := list(redis.scan_iter("spacerr:{*}:lease")):
                assert time.monotonic() < deadline, leases
                time.sleep(0.1)
            assert [key for key in redis.scan_iter("*") if redis.ttl(key) == -1] == []

    def redis(self) -> Redis:
        address = socket_path(self.server.data)
        return Redis.from_url(f"unix://{address}", decode_responses=True)
