"""A throw-away PostgreSQL server, where its programs are installed."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any, Self

import psycopg

START_LIMIT = 20.0  # seconds
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


class NoPostgres(Exception):
    """There is no PostgreSQL server here. Install one to run these tests."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else (self.__doc__ or "")


class Postgres:
    """A server on a socket in `folder`, which its own user can reach. Raises NoPostgres."""

    def __init__(self, folder: Path) -> None:
        self._programs = _programs()
        self._folder = folder
        self._as_user = _another_user()

    def __enter__(self) -> Self:
        self._folder.mkdir(mode=0o700)
        if user := self._as_user.get("user"):
            shutil.chown(self._folder, user)
            self._folder.parent.chmod(0o711)
        data = str(self._folder / "data")
        self._run("initdb", "-D", data, "-U", "spacerr", "-A", "trust", "-E", "UTF8",
                  "--locale=C", "--no-sync")  # fmt: skip
        quick = [part for setting in FAST for part in ("-c", setting)]
        self._server = subprocess.Popen(
            [self._programs / "postgres", "-D", data, "-k", self._folder, "-h", "", *quick],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._folder,
            **self._as_user,
        )
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.send_signal(signal.SIGINT)  # does not wait for its clients
        self._server.wait(START_LIMIT)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://spacerr@/{name}?host={self._folder}"

    def create(self, name: str) -> str:
        """Make an empty database; its URL."""
        self._do("postgres", f'CREATE DATABASE "{name}"')
        return self.url(name)

    def empty(self, name: str) -> None:
        """Forget every row of a database of ours. Deleting a few is faster than TRUNCATE."""
        tables = ("user_account", "team", "platform_studio", "outbox", "mcp_server")
        self._do(name, "; ".join(f"DELETE FROM {table}" for table in tables))

    def _do(self, name: str, statement: str) -> None:
        with self._connect(name) as connection:
            connection.execute(statement)  # type: ignore[arg-type]

    def _connect(self, name: str) -> Any:
        return psycopg.connect(
            f"host={self._folder} user=spacerr dbname={name}", autocommit=True, connect_timeout=5
        )

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._programs / program, *arguments],
            check=False,
            capture_output=True,
            text=True,
            cwd=self._folder,
            **self._as_user,
        )
        if done.returncode:
            raise NoPostgres(f"{program} failed here: {done.stderr.strip()[-300:]}")

    def _wait(self) -> None:
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline and self._server.poll() is None:
            with contextlib.suppress(psycopg.OperationalError), self._connect("postgres"):
                return
            time.sleep(0.05)
        raise NoPostgres("The PostgreSQL server did not start.")


def _programs() -> Path:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    for folder in (*on_path, *installed):
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    raise NoPostgres


def _another_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: Popen's arguments for somebody else."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": name, "group": entry.pw_gid, "extra_groups": []}
    raise NoPostgres("PostgreSQL does not run as root, and there is no other user here.")
