"""Processor time of one reply in a process that does nothing else.

Run `python -m tests.bench.reply_cpu`. The provider is another process, and so is Valkey. The time
of a short reply is subtracted.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from spacerr.config import Settings
from spacerr.deps import Deps
from spacerr.domain.ids import new_id
from spacerr.domain.status import Status
from spacerr.domain.tables import Message
from spacerr.infra import valkey
from spacerr.infra.database import migrations
from spacerr.infra.llm.litellm_loader import load_litellm
from spacerr.infra.llm.litellm_model import LiteLLMModel
from spacerr.infra.providers.environment_models import EnvironmentModels
from spacerr.services.accounts import people
from spacerr.services.replies import turns
from tests.support.stores.processes import a_process

MODEL = "openai/scripted-1"
SHORT = 100


@contextmanager
def _provider(tokens: int, rate: float) -> Generator[str]:
    command = [sys.executable, "-m", "tests.provider", "--tokens", str(tokens), "--rate", str(rate)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process.stdout.readline().strip()
        process.terminate()


async def _seconds(data: Path, url: str) -> float:
    """Of processor time, from the question to the settled reply."""
    os.environ |= {"OPENAI_BASE_URL": url, "OPENAI_API_KEY": "bench"}
    database, redis = (
        f"sqlite+aiosqlite:///{data}/spacerr.db",
        valkey.ensure_running(data / "valkey"),
    )
    settings = Settings(data_dir=data, database_url=database, redis_url=redis, ollama_url="")
    await load_litellm()
    async with a_process(settings, LiteLLMModel(), EnvironmentModels(settings)) as d:
        await people.ensure_local_user(d)
        await d.catalog.refresh()
        begun = time.process_time()
        turn = await turns.send(
            d, turns.Request(people.LOCAL_USER, new_id(), model=MODEL), "", "Hi"
        )
        await _settled(d, turn.reply.id)
        return time.process_time() - begun


async def _settled(d: Deps, reply_id: str) -> None:
    while reply_id in d.running:
        await asyncio.sleep(0.2)
    async with d.db.reading() as session:
        reply = await session.get_one(Message, reply_id)
    assert reply.status == Status.COMPLETE, reply.error


def _measured(tokens: int, rate: float) -> float:
    with tempfile.TemporaryDirectory(prefix="sp-") as folder, _provider(tokens, rate) as url:
        data = Path(folder)
        migrations.upgrade(f"sqlite+aiosqlite:///{data}/spacerr.db", data / "migrate.lock")
        try:
            return asyncio.run(_seconds(data, url))
        finally:
            valkey.stop(data / "valkey")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.reply_cpu", description=__doc__)
    parser.add_argument("--tokens", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=500.0, help="tokens per second")
    given = parser.parse_args()
    took = _measured(given.tokens, given.rate) - _measured(SHORT, given.rate)
    print(f"{took:.2f} s for {given.tokens} tokens at {given.rate:g} a second")


if __name__ == "__main__":
    main()
