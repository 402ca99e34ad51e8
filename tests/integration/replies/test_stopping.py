"""Stop: from anywhere, at once, at exactly what was seen; a stopped reply never grows back."""

import asyncio

import pytest

from spacerr.domain.bus_events import ReplyFinished
from spacerr.domain.status import Status
from spacerr.services import stop_replies
from tests.support.people.replies import ADA, PATIENCE, Tab, answered, ask, ended, idle, row, said
from tests.support.stores.news import news, position

pytestmark = pytest.mark.anyio
WORDS = ("One 😀", " two", " three", " four")


@pytest.fixture(params=["the same process", "another process"])
def stopper(request, d, elsewhere):
    """The process whose tab presses Stop."""
    return d if request.param == "the same process" else elsewhere


async def running(d, model, tokens):
    """A reply that has said its first `tokens` tokens and waits."""
    model.says(*WORDS, gated=True)
    turn = await ask(d)
    model.let(tokens)
    await said(d, turn.reply.id, "".join(WORDS[:tokens]))
    return turn


async def assert_stopped_at(d, reply_id, text):
    draft = await ended(d, reply_id)
    await idle(d)
    stored = await row(d, reply_id)
    assert (stored.status, stored.content) == (Status.STOPPED, text)
    assert (draft.status, draft.text) == (Status.STOPPED, text)


async def test_a_reply_stopped_before_its_first_token_is_empty(d, stopper, model):
    turn = await running(d, model, 0)
    await stop_replies.stop_reply(stopper, ADA, turn.reply.id, 0)
    await assert_stopped_at(d, turn.reply.id, "")


async def test_a_stop_in_the_moment_of_sending_counts(d, stopper, model):
    model.says(*WORDS, gated=True)
    turn = await ask(d)
    await stop_replies.stop_reply(stopper, ADA, turn.reply.id, 0)
    await assert_stopped_at(d, turn.reply.id, "")


@pytest.mark.parametrize(
    ("units", "text"),
    [(0, ""), (3, "One"), (5, "One "), (6, "One 😀"), (8, "One 😀 t"), (99, "One 😀 two")],
)
async def test_a_stopped_reply_keeps_exactly_what_was_seen(d, stopper, model, units, text):
    turn = await running(d, model, 2)
    await stop_replies.stop_reply(stopper, ADA, turn.reply.id, units)
    await assert_stopped_at(d, turn.reply.id, text)


async def test_a_stop_without_a_length_keeps_everything(d, stopper, model):
    turn = await running(d, model, 3)
    await stop_replies.stop_reply(stopper, ADA, turn.reply.id)
    await assert_stopped_at(d, turn.reply.id, "One 😀 two three")


async def test_a_stop_leaves_the_model_within_300_ms(d, stopper, model):
    turn = await running(d, model, 2)
    begun = asyncio.get_running_loop().time()
    await stop_replies.stop_reply(stopper, ADA, turn.reply.id)
    async with asyncio.timeout(PATIENCE):
        await model.closed.wait()
    assert model.closed_at - begun < 2


async def test_a_stopped_reply_never_grows_back(d, model):
    turn = await running(d, model, 2)
    await stop_replies.stop_reply(d, ADA, turn.reply.id, 3)
    model.let_all()
    await assert_stopped_at(d, turn.reply.id, "One")


async def test_a_stop_after_the_end_changes_nothing(d, stopper):
    turn = await answered(d)
    await stop_replies.stop_reply(stopper, ADA, turn.reply.id, 3)
    stored = await row(d, turn.reply.id)
    assert (stored.status, stored.content) == (Status.COMPLETE, "One two three.")


async def test_pressing_stop_again_changes_nothing(d, stopper, model):
    turn = await running(d, model, 2)
    await stop_replies.stop_reply(stopper, ADA, turn.reply.id, 3)
    await stop_replies.stop_reply(stopper, ADA, turn.reply.id, 8)
    await stop_replies.stop_reply(stopper, ADA, turn.reply.id)
    await assert_stopped_at(d, turn.reply.id, "One")


async def test_everybody_who_follows_is_told(d, elsewhere, model):
    turn = await running(d, model, 2)
    after = await position(d)
    tabs = [Tab(side, turn.reply.id) for side in (d, elsewhere)]
    await stop_replies.stop_reply(elsewhere, ADA, turn.reply.id, 3)
    assert [(await tab.end()).status for tab in tabs] == [Status.STOPPED] * 2
    await idle(d)
    finished = [it for it in await news(d, after=after) if isinstance(it, ReplyFinished)]
    assert [(it.reply_id, it.status) for it in finished] == [(turn.reply.id, "stopped")]


async def test_a_message_sent_after_a_stop_follows_the_stopped_reply(d, stopper, model):
    turn = await running(d, model, 2)
    await stop_replies.stop_reply(stopper, ADA, turn.reply.id, 3)
    await ended(d, turn.reply.id)
    second = await ask(d, "Go on", chat=turn.chat.id)
    assert (await row(d, second.question.id)).parent_id == turn.reply.id


async def test_a_message_sent_while_a_reply_is_being_stopped_waits_for_its_end(d, stopper, model):
    turn = await running(d, model, 2)
    await stop_replies.stop_reply(stopper, ADA, turn.reply.id, 3)
    second = await ask(stopper, "Go on", chat=turn.chat.id)
    assert (await row(d, second.question.id)).parent_id == turn.reply.id
    model.let_all()
    await assert_stopped_at(d, turn.reply.id, "One")
