"""Spacerr as its users start it: a real server in a process of its own."""

import contextlib
import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
START_LIMIT = 480.0  # seconds; the first build installs the frontend's packages
STOP_LIMIT = 15.0
WARM_LIMIT = 30.0


def free_port() -> int:
    """A port that nothing listens on just now, and none of those that connections go out from."""
    while True:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", random.randint(20_000, 32_000)))
            return probe.getsockname()[1]


class AppServer:
    """One running Spacerr: `mode` is `serve` or `run`, `data` its folder, `env` what differs.

    `web` names the folder its page is built in: once for all servers in production, which may run
    at the same time. Those in development need another. Each process of tests has its own folders.
    `redis_url` and `database_url` make it share those of another one.
    """

    def __init__(
        self,
        data: Path,
        env: dict[str, str] | None = None,
        *,
        mode: str = "serve",
        port: int = 0,
        web: str = "e2e",
        workers: int = 1,
        redis_url: str = "",
        database_url: str = "",
    ) -> None:
        self.data, self.mode = data, mode
        self.port = port or free_port()
        self.backend_port = free_port()
        self.log = data / "app.log"
        stores = {"SPACERR_REDIS_URL": redis_url, "SPACERR_DATABASE_URL": database_url}
        self._env = (env or {}) | {"SPACERR_WORKERS": str(workers)} | stores
        self.web = ROOT / f".web-{web}{os.environ.get('PYTEST_XDIST_WORKER', '')}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def backend(self) -> str:
        return self.url if self.mode == "serve" else f"http://localhost:{self.backend_port}"

    def start(self) -> "AppServer":
        """Start and wait until pages and replies can be had."""
        self.data.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "spacerr", self.mode],
                cwd=ROOT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait()
        return self

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the server the way a person or a supervisor would."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            try:
                self._process.wait(STOP_LIMIT)
            except subprocess.TimeoutExpired:
                self.kill()
        self._process = None

    def kill(self) -> None:
        """`kill -9` for the server and everything it started."""
        assert self._process is not None
        for process in self.processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.wait(STOP_LIMIT)

    def kill_first(self) -> None:
        """`kill -9` for what a person started, alone. Raises AssertionError when what it started
        in turn doesn't end by itself.
        """
        first, *others = self.processes()
        first.kill()
        first.wait()
        _, alive = psutil.wait_procs(others, timeout=STOP_LIMIT)
        assert [it for it in alive if it.status() != psutil.STATUS_ZOMBIE] == []

    def workers(self) -> list[psutil.Process]:
        """The processes that serve tabs: those that listen on the port."""
        return [process for process in self.processes() if _listens(process, self.port)]

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def processes(self) -> list[psutil.Process]:
        """The server's processes, itself first."""
        assert self._process is not None
        with contextlib.suppress(psutil.NoSuchProcess):
            top = psutil.Process(self._process.pid)
            return [top, *top.children(recursive=True)]
        return []

    def environment(self) -> dict[str, str]:
        """This process's environment without its keys and settings, plus the server's own."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.endswith("_API_KEY") and not name.startswith(("SPACERR_", "REFLEX_"))
        }
        return kept | {
            "SPACERR_DATA_DIR": str(self.data),
            "SPACERR_PORT": str(self.port),
            "SPACERR_BACKEND_PORT": str(self.backend_port),
            "SPACERR_OLLAMA_URL": "",
            "SPACERR_ENV_FILE": os.devnull,
            "REFLEX_WEB_WORKDIR": self.web.name,
            "REFLEX_TELEMETRY_ENABLED": "false",
            **self._env,
        }

    def _wait(self) -> None:
        deadline = time.monotonic() + START_LIMIT
        while not (_answers(f"{self.backend}/readyz") and _answers(f"{self.url}/chat")):
            assert self._process is not None
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Spacerr did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.2)
        warm_by = time.monotonic() + WARM_LIMIT
        while not self._warm() and time.monotonic() < warm_by:
            time.sleep(0.2)

    def _warm(self) -> bool:
        """Whether each of its processes has loaded what the first reply needs: until then, on a
        busy machine, pages wait for seconds.
        """
        said = self.log.read_text(errors="replace")
        return said.count("process.warm") >= said.count("process.ready")


def _listens(process: psutil.Process, port: int) -> bool:
    with contextlib.suppress(psutil.Error):
        return any(
            connection.status == psutil.CONN_LISTEN and connection.laddr.port == port
            for connection in process.net_connections("tcp")
        )
    return False


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except (OSError, http.client.HTTPException):
        # While nobody listens yet, a connection to a free port may reach itself, and hear its echo.
        return False
