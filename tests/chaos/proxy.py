"""A TCP proxy on loopback whose connections can be reset or swallowed, as bad networks do it."""

import contextlib
import socket
import struct
import threading
from typing import Self

RESET_ON_CLOSE = struct.pack("ii", 1, 0)
PIECE = 64 * 1024
UPGRADE = b"upgrade: websocket"


class Proxy:
    """Passes on what comes to `port` to another port or Unix socket, until a test strikes. `taken`
    counts the connections that were tried.
    """

    def __init__(self, target: int | str) -> None:
        self._target = target
        self.taken = 0
        self._silent = False
        self._links: set[_Link] = set()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()
        self.reset()

    def reset(self) -> int:
        """Break every connection with a TCP RST; of how many."""
        links = [link for link in list(self._links) if link.close()]
        self._links -= set(links)
        return len(links)

    def swallow(self) -> int:
        """Let nothing more through on the websockets there are, without a word to either end.

        New ones work. Connections that wait for the next request are reset: a browser whose network
        changes closes them by itself, here it doesn't know.
        """
        alive = [link for link in list(self._links) if not link.swallows]
        for link in alive:
            if link.websocket:
                link.swallows = True
            else:
                link.close()
        return len(alive)

    def silence(self) -> None:
        """Let nothing through any more, on old connections or new ones, without a word."""
        self._silent = True
        for link in list(self._links):
            link.swallows = True

    def resume(self) -> None:
        """Let new connections through; those there were stay silent for ever."""
        self._silent = False

    def _connect(self) -> socket.socket:
        if isinstance(self._target, int):
            return socket.create_connection(("127.0.0.1", self._target))
        server = socket.socket(socket.AF_UNIX)
        server.connect(self._target)
        return server

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._server.accept()
                self.taken += 1
                try:
                    server = self._connect()
                except OSError:
                    _reset(client)
                    continue
                self._links.add(_Link(client, server, swallows=self._silent))


class _Link:
    def __init__(
        self, client: socket.socket, server: socket.socket, *, swallows: bool = False
    ) -> None:
        self._ends = (client, server)
        self._open = True
        self.swallows, self.websocket = swallows, False
        for source, sink in ((client, server), (server, client)):
            threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def close(self) -> bool:
        """True for the first call."""
        was_open, self._open = self._open, False
        for end in self._ends:
            _reset(end)
        return was_open

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(PIECE):
                self.websocket |= UPGRADE in data.lower()
                if not self.swallows:
                    sink.sendall(data)
        if not self.swallows:
            self.close()


def _reset(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        end.shutdown(socket.SHUT_RD)  # a thread that reads would keep it open
        end.close()
