"""A Valkey server that can fall silent, as servers and networks do it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from spacerr.infra import valkey
from tests.chaos.proxy import Proxy
from tests.support.stores.private_valkey import PrivateValkey

SILENCES = ["stopped", "swallowed"]
"""The server stands still and later goes on; or the network drops everything, and afterwards lets
only new connections through.
"""


class Quiet(NamedTuple):
    """`url` leads to the server through what falls silent, `direct` round it."""

    url: str
    direct: str
    silence: Callable[[], None]
    resume: Callable[[], None]


@contextmanager
def that_can_fall_silent(how: str, folder: Path) -> Iterator[Quiet]:
    """A server of the caller's own, silent in one of SILENCES when it is told to be."""
    server = PrivateValkey(folder)
    address = str(valkey.socket_path(folder))
    try:
        if how == "stopped":
            yield Quiet(server.url, server.url, server.silence, server.resume)
            return
        with Proxy(address) as proxy:
            url = f"redis://127.0.0.1:{proxy.port}"
            yield Quiet(url, server.url, proxy.silence, proxy.resume)
    finally:
        server.end()
