"""A reply whose writer died is continued, once, by exactly one other process."""

import asyncio

import pytest

from spacerr.domain.errors.models import ModelUnreachable
from spacerr.domain.replies.events import Finalized, Reasoning
from spacerr.domain.roles import Sharing
from spacerr.domain.status import Status
from spacerr.domain.tables import UserSettings
from spacerr.services import stop_replies
from spacerr.services.replies import recovery
from tests.support.models.offers import decide, key
from tests.support.people.replies import (
    ADA,
    PATIENCE,
    Tab,
    answered,
    ask,
    die,
    ended,
    idle,
    row,
    said,
)
from tests.support.people.studio import used
from tests.support.people.teammates import share, teammate

pytestmark = pytest.mark.anyio
HALF = "Once upon a time there was a"
NOWHERE = "http://127.0.0.1:9/v1"


async def orphan(d, model, redis):
    """A reply whose writer died after half of it."""
    model.says(HALF, " king.", gated=True)
    turn = await ask(d)
    model.let()
    await said(d, turn.reply.id, HALF)
    await die(d, redis, turn.reply.id)
    return turn


async def test_a_lost_reply_goes_on_where_it_stopped(d, elsewhere, model, redis):
    turn = await orphan(d, model, redis)
    tab = Tab(d, turn.reply.id)
    await tab.shows(HALF)
    model.says(" king.")
    assert await recovery.sweep(elsewhere) == 1
    assert (await tab.end()).status is Status.COMPLETE
    await idle(elsewhere)
    stored, draft = await row(d, turn.reply.id), await ended(d, turn.reply.id)
    assert stored.content == draft.text == tab.text == HALF + " king."
    assert stored.status == Status.COMPLETE
    assert stored.meta["adopted"] is True and stored.meta["seams"] == [len(HALF)]


async def test_the_model_is_told_what_was_said(d, elsewhere, model, redis):
    await orphan(d, model, redis)
    model.says(" king.")
    await recovery.sweep(elsewhere)
    await idle(elsewhere)
    assert [request.partial for request in model.asked] == ["", HALF]
    assert model.asked[0].messages == model.asked[1].messages


async def test_it_goes_on_as_whoever_asked_and_with_their_key(d, elsewhere, model, redis):
    bob = await teammate(d)
    chat = await answered(d)
    await share(d, chat.chat.id)
    team = chat.chat.team_id
    await decide(d, team, own_keys=True)
    for user, secret in ((ADA, "sk-ada"), (bob, "sk-bob")):
        slug = (await key(d, team, NOWHERE, secret=secret, user=user)).slug
        async with d.db.writing() as session:
            session.add(UserSettings(user_id=user, instructions=f"I am {secret}."))
    model.says(HALF, " king.", gated=True)
    turn = await ask(d, chat=chat.chat.id, user=bob, model=f"{slug}/one")
    model.let()
    await said(d, turn.reply.id, HALF)
    await die(d, redis, turn.reply.id)
    model.says(" king.")
    assert await recovery.sweep(elsewhere) == 1
    await idle(elsewhere)
    assert [it.api_key for it in model.asked[1:]] == ["sk-bob", "sk-bob"]
    assert all("I am sk-bob." in it.instructions for it in model.asked[1:])
    assert {it.user_id for it in (await used(d)) if it.model == f"{slug}/one"} == {bob}


async def test_it_does_not_go_on_once_whoever_asked_may_not_write_there(d, elsewhere, model, redis):
    bob = await teammate(d)
    chat = await answered(d)
    await share(d, chat.chat.id)
    model.says(HALF, " king.", gated=True)
    turn = await ask(d, chat=chat.chat.id, user=bob)
    model.let()
    await said(d, turn.reply.id, HALF)
    await die(d, redis, turn.reply.id)
    await share(d, chat.chat.id, Sharing.READ)
    assert await recovery.sweep(elsewhere) == 1
    stored = await row(d, turn.reply.id)
    assert (stored.status, stored.content) == (Status.INTERRUPTED, HALF)
    assert len(model.asked) == 2


async def test_what_it_used_is_what_both_processes_used(d, elsewhere, model, redis):
    model.usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    turn = await orphan(d, model, redis)
    before = (await row(d, turn.reply.id)).meta
    model.says(" king.")
    await recovery.sweep(elsewhere)
    await idle(elsewhere)
    meta = (await row(d, turn.reply.id)).meta
    assert meta["started_at"] == before["started_at"]
    assert meta.get("first_token_ms") == before.get("first_token_ms")
    first, second = [it for it in await used(d) if it.purpose == "reply"]
    assert (first.prompt_tokens, first.completion_tokens, first.estimated) == (1, 7, True)
    assert (second.prompt_tokens, second.completion_tokens, second.estimated) == (100, 10, False)
    assert meta["usage"] == {"prompt_tokens": 101, "completion_tokens": 17, "total_tokens": 118}
    assert meta["usage_estimated"]


@pytest.mark.parametrize(
    "again", [(HALF, " king."), ("upon a time there ", "was a", " king."), (HALF + " king.",)]
)
async def test_what_the_model_repeats_is_said_once(d, elsewhere, model, redis, again):
    turn = await orphan(d, model, redis)
    model.says(*again)
    await recovery.sweep(elsewhere)
    await idle(elsewhere)
    assert (await row(d, turn.reply.id)).content == HALF + " king."


async def test_of_many_processes_one_goes_on(d, elsewhere, model, redis):
    turn = await orphan(d, model, redis)
    model.says(" king.")
    swept = await asyncio.gather(*(recovery.sweep(side) for side in (d, elsewhere) * 3))
    assert sorted(swept) == [0, 0, 0, 0, 0, 1]
    await ended(d, turn.reply.id)
    assert len(model.asked) == 2
    events = [entry.event for entry in await d.streams.replay(turn.reply.id)]
    assert [type(event) for event in events].count(Finalized) == 1


async def test_a_reply_lost_twice_is_interrupted(d, elsewhere, model, redis):
    turn = await orphan(d, model, redis)
    model.says(" king", gated=True)
    await recovery.sweep(elsewhere)
    model.let()
    await said(d, turn.reply.id, HALF + " king")
    await die(elsewhere, redis, turn.reply.id)
    assert await recovery.sweep(d) == 1
    stored = await row(d, turn.reply.id)
    assert (stored.status, stored.content) == (Status.INTERRUPTED, HALF + " king")
    assert len(model.asked) == 2


async def test_a_reply_that_cannot_be_continued_is_interrupted_and_keeps_its_text(
    d, elsewhere, model, redis
):
    turn = await orphan(d, model, redis)
    d.settings.retries = 0
    model.says(error=ModelUnreachable())
    await recovery.sweep(elsewhere)
    await idle(elsewhere)
    stored = await row(d, turn.reply.id)
    assert (stored.status, stored.content, stored.error) == (Status.INTERRUPTED, HALF, None)
    assert stored.meta["adoption_failed"] == str(ModelUnreachable())


async def test_a_reply_lost_before_its_first_word_is_asked_for_again(d, elsewhere, model, redis):
    model.says("Never", gated=True)
    turn = await ask(d)
    await ended_or_thinking(d, turn)
    await die(d, redis, turn.reply.id)
    model.says("Now.")
    await recovery.sweep(elsewhere)
    await idle(elsewhere)
    assert (await row(d, turn.reply.id)).content == "Now."


async def test_a_reply_nobody_waits_for_any_more_is_not_continued(
    d, elsewhere, model, redis, monkeypatch
):
    turn = await orphan(d, model, redis)
    monkeypatch.setattr(recovery, "ADOPT_WITHIN", 0.0)
    await asyncio.sleep(0.01)
    await recovery.sweep(elsewhere)
    assert (await row(d, turn.reply.id)).status == Status.INTERRUPTED
    assert len(model.asked) == 1


async def test_a_stop_asked_for_while_nobody_wrote_counts(d, elsewhere, model, redis):
    turn = await orphan(d, model, redis)
    await stop_replies.stop_reply(d, ADA, turn.reply.id, 4)
    model.says(" king.", gated=True)
    await recovery.sweep(elsewhere)
    await idle(elsewhere)
    stored = await row(d, turn.reply.id)
    assert (stored.status, stored.content) == (Status.STOPPED, "Once")


async def test_thoughts_survive_too(d, elsewhere, model, redis):
    model.says(Reasoning(text="Hm."), HALF, " king.", gated=True)
    turn = await ask(d)
    model.let(2)
    await said(d, turn.reply.id, HALF)
    await die(d, redis, turn.reply.id)
    model.says(" king.")
    await recovery.sweep(elsewhere)
    await idle(elsewhere)
    stored = await row(d, turn.reply.id)
    assert (stored.reasoning, stored.content) == ("Hm.", HALF + " king.")


async def test_a_reader_misses_nothing_when_the_log_was_lost_with_its_writer(
    d, elsewhere, model, redis
):
    words = [f"{n} " for n in range(20)]
    model.says(*words, gated=True)
    turn = await ask(d)
    tab = Tab(elsewhere, turn.reply.id)
    for n in range(1, 11):
        model.let()
        await tab.shows("".join(words[:n]))
    await die(d, redis, turn.reply.id)
    await redis.delete(f"spacerr:{{{turn.reply.id}}}:log")
    model.says(*words, gated=True)
    assert await recovery.sweep(elsewhere) == 1
    for n in range(1, 21):
        model.let()
        await tab.shows("".join(words[: max(n, 10)]))
    model.let()
    assert (await tab.end()).status is Status.COMPLETE
    stored = await row(d, turn.reply.id)
    assert tab.text == (await ended(d, turn.reply.id)).text == stored.content == "".join(words)


async def ended_or_thinking(d, turn):
    """Wait until the writer has asked the model."""
    async with asyncio.timeout(PATIENCE), d.streams.subscribe(turn.reply.id) as log:
        await log.next()
