"""Has an event loop connect through Python's sockets, where Python's audit hook sees each address.

Python's own loop does. uvloop (0.23) resolves and connects in C, where no hook is called.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Any

from aiohappyeyeballs import start_connection

NEXT_ADDRESS = 0.25
"""Seconds until a name's next address is tried beside the one before (RFC 8305)."""

_Connect = Callable[..., Awaitable[Any]]


def use_python_sockets(loop: asyncio.AbstractEventLoop, when: Callable[[], bool]) -> None:
    """From now on, connect the loop's TCP connections through Python's sockets `when` that is true
    for the task that asks.
    """
    connect: _Connect = loop.create_connection
    if isinstance(loop, asyncio.BaseEventLoop) or isinstance(connect, _PythonSockets):
        return
    loop.create_connection = _PythonSockets(loop, connect, when)


class _PythonSockets:
    """In place of a loop's `create_connection`."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, connect: _Connect, when: Callable[[], bool]
    ) -> None:
        self._loop, self._connect, self._when = loop, connect, when

    async def __call__(
        self,
        protocol_factory: Callable[[], asyncio.BaseProtocol],
        host: str | None = None,
        port: int | None = None,
        *,
        sock: socket.socket | None = None,
        **options: Any,
    ) -> Any:
        if host is None or sock is not None or not self._when():
            return await self._connect(protocol_factory, host, port, sock=sock, **options)
        if options.get("ssl"):
            options.setdefault("server_hostname", host)
        connected = await self._reach(host, port, options)
        try:
            return await self._connect(protocol_factory, sock=connected, **options)
        except BaseException:
            connected.close()
            raise

    async def _reach(self, host: str, port: int | None, options: dict[str, Any]) -> socket.socket:
        """A socket that is connected to the host. Takes what concerns that from the options."""
        kind = {it: options.pop(it, 0) for it in ("family", "proto", "flags")}
        local = options.pop("local_addr", None)
        for it in ("happy_eyeballs_delay", "interleave", "all_errors"):
            options.pop(it, None)
        resolve = self._loop.getaddrinfo
        addresses = await resolve(host, port, type=socket.SOCK_STREAM, **kind)
        from_here = await resolve(*local, type=socket.SOCK_STREAM, **kind) if local else None
        return await start_connection(
            addresses, local_addr_infos=from_here, happy_eyeballs_delay=NEXT_ADDRESS
        )
