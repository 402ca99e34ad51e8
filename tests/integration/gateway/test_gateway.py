"""The one door to models: how far a reply may go, who answers instead, and what is noted of it."""

import asyncio

import pytest

from spacerr.domain.errors.models import ModelTimedOut, TooExpensive, WrongKey
from spacerr.domain.replies.events import Reasoning
from spacerr.domain.status import Status
from spacerr.domain.tables import Chat
from spacerr.services import stop_replies
from spacerr.services.chats import edit, erase
from spacerr.state import words
from spacerr.state.chat.views import message_view
from tests.support.models.priced import OTHER, PRICED, catalog, other, reply_of
from tests.support.people.replies import (
    ADA,
    PATIENCE,
    again,
    answered,
    ask,
    ended,
    go_on,
    idle,
    row,
    said,
)
from tests.support.people.studio import decide, used

__all__ = ["catalog", "other"]
pytestmark = pytest.mark.anyio


async def test_a_reply_remembers_everything_about_how_it_came(d, model):
    model.usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    meta = (await reply_of(d, await answered(d))).meta
    assert (meta["requested_model"], meta["actual_model"]) == (PRICED, "scripted-1")
    assert (meta["provider"], meta["connection"]) == ("Openai", "")
    assert (meta["agent"], meta["levels"]) == (None, [])
    assert meta["history"] == {"sent": 1, "left_out": 0, "pinned": 0, "estimated": False}
    assert (meta["usage"], meta["usage_estimated"]) == (model.usage, False)
    assert meta["cost"] == 350
    assert meta["finish_reason"] == "stop"
    assert meta["started_at"] > 0
    assert 0 <= meta["first_token_ms"] <= meta["total_ms"]
    assert "tokens_per_s" in meta
    assert not {"fallback", "retried"} & meta.keys()


async def test_each_request_is_noted_titles_too(d, model):
    model.usage = {"prompt_tokens": 100, "completion_tokens": 10}
    turn = await answered(d)
    reply, title = await used(d)
    assert (reply.purpose, title.purpose) == ("reply", "title")
    assert (reply.user_id, reply.chat_id) == (ADA, turn.chat.id)
    assert (reply.team_id, reply.model) == (turn.chat.team_id, PRICED)
    assert (reply.prompt_tokens, reply.completion_tokens, reply.cost) == (100, 10, 350)
    assert not reply.estimated
    assert title.prompt_tokens > 0
    assert title.estimated


async def test_a_price_nobody_knows_is_unknown_and_not_nothing(d, other):
    turn = await answered(d)
    d.settings.default_model = OTHER
    there = await answered(d)
    assert (await reply_of(d, turn)).meta["cost"] is None, "for what was asked wasn't counted"
    assert (await reply_of(d, there)).meta["cost"] is None
    assert {it.cost for it in await used(d) if it.model == OTHER} == {None}


async def test_what_the_provider_does_not_count_is_estimated(d, model):
    model.usage = {}
    model.says("word " * 100)
    meta = (await reply_of(d, await answered(d))).meta
    assert meta["usage_estimated"]
    assert 100 <= meta["usage"]["completion_tokens"] <= 150
    assert meta["usage"]["prompt_tokens"] == 1
    assert meta["cost"] > 0


async def test_a_stopped_reply_has_used_what_was_said(d, model):
    model.says("word " * 100, "more", gated=True)
    turn = await ask(d)
    model.let()
    await said(d, turn.reply.id, "word " * 100)
    await stop_replies.stop_reply(d, ADA, turn.reply.id)
    await idle(d)
    meta = (await reply_of(d, turn)).meta
    assert meta["usage_estimated"] and meta["usage"]["completion_tokens"] >= 100
    noted = (await used(d))[0]
    assert noted.estimated and noted.completion_tokens == meta["usage"]["completion_tokens"]
    assert noted.cost == meta["cost"] > 0


async def test_a_refused_request_is_noted_and_has_used_nothing(d, model):
    model.says(error=WrongKey())
    await answered(d)
    [noted] = await used(d)
    assert (noted.prompt_tokens, noted.completion_tokens, noted.cost) == (0, 0, 0)


async def test_what_was_used_outlives_its_chat(d, model):
    turn = await answered(d)
    await edit.delete(d, ADA, turn.chat.id)
    await erase.erase_chats(d, Chat.id == turn.chat.id)
    assert {it.chat_id for it in await used(d)} == {None}


async def test_what_is_used_while_its_chat_is_erased_is_noted_all_the_same(d, model):
    model.title_gate.clear()
    turn = await ask(d)
    await ended(d, turn.reply.id)
    async with asyncio.timeout(PATIENCE):
        while not model.titles:
            await asyncio.sleep(0.005)
    await edit.delete(d, ADA, turn.chat.id)
    await erase.erase_chats(d, Chat.id == turn.chat.id)
    model.title_gate.set()
    await idle(d)
    assert [it.purpose for it in await used(d)] == ["reply", "title"]


async def test_a_team_s_ceiling_is_told_to_the_model(d, model):
    await answered(d)
    await decide(d, max_tokens=50)
    await answered(d)
    assert [it.max_tokens for it in model.asked] == [None, 50]


async def test_a_ceiling_on_cost_becomes_one_on_tokens(d, model):
    await decide(d, max_cost=10_000, max_tokens=5_000)
    await answered(d, "x" * 400)
    assert model.asked[-1].max_tokens == (10_000 - 100 * 2.5) / 10


async def test_what_a_continued_reply_has_said_is_part_of_what_its_question_costs(d, model):
    turn = await answered(d, "x" * 400)
    await decide(d, max_cost=10_000)
    model.says("y" * 800, error=ModelTimedOut())
    turn = await answered(d, "x" * 400)
    model.says("z")
    await go_on(d, turn.reply.id)
    await idle(d)
    assert model.asked[-1].max_tokens == (10_000 - 300 * 2.5) / 10


@pytest.mark.parametrize("ceiling", [{"max_cost": 500_000}, {"max_tokens": 50_000}])
async def test_no_ceiling_asks_a_model_for_more_than_it_can_write(d, model, ceiling):
    await decide(d, **ceiling)
    await answered(d)
    assert model.asked[-1].max_tokens == 16_384


async def test_where_nobody_knows_the_price_cost_has_no_ceiling(d, other):
    d.settings.default_model = OTHER
    await decide(d, max_cost=1)
    await answered(d)
    assert other.asked[-1].max_tokens is None


async def test_a_question_that_costs_more_than_a_reply_may_is_not_asked(d, model):
    await decide(d, max_cost=100)
    turn = await answered(d, "x" * 1_000)
    reply = await reply_of(d, turn)
    assert reply.status == Status.FAILED
    assert reply.error["sentence"] == str(TooExpensive())
    assert model.asked == []
    assert [it for it in await used(d) if it.purpose == "reply"] == []


async def test_a_model_that_ignores_its_ceiling_is_stopped_kindly(d, model):
    await decide(d, max_tokens=10)
    model.says(*["word "] * 100, "end")
    turn = await answered(d)
    reply = await reply_of(d, turn)
    assert (reply.status, reply.meta["finish_reason"]) == (Status.COMPLETE, "length")
    assert 100 < len(reply.content) < 120
    assert reply.meta["usage_estimated"]
    assert model.closed.is_set()
    model.says("and more.")
    longer = await go_on(d, turn.reply.id)
    await idle(d)
    assert (await row(d, longer.reply.id)).content == reply.content + "and more."


@pytest.mark.parametrize(
    ("mode", "ceiling", "written", "limit"),
    [
        ("accounts", {"max_tokens": 500}, 500, "team"),
        ("accounts", {"max_tokens": 500}, 0, "team"),  # nothing was counted
        ("accounts", {"max_tokens": 500}, 300, None),  # the model has stopped by itself
        ("accounts", {"max_tokens": 50_000}, 16_384, None),  # it can write no more
        ("accounts", {"max_cost": 10_000}, 1_000, "team"),
        ("accounts", {}, 500, None),
        ("local", {"max_tokens": 500}, 500, "own"),
    ],
)
async def test_a_reply_says_whose_limit_it_reached(d, model, mode, ceiling, written, limit):
    d.settings.auth_mode = mode
    await decide(d, **ceiling)
    model.usage = {"completion_tokens": written} if written else {}
    model.finish = "length"
    reply = await reply_of(d, await answered(d))
    assert reply.meta.get("limit") == limit
    assert message_view(reply).note == words.cut_short(limit or "", spoke=True)


async def test_a_reply_that_ends_by_itself_reached_no_limit(d, model):
    await decide(d, max_tokens=500)
    model.usage = {"completion_tokens": 500}
    reply = await reply_of(d, await answered(d))
    assert "limit" not in reply.meta and message_view(reply).note == ""


async def test_one_that_only_thinks_is_stopped_too_says_so_and_can_be_asked_again(d, model):
    await decide(d, max_tokens=10)
    model.says(*[Reasoning(text="hmm ")] * 100)
    reply = await reply_of(d, await answered(d))
    assert (reply.content, reply.meta["finish_reason"]) == ("", "length")
    assert message_view(reply).note == words.cut_short("own", spoke=False)
    model.says("Now.")
    anew = await again(d, reply.id)
    await idle(d)
    assert (await row(d, anew.reply.id)).content == "Now."
