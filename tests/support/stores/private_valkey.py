"""A Valkey server that a test may kill, start again, and rob of its data."""

import os
import shutil
import signal
from pathlib import Path

import psutil
import pytest
from redis import Redis

from spacerr.infra import valkey
from tests.conftest import pid_of


class PrivateValkey:
    def __init__(self, folder: Path) -> None:
        self.folder, self._silent = folder, 0
        self.url = valkey.ensure_running(folder)

    def kill(self) -> None:
        """As the kernel does it: without a word. What was written stays in the server's file."""
        server = psutil.Process(pid_of(self.url))
        server.kill()
        server.wait(5)

    def silence(self) -> None:
        """Stop it where it is: it takes connections and answers none, as on a dead disk."""
        self._silent = pid_of(self.url)
        os.kill(self._silent, signal.SIGSTOP)

    def resume(self) -> None:
        if self._silent:
            os.kill(self._silent, signal.SIGCONT)
            self._silent = 0

    def start(self) -> None:
        valkey.ensure_running(self.folder)

    def restart(self) -> None:
        self.kill()
        self.start()

    def cut(self) -> None:
        """End every connection, and stay."""
        with Redis.from_url(self.url) as client:
            client.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")

    def lose_everything(self) -> None:
        """Kill it, and start it without what it held."""
        self.kill()
        shutil.rmtree(self.folder / "appendonlydir")
        self.start()

    def end(self) -> None:
        self.resume()
        valkey.stop(self.folder)


@pytest.fixture
def server(tmp_path):
    """A server of the test's own, which it may end."""
    server = PrivateValkey(tmp_path / "valkey")
    yield server
    server.end()
