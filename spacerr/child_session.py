"""Runs a program so that none of its processes outlive it, in any way it or we end.

Reflex in dev mode starts Node and workers that keep running, and hold their ports, when their
parent is killed. So the program gets a session of its own. We pass on signals to stop, and
afterwards end the rest of the session. A second process, which only waits for our end, does the
same if we are ended with `kill -9`. The first signal goes to the program alone: it stops its
workers in order, and a worker with two signals would drop its work.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from typing import NoReturn

_NAME, _WATCH = "spacerr.child_session", "watch"
ASKING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE = 6.0  # seconds from the signal to the kill: replies get 1.5 s, Reflex takes the rest
LOOK = 0.25  # seconds between two checks


def run_instead(command: list[str]) -> NoReturn:
    """Become a process that only runs the program; its exit code is that of `run`."""
    os.execv(sys.executable, [sys.executable, "-m", _NAME, *command])  # noqa: S606


def run(command: list[str]) -> int:
    """Run the program to its end. Returns its exit code, 0 after a signal to stop."""
    asked: list[int] = []
    program = subprocess.Popen(command, start_new_session=True)
    watcher = subprocess.Popen(
        [sys.executable, "-m", _NAME, _WATCH, str(os.getpid()), str(program.pid)],
        start_new_session=True,
        stdin=subprocess.DEVNULL,
    )

    def pass_on(number: int, _: object) -> None:
        if not asked:
            asked.append(number)
            program.terminate()

    for number in ASKING:
        signal.signal(number, pass_on)
    code = _wait(program, asked)
    end(program.pid)
    watcher.kill()
    watcher.wait()
    return 0 if asked else code


def end(session: int) -> None:
    """Signal the rest of a session to stop, and kill processes that don't."""
    _signal(session, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    while _alive(session) and time.monotonic() < deadline:
        time.sleep(LOOK)
    _signal(session, signal.SIGKILL)


def watch(parent: int, session: int) -> None:
    """Wait until `parent` is gone, then end the session."""
    while os.getppid() == parent:
        time.sleep(LOOK)
    with contextlib.suppress(ProcessLookupError):
        os.kill(session, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    while _runs(session) and time.monotonic() < deadline:
        time.sleep(LOOK)
    end(session)


def _wait(program: subprocess.Popen[bytes], asked: list[int]) -> int:
    asked_at = 0.0
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return program.wait(LOOK)
        if asked:
            asked_at = asked_at or time.monotonic()
            if time.monotonic() - asked_at > GRACE:
                _signal(program.pid, signal.SIGKILL)


def _signal(session: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(session, number)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _alive(session: int) -> bool:
    try:
        os.killpg(session, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    if sys.argv[1] == _WATCH:
        watch(int(sys.argv[2]), int(sys.argv[3]))
    else:
        sys.exit(run(sys.argv[1:]))
