"""`make bench-load`: how many replies at once a server carries, by workers and database.

Each token is one of fifty a second of a reply, and each reply is followed by a tab. Numbers of
replies are tried from the smallest, until the 95th percentile from emission to tab passes KNEE, or
a reply isn't complete. Provider, tabs and server share the machine: where `measuring` is high, the
machine is at its limit, not only the server.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from spacerr.infra.database import migrations
from tests.bench.measuring import children, processes
from tests.bench.scenarios import load
from tests.server import AppServer
from tests.support.stores.postgres import Postgres

KNEE = 150.0  # milliseconds
REPLIES = (10, 25, 50, 75, 100, 150, 190)  # a person may have 200 tabs
TOKENS = 250
DATABASES = ("sqlite", "postgresql")
HEAD = (
    "workers", "database", "replies", "complete", "log p50 / p95 (ms)", "tab p50 / p95 (ms)",
    "CPU per token (µs)", "Valkey (µs)", "MB per reply", "measuring, p95 (ms)",
)  # fmt: skip


def main() -> None:
    given = _arguments()
    print("| " + " | ".join(HEAD) + " |\n|" + "--:|" * len(HEAD), flush=True)
    rows = []
    with children.provider() as provider:
        for database in given.database or DATABASES:
            for workers in given.workers or (1, 2, 4):
                with _server(provider.url, workers, database) as server:
                    provider.play(load.WARM)
                    load.warm_up(server)
                    rows += _climb(server, provider, workers, database)
    given.json.parent.mkdir(parents=True, exist_ok=True)
    given.json.write_text(json.dumps(rows, indent=1) + "\n")


def _climb(
    server: AppServer, provider: children.Provider, workers: int, database: str
) -> list[dict[str, Any]]:
    """Figures for more and more replies at once, up to the knee."""
    idle = processes.memory(server.processes())
    rows = []
    for replies in REPLIES:
        said = load.script(replies, TOKENS)
        figures, _ = load.measure(server, provider, said, replies)
        rows.append({"workers": workers, "database": database, "replies": replies, **figures})
        print(_line(rows[-1]), flush=True)
        if figures["tab_p95"] > KNEE or figures["complete"] < replies:
            break
    print(f"<!-- idle: {idle['server']:.0f} MB -->", flush=True)
    return rows


def _line(row: dict[str, Any]) -> str:
    cells = (
        row["workers"], row["database"], row["replies"], f"{row['complete']:.0f}",
        f"{row['log_p50']:.0f} / {row['log_p95']:.0f}",
        f"{row['tab_p50']:.0f} / {row['tab_p95']:.0f}",
        f"{row['cpu']:.0f}", f"{row['cpu_log']:.0f}", f"{row['growth'] / row['replies']:.2f}",
        f"{row['own_delay']:.0f}",
    )  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


@contextmanager
def _server(provider: str, workers: int, database: str) -> Generator[AppServer]:
    env = {
        "OPENAI_BASE_URL": provider,
        "OPENAI_API_KEY": "bench",
    }
    with (
        tempfile.TemporaryDirectory(prefix="sp-", ignore_cleanup_errors=True) as folder,
        _url(Path(folder), database) as url,
    ):
        data = Path(folder, "data")
        server = AppServer(data, env, web="bench", workers=workers, database_url=url)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def _url(folder: Path, database: str) -> Generator[str]:
    """A new PostgreSQL database with all tables, or "" for the file in the server's own folder."""
    if database == "sqlite":
        yield ""
        return
    with Postgres(folder / "postgres") as postgres:
        url = postgres.create("spacerr")
        migrations.upgrade(url, folder / "migrate.lock")
        yield url


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.sizing", description=__doc__)
    parser.add_argument("--workers", type=int, action="append", help="default: 1, 2 and 4")
    parser.add_argument("--database", choices=DATABASES, action="append", help="default: both")
    parser.add_argument("--json", type=Path, default=Path("bench-results/sizing.json"))
    return parser.parse_args()


if __name__ == "__main__":
    os.environ.setdefault("REFLEX_TELEMETRY_ENABLED", "false")
    main()
