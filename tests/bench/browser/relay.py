"""A SOCKS5 relay on loopback that counts what it carries to the browser, as it is on the wire."""

import asyncio
import contextlib
import threading
from collections.abc import Generator

BLOCK = 65536
DONE = b"\x05\x00\x00\x01" + bytes(6)  # SOCKS5: connected


class Relay:
    """`received` is how many bytes of TCP payload the browser was sent so far."""

    def __init__(self) -> None:
        self.received = 0
        self.address = ""
        self.started = threading.Event()

    async def serve(self) -> None:
        """Serve until `stop`."""
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.address = f"socks5://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self.started.set()
        await self._over.wait()
        server.close()

    def stop(self) -> None:
        """From another thread."""
        self._loop.call_soon_threadsafe(self._over.set)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Python 3.11 reports a connection's task that ends cancelled as a crash.
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            _, methods = await reader.readexactly(2)
            await reader.readexactly(methods)
            writer.write(b"\x05\x00")
            host, port = await _wanted(reader)
            there, onward = await asyncio.open_connection(host, port)
            writer.write(DONE)
            up = asyncio.create_task(self._carry(reader, onward))
            await self._carry(there, writer, counted=True)
            up.cancel()
        writer.close()

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, counted: bool = False
    ) -> None:
        with contextlib.suppress(OSError):
            while block := await reader.read(BLOCK):
                self.received += len(block) if counted else 0
                writer.write(block)
                await writer.drain()
        writer.close()


async def _wanted(reader: asyncio.StreamReader) -> tuple[str, int]:
    """Where the browser wants to be connected to, by name or by IPv4 address."""
    *_, kind = await reader.readexactly(4)
    if kind == 3:
        (length,) = await reader.readexactly(1)
        host = (await reader.readexactly(length)).decode()
    else:
        host = ".".join(map(str, await reader.readexactly(4)))
    return host, int.from_bytes(await reader.readexactly(2))


@contextlib.contextmanager
def relay() -> Generator[Relay]:
    """A relay in a thread of its own until the block ends."""
    one = Relay()
    thread = threading.Thread(target=lambda: asyncio.run(one.serve()), daemon=True)
    thread.start()
    if not one.started.wait(10):
        raise AssertionError("the relay did not start")
    try:
        yield one
    finally:
        one.stop()
        thread.join()
