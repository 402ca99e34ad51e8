"""Quotas: how often, how many at once and for how much money people and teams may ask."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as Away
from sqlalchemy import text as sql
from sqlmodel import func, select

from spacerr.domain.allowances import NO_QUOTA, TeamQuota
from spacerr.domain.errors.quotas import QuotaReached, SpentUp, TooManyReplies, TooManyRequests
from spacerr.domain.errors.replies import TurnRunning
from spacerr.domain.ids import new_id, now_ms
from spacerr.domain.status import TitleSource
from spacerr.domain.tables import Chat, Message, Usage
from spacerr.infra.redis.limiter import RedisLimiter
from spacerr.infra.redis.slots import RedisSlots
from spacerr.services.replies import titles
from tests.support.people.replies import (
    ADA,
    again,
    answered,
    ask,
    chat_row,
    die,
    edit,
    ended,
    go_on,
    idle,
    person,
    row,
)
from tests.support.people.teams import joined, team
from tests.support.stores.databases import on_both_engines, on_sqlite
from tests.support.stores.processes import a_process

pytestmark = [pytest.mark.anyio, on_both_engines]
DOLLAR = 1_000_000


def hold(d, *, whole_team=False, **limits) -> None:
    """Hold people, or teams, to these limits and to no others."""
    everything = {**NO_QUOTA.model_dump(), **limits}
    name = "team_quota" if whole_team else "person_quota"
    setattr(d.settings, name, TeamQuota(**everything))


async def stored(d) -> list[int]:
    async with d.db.reading() as session:
        tables = (Chat, Message, Usage)
        return [(await session.exec(select(func.count()).select_from(it))).one() for it in tables]


async def spend(d, dollars: float, team_id: str, *, user=ADA, at: int = 0) -> None:
    row = Usage(team_id=team_id, user_id=user, model="openai/gpt-4o", purpose="reply")
    row.cost, row.created_at = round(dollars * DOLLAR), at or now_ms()
    async with d.db.writing() as session:
        session.add(row)


async def refused(d, asking, error: type[QuotaReached]) -> QuotaReached:
    """Why a request is refused, which leaves nothing behind."""
    before = await stored(d)
    with pytest.raises(error) as reason:
        await asking
    after = await stored(d)
    assert after[:2] == before[:2]
    assert len(d.models[""].asked) <= after[1] // 2  # every reply asks once
    return reason.value


async def test_without_accounts_nothing_is_limited_by_default(d, model):
    model.says("Hi")
    for _ in range(40):
        await answered(d, "Hi")
    assert len(model.asked) == 40


@on_sqlite
async def test_with_accounts_a_script_is_stopped_by_default(open_d, model):
    eve = await person(open_d, "Eve")
    refusals = 0
    for _ in range(40):
        try:
            await answered(open_d, "Hi", user=eve)
        except TooManyRequests:
            refusals += 1
    assert refusals == 25 and len(model.asked) + len(model.titles) == 30


async def test_every_way_to_ask_counts_and_titles_do(d, model):
    hold(d, requests_per_minute=7)
    turn = await answered(d)
    assert len(model.titles) == 1
    model.says("Cut", error=None)
    await again(d, turn.reply.id)
    await idle(d)
    await edit(d, turn.question.id, "In other words")
    await idle(d)
    await titles.renew(d, ADA, turn.chat.id)
    last = await answered(d, "More", chat=turn.chat.id)
    async with d.db.writing() as session:
        reply = await session.get_one(Message, last.reply.id)
        reply.meta = {**reply.meta, "finish_reason": "length"}
        session.add(reply)
    await go_on(d, last.reply.id)
    await idle(d)
    before = await stored(d), len(model.asked), len(model.titles)
    for asking in (
        lambda: ask(d, "Hi"),
        lambda: ask(d, "Hi", chat=turn.chat.id),
        lambda: again(d, turn.reply.id),
        lambda: edit(d, turn.question.id, "Again"),
        lambda: go_on(d, last.reply.id),
        lambda: titles.renew(d, ADA, turn.chat.id),
    ):
        with pytest.raises(TooManyRequests) as raised:
            await asking()
        assert 0 < raised.value.wait <= 60
    assert (await stored(d), len(model.asked), len(model.titles)) == before
    assert str(raised.value).startswith(
        "You have sent many messages within a minute. Try again in "
    )


async def test_a_chat_keeps_its_first_words_where_a_title_is_refused(d, model):
    hold(d, requests_per_minute=1)
    turn = await answered(d, "Why is it so?")
    assert model.titles == []
    assert (await chat_row(d, turn.chat.id)).title_source == TitleSource.WORDS


async def test_what_is_refused_or_asked_twice_counts_once(d, model):
    hold(d, requests_per_minute=3, replies_at_once=2)
    model.says("Hi", gated=True)
    turn = await ask(d, request="one")
    assert (await ask(d, request="one", chat=turn.chat.id)).reply.id == turn.reply.id
    for _ in range(5):
        with pytest.raises(TurnRunning):
            await ask(d, "Meanwhile", chat=turn.chat.id)
    await ask(d, "Another chat")
    for _ in range(5):
        await refused(d, ask(d, "A third"), TooManyReplies)
    hold(d, requests_per_minute=3)
    await ask(d, "The third request")
    await refused(d, ask(d, "The fourth"), TooManyRequests)


async def test_a_request_that_was_carried_out_is_never_refused_afterwards(d):
    hold(d, requests_per_minute=1)
    turn = await answered(d)
    hold(d, requests_per_minute=1, replies_at_once=1)
    request = (await row(d, turn.question.id)).client_request_id
    assert (await ask(d, request=request)).reply.id == turn.reply.id


async def test_two_processes_together_count_exactly(d, model, catalog):
    hold(d, replies_at_once=4)
    model.says("Hi", gated=True)
    async with a_process(d.settings, model, catalog) as other:
        turns = await asyncio.gather(
            *(ask(it) for _ in range(8) for it in (d, other)), return_exceptions=True
        )
        begun = [it for it in turns if not isinstance(it, BaseException)]
        assert len(begun) == 4
        assert all(isinstance(it, TooManyReplies) for it in turns if it not in begun)
        sentence = "4 replies are being written for you. Wait for one to finish or stop one, then"
        assert str(next(it for it in turns if it not in begun)).startswith(sentence)
        model.let_all()
        await asyncio.gather(idle(d), idle(other))
        assert len([await ask(d) for _ in range(4)]) == 4
        await idle(d)
        model.says("Hi", gated=True)  # titles would count, too
        hold(d, requests_per_minute=5)
        turns = await asyncio.gather(
            *(ask(it) for _ in range(8) for it in (d, other)), return_exceptions=True
        )
    assert len([it for it in turns if not isinstance(it, BaseException)]) == 5


async def test_a_team_is_held_to_its_own_limits(d, model):
    boats = await team(d)
    bob = await joined(d, boats, "Bob")
    hold(d, whole_team=True, replies_at_once=1)
    model.says("Hi", gated=True)
    async with d.db.writing() as session:
        chats = [Chat(user_id=it, team_id=boats, model="scripted/one") for it in (ADA, bob, bob)]
        ids = [it.id for it in chats]
        session.add_all(chats)
    await ask(d, chat=ids[0])
    reason = await refused(d, ask(d, chat=ids[1], user=bob), TooManyReplies)
    assert str(reason) == (
        "1 reply is being written in your team. Try again when one has finished."
    )
    await ask(d, user=bob)  # in his own team
    model.let_all()
    await idle(d)
    hold(d, whole_team=True, requests_per_minute=1)
    await ask(d, chat=ids[1], user=bob)
    reason = await refused(d, ask(d, chat=ids[0]), TooManyRequests)
    assert str(reason).startswith("Your team has sent many messages within a minute.")


async def test_the_slot_of_a_lost_process_is_found_again(d, model, redis, monkeypatch):
    monkeypatch.setattr("spacerr.infra.redis.slots.SLOT_CLAIMED", 0)
    hold(d, replies_at_once=1)
    model.says("Hi", gated=True)
    turn = await ask(d)
    await refused(d, ask(d), TooManyReplies)
    d.slots._held.clear()  # what a kill leaves in Redis stays there
    await die(d, redis, turn.reply.id)
    await ask(d, "Once more")
    await refused(d, ask(d), TooManyReplies)


async def test_a_stopped_or_failed_reply_holds_no_slot(d, model):
    hold(d, replies_at_once=1)
    for error in (None, RuntimeError("broken")):
        model.says("Hi", error=error)
        turn = await ask(d)
        await ended(d, turn.reply.id)
        await idle(d)


async def test_a_budget_is_held_by_day_and_by_month(d):
    boats = await team(d)
    now = datetime.now(UTC)
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    hold(d, dollars_per_day=5, dollars_per_month=50)
    await spend(d, 49, boats, at=int(first.timestamp() * 1000) - 1)  # last month
    await spend(d, 4.99, boats)
    await answered(d)
    await spend(d, 0.01, boats)
    reason = await refused(d, ask(d), SpentUp)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    assert abs(reason.wait - (midnight - now).total_seconds()) < 30
    assert str(reason).startswith("You have reached the limit of $5.00 per day. Try again in ")
    assert str(reason).endswith(", or ask the people who run this server to raise it.")
    hold(d, dollars_per_month=5)
    reason = await refused(d, ask(d), SpentUp)
    assert str(reason).startswith("You have reached the limit of $5.00 per month. Try again in ")
    assert reason.wait <= 31 * 86_400
    hold(d, dollars_per_day=5.01)
    await answered(d)


async def test_others_money_is_not_ones_own_but_the_teams(d):
    boats = await team(d)
    bob = await joined(d, boats, "Bob")
    await spend(d, 6, boats, user=bob)
    hold(d, dollars_per_day=5)
    await answered(d)
    await refused(d, ask(d, user=bob), SpentUp)
    hold(d)
    hold(d, whole_team=True, dollars_per_day=5)
    async with d.db.writing() as session:
        chat = Chat(user_id=ADA, team_id=boats, model="scripted/one")
        chat_id = chat.id
        session.add(chat)
    reason = await refused(d, ask(d, chat=chat_id), SpentUp)
    assert str(reason).startswith("Your team has reached the limit of $5.00 per day.")
    await answered(d)  # in her own team


@on_sqlite
async def test_what_was_spent_is_added_up_from_an_index_alone(d):
    plans = []
    async with d.db.reading() as session:
        for column in ("user_id", "team_id"):
            query = f"SELECT sum(cost) FROM usage WHERE {column} = 'a' AND created_at >= 5"
            plans.append(str((await session.exec(sql(f"EXPLAIN QUERY PLAN {query}"))).all()))
    assert "ix_usage_person_spend" in plans[0] and "ix_usage_team_spend" in plans[1]
    assert all("COVERING INDEX" in it for it in plans)


@on_sqlite
async def test_without_redis_nobody_is_admitted_and_nothing_is_stored(d):
    hold(d, requests_per_minute=10)
    gone = Redis(host="127.0.0.1", port=1)
    object.__setattr__(d, "limiter", RedisLimiter(gone))
    object.__setattr__(d, "slots", RedisSlots(gone))
    before = await stored(d)
    with pytest.raises(Away):
        await ask(d, request=new_id())
    assert await stored(d) == before
    await gone.aclose()
