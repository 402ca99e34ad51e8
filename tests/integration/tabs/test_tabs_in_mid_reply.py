"""Tabs that come, go and come back while a reply is written: nothing missing, nothing twice."""

import asyncio
import statistics

import pytest

from spacerr.domain.ids import new_id
from spacerr.domain.limits import REPLY_KEY_CHARS
from spacerr.domain.replies.draft import Draft
from spacerr.domain.replies.meta import ReplyMeta
from spacerr.domain.status import Status
from spacerr.domain.tables import Chat, Message
from spacerr.services.replies import finalize
from spacerr.state.chat.chat import ChatState
from spacerr.state.chat.followed import followed_by
from spacerr.state.chat.live import LiveState
from spacerr.state.sidebar.sidebar import SidebarState
from spacerr.timings import HEARTBEAT
from tests.integration.tabs.test_tabs import page
from tests.provider.texts import prose
from tests.support.people.replies import PATIENCE, answered, ask, chat_row, die, idle, row, said

pytestmark = pytest.mark.anyio
WORDS = tuple(f"{n}😀 e\u0301 " for n in range(12))
LARGEST = 256 * 1024  # bytes of one update
LENGTHS = (1_000, 2_000, 4_000, 8_000, 16_000, 32_000)


async def test_a_tab_opened_at_any_token_shows_all_before_it_at_once(d, browser, model):
    model.says(*WORDS, gated=True)
    turn = await ask(d)
    for n in range(1, len(WORDS) + 1):
        model.let()
        text = "".join(WORDS[:n])
        await said(d, turn.reply.id, text)
        tab = browser.tab(f"tab {n}", f"/chat/{turn.chat.id}")
        async with asyncio.timeout(PATIENCE):
            await tab.send(ChatState.open)
            await tab.until(
                LiveState, lambda _, tab=tab, text=text: page(tab.sent(LiveState, "live")) == text
            )
    model.let_all()
    await idle(d)
    stored = await row(d, turn.reply.id)
    for tab in browser.tabs.values():
        shown = await tab.until(ChatState, lambda it: it.turn and not it.running_id)
        assert shown.turn[-1].text == stored.content


async def test_a_tab_that_connects_again_and_again_gets_each_word_once(d, browser, model):
    model.says(*WORDS, gated=True)
    turn = await ask(d)
    tab = browser.tab("one", f"/chat/{turn.chat.id}")
    for _ in range(4):
        await tab.send(ChatState.open)
    model.let(4)
    await tab.until(LiveState, lambda _: "".join(WORDS[:4]) in page(tab.sent(LiveState, "live")))
    updates = len(tab.sent(LiveState, "live"))
    model.let()
    await said(d, turn.reply.id, "".join(WORDS[:5]))
    await tab.until(LiveState, lambda _: len(tab.sent(LiveState, "live")) > updates)
    model.let()
    await said(d, turn.reply.id, "".join(WORDS[:6]))
    await tab.until(LiveState, lambda _: page(tab.sent(LiveState, "live")[-2:]) is not None)
    assert len(tab.sent(LiveState, "live")) <= updates + 2
    model.let_all()
    shown = await tab.until(ChatState, lambda it: it.turn and not it.running_id)
    ids = [message.id for message in shown.opened.messages]
    assert sorted(set(ids)) == sorted(ids) == sorted([turn.question.id, turn.reply.id])


async def test_a_message_from_a_stale_tab_follows_what_the_tab_never_saw(
    d, elsewhere, browser, model
):
    first = await answered(d, "One?")
    stale = browser.tab("stale", f"/chat/{first.chat.id}")
    await stale.send(ChatState.open)
    await stale.until(ChatState, lambda it: it.opened.messages)
    newest = [await answered(elsewhere, text, chat=first.chat.id) for text in ("Two?", "Three?")]
    await stale.send(
        ChatState.send, text="Four?", request_id=new_id(), where={"chat": first.chat.id}
    )
    shown = await stale.until(ChatState, lambda it: it.turn and not it.running_id)
    question = await row(d, shown.turn[-2].id)
    assert (question.content, question.parent_id) == ("Four?", newest[-1].reply.id)
    assert (await chat_row(d, first.chat.id)).leaf_id == shown.turn[-1].id
    assert [said.text for said in model.asked[-1].messages[::2]] == [
        "One?",
        "Two?",
        "Three?",
        "Four?",
    ]


@pytest.mark.parametrize("opened", ["before", "in mid-reply"])
async def test_what_begins_while_the_end_before_it_is_unheard_is_followed(
    d, elsewhere, browser, model, redis, opened
):
    """A tab hears of the next reply while it still follows the one before, as in a busy process.

    Where it was opened in mid-reply, Reflex drops what its list asks for, which began to listen
    earlier. Where its list has it follow both replies, it must not follow the second one twice.
    """
    tab = browser.tab("watching")

    def updates(turn):
        key = turn.reply.id[-REPLY_KEY_CHARS:]
        return [it for it in tab.sent(LiveState, "live") if it and it[0][0] == key]

    def told_of(turn):
        return page(updates(turn))

    await tab.send(SidebarState.follow, cursor={}, project_id="", archived=False)
    await tab.until(SidebarState, lambda it: it.opened.version)
    first = await answered(d)
    tab.path = f"/chat/{first.chat.id}"
    if opened == "before":
        await tab.do(ChatState.open)
    model.says(*WORDS, gated=True)
    before = await ask(elsewhere, chat=first.chat.id)
    if opened == "in mid-reply":
        await tab.send(ChatState.open)
    model.let()
    await tab.until(LiveState, lambda _: told_of(before) == WORDS[0])
    await die(elsewhere, redis, before.reply.id)
    draft, _ = finalize.ended(Draft(text=WORDS[0]), Status.STOPPED)
    assert await finalize.settle(d, before.reply, draft, 1, ReplyMeta())  # its log never says so

    model.says(*WORDS, gated=True)
    turn = await ask(d, chat=first.chat.id)
    for n in range(1, len(WORDS)):
        model.let()
        await tab.until(LiveState, lambda _, n=n: told_of(turn) == "".join(WORDS[:n]))
    async with asyncio.timeout(PATIENCE):
        while followed_by("watching") != turn.reply.id:
            await asyncio.sleep(0.05)
    await asyncio.sleep(HEARTBEAT)  # until the follower before has looked around
    model.let_all()
    await tab.until(ChatState, lambda it: not it.running_id)
    assert told_of(turn) == "".join(WORDS)
    # Each update repeats the one before it, and nothing else comes twice.
    assert sum(len(it[0][2]) for it in updates(turn)) <= 2 * len("".join(WORDS))


async def test_what_a_tab_is_sent_grows_with_the_text_and_stays_small(d, browser, model):
    sizes: list[tuple[int, int]] = []
    for length in LENGTHS:
        tokens = prose(length)
        model.says(*("".join(tokens[at : at + 25]) for at in range(0, length, 25)), gated=True)
        tab = browser.tab(f"tab {length}")
        await tab.send(ChatState.send, text="Hi", request_id=new_id())
        await tab.until(ChatState, lambda it: it.running_id)
        for _ in range(0, length, 25):
            model.let()
            await asyncio.sleep(0.001)
        model.let_all()
        await tab.until(ChatState, lambda it: it.turn and not it.running_id)
        assert max(tab.updates()) < LARGEST
        sizes.append((len("".join(tokens).encode()), sum(tab.updates())))
        await idle(d)
    print(sizes)
    assert statistics.correlation(*zip(*sizes, strict=True)) ** 2 > 0.99, sizes


async def test_sending_costs_the_same_however_long_the_chat_is(d, browser):
    costs = []
    for turns in (1, 500):
        first = await answered(d, "Hi")
        await lengthened(d, first.chat.id, turns)
        tab = browser.tab(f"after {turns}", f"/chat/{first.chat.id}")
        await tab.send(ChatState.open)
        await tab.until(ChatState, lambda it: it.opened.messages)
        before = len(tab.updates())
        await tab.send(
            ChatState.send, text="Hi", request_id=new_id(), where={"chat": first.chat.id}
        )
        await tab.until(ChatState, lambda it: it.turn and not it.running_id)
        await idle(d)
        costs.append(sum(tab.updates()[before:]))
    assert costs[1] < 1.5 * costs[0] + 500, costs


async def lengthened(d, chat_id: str, turns: int) -> None:
    """Add so many finished turns to a chat."""
    async with d.db.writing() as session:
        chat = await session.get_one(Chat, chat_id)
        for number in range(turns):
            for role, text in (("user", "Question"), ("assistant", "Answer")):
                message = Message(
                    chat_id=chat.id,
                    parent_id=chat.leaf_id,
                    role=role,
                    content=f"{text} {number}",
                )
                session.add(message)
                chat.leaf_id = message.id
        session.add(chat)
