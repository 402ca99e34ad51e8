"""A whole process: it opens with nothing prepared, ends in good order, and may be killed."""

import asyncio
import subprocess
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import psutil
import pytest

from spacerr.config import Settings
from spacerr.domain.status import Status
from spacerr.infra import supervision
from spacerr.process import open_process
from spacerr.services.accounts import people
from spacerr.services.chats import lists, threads
from spacerr.services.chats.lists import Scope
from spacerr.services.replies import recovery, runner
from tests.support.people.door import Browser
from tests.support.people.replies import ADA, PATIENCE, ask, ended, row, said
from tests.support.people.studio import used
from tests.support.stores.databases import on_both_engines

pytestmark = [pytest.mark.anyio, on_both_engines]
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def embedded(tmp_path):
    """Settings of somebody who has set nothing, in a folder of its own."""
    return Settings(data_dir=tmp_path / "new", models="scripted/one", ollama_url="")


async def test_an_empty_folder_becomes_a_working_process_and_keeps_its_chats(embedded, model):
    async with open_process(embedded, {"": model}) as d:
        assert await people.local_user_exists(d)
        turn = await ask(d)
        assert (await ended(d, turn.reply.id)).text == "One two three."
    async with open_process(embedded, {"": model}) as d:
        [line] = (await lists.get_first_page(d, ADA, Scope())).lines
        shown = await threads.get_thread(d, ADA, line.id)
        assert [message.content for message in shown.messages] == ["Hi", "One two three."]
    assert not [it for it in psutil.Process().children() if it.status() != psutil.STATUS_ZOMBIE
                and it.cwd() == str(embedded.data_dir)]  # fmt: skip


async def test_a_process_started_after_another_goes_on_with_its_replies(
    embedded, model, monkeypatch
):
    monkeypatch.setattr(runner, "DRAIN", 0.1)
    model.says("Half a", " word", gated=True)
    async with open_process(embedded, {"": model}) as d:
        turn = await ask(d)
        model.let()
        await said(d, turn.reply.id, "Half a")
    model.says(" word")
    async with open_process(embedded, {"": model}) as d:
        assert (await ended(d, turn.reply.id)).text == "Half a word"
        assert (await row(d, turn.reply.id)).status == Status.COMPLETE


async def test_two_processes_in_one_folder_share_everything(embedded, model):
    async with (
        open_process(embedded, {"": model}) as one,
        open_process(embedded, {"": model}) as two,
    ):
        turn = await ask(one)
        assert (await ended(two, turn.reply.id)).text == "One two three."
        assert [line.id for line in (await lists.get_first_page(two, ADA, Scope())).lines] == [
            turn.chat.id
        ]


async def test_a_process_sweeps_by_itself(d, model, catalog, redis, monkeypatch):
    monkeypatch.setattr(recovery, "SWEEP", 0.02)
    d.settings.continue_lost_replies = False
    model.says("Half a", " word", gated=True)
    turn = await ask(d)
    model.let()
    await said(d, turn.reply.id, "Half a")
    sweeping = asyncio.create_task(recovery.run(d))
    for task in set(d.background_tasks):
        task.cancel()
    await asyncio.wait(set(d.background_tasks))
    await redis.delete(f"spacerr:{{{turn.reply.id}}}:lease")
    assert (await ended(d, turn.reply.id)).status is Status.INTERRUPTED
    sweeping.cancel()


async def test_readiness_names_a_background_task_that_is_down(people_d, monkeypatch):
    d, swept = people_d, recovery.sweep
    monkeypatch.setattr(recovery, "SWEEP", 0.02)
    monkeypatch.setattr(supervision, "RESTART_STEADY", 0.1)
    here = Browser(d.settings, "127.0.0.1")

    async def missing() -> list[str]:
        answer = await here.plain("/readyz")
        names = answer.json()["missing"]
        assert answer.status_code == (503 if names else 200)
        return names

    async def broken(d):
        raise ValueError("Broken")

    async with AsyncExitStack() as stack, asyncio.timeout(PATIENCE):
        monkeypatch.setattr(recovery, "sweep", broken)
        await d.supervision.start(stack, "sweeper", lambda: recovery.run(d))
        while await missing() != ["sweeper"]:
            await asyncio.sleep(0.01)
        monkeypatch.setattr(recovery, "sweep", swept)
        while await missing():
            await asyncio.sleep(0.01)


async def test_after_kill_9_another_process_keeps_what_was_said(d):
    d.settings.continue_lost_replies = False
    writing = subprocess.Popen(
        [sys.executable, "-m", "tests.support.people.writing_process",
         d.settings.database, d.settings.redis_url, "0.5"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    reply = (await asyncio.to_thread(writing.stdout.readline)).strip()
    async with asyncio.timeout(PATIENCE):
        while "first_token_ms" not in (await row(d, reply)).meta:
            await asyncio.sleep(0.02)
    writing.kill()
    writing.communicate()
    assert (await row(d, reply)).status in (Status.PENDING, Status.THINKING, Status.STREAMING)
    async with asyncio.timeout(PATIENCE):
        while await d.streams.with_writer([reply]):
            await asyncio.sleep(0.02)
    assert await recovery.sweep(d) == 1
    stored = await row(d, reply)
    assert (stored.status, stored.content) == (Status.INTERRUPTED, "Half a")
    meta = stored.meta
    assert (meta["requested_model"], meta["provider"]) == ("scripted/one", "Scripted")
    assert (meta["connection"], meta["levels"], meta["cost"]) == ("", [], None)
    assert meta["started_at"] > 0 and meta["first_token_ms"] >= 0 and "request" not in meta
    counted = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
    assert (meta["usage"], meta["usage_estimated"]) == (counted, True)
    [noted] = await used(d)
    assert (noted.prompt_tokens, noted.completion_tokens, noted.estimated) == (1, 2, True)
    assert (noted.user_id, noted.model, noted.purpose) == (ADA, "scripted/one", "reply")
