"""What was streamed is what was stored, and it always ends."""

import pytest

from spacerr.domain.errors import ModelTimedOut
from spacerr.domain.events import Reasoning
from spacerr.domain.status import Status
from tests.integration.replies import Tab, answered, ask, ended, idle, row

pytestmark = pytest.mark.anyio


async def test_the_stream_and_the_row_agree(d, model):
    model.says(Reasoning(text="Hm."), "Ein ", "\ud83d", "\ude00", " und ", "e\u0301.\n")
    turn = await ask(d)
    tab = Tab(d, turn.reply.id)
    await tab.end()
    draft = await ended(d, turn.reply.id)
    stored = await row(d, turn.reply.id)
    assert stored.content == draft.text == tab.text == "Ein 😀 und e\u0301.\n"
    assert (stored.status, stored.reasoning) == (Status.COMPLETE, "Hm.")


async def test_a_reply_remembers_how_it_came_about(d):
    stored = await row(d, (await answered(d)).reply.id)
    assert stored.meta["finish_reason"] == "stop"
    assert stored.meta["usage"] == {"completion_tokens": 3}
    assert stored.meta["first_token_ms"] <= stored.meta["total_ms"]
    assert stored.ended_at is not None


async def test_a_failing_model_ends_with_its_sentence_and_keeps_what_was_said(d, model):
    model.says("Half a", error=ModelTimedOut())
    turn = await ask(d)
    tab = Tab(d, turn.reply.id)
    last = await tab.end()
    await idle(d)
    stored = await row(d, turn.reply.id)
    assert (stored.status, stored.content) == (Status.FAILED, "Half a")
    assert stored.error["sentence"] == str(ModelTimedOut())
    assert stored.error["category"] == "timeout"
    assert (tab.text, last.status) == ("Half a", Status.FAILED)
