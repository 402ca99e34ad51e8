"""A Valkey server that a test may kill, start again, and rob of its data."""

import shutil
from pathlib import Path

import psutil
from redis import Redis

from spacerr.infra import valkey
from tests.conftest import pid_of


class PrivateValkey:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = valkey.serve(folder)

    def kill(self) -> None:
        """As the kernel does it: without a word. What was written stays in the server's file."""
        server = psutil.Process(pid_of(self.url))
        server.kill()
        server.wait(5)

    def start(self) -> None:
        valkey.serve(self.folder)

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
        valkey.end(self.folder)
