"""What a tab asks for again reaches its page again: the page may have dropped the first answer."""

import pytest

from spacerr.domain.ids import new_id
from spacerr.state.chat.chat import ChatState
from spacerr.state.chat.live import LiveState
from tests.support.people.replies import answered, ask, idle, said

pytestmark = pytest.mark.anyio


async def test_older_messages_and_thoughts(d, browser, model):
    turn = await answered(d, "One?")
    tab = browser.tab("one", f"/chat/{turn.chat.id}")
    await tab.do(ChatState.open)
    for _ in range(2):
        await tab.do(ChatState.load_older, before=turn.reply.id)
        await tab.do(ChatState.load_thoughts, message_id=turn.reply.id)
    older, thoughts = tab.acted_on(ChatState, "older"), tab.acted_on(ChatState, "thoughts")
    assert [[message.id for message in view.messages] for view in older] == [[turn.question.id]] * 2
    assert [view.id for view in thoughts] == [turn.reply.id] * 2


async def test_refusals(browser):
    tab = browser.tab("one")
    request_id = new_id()
    for _ in range(2):
        await tab.do(ChatState.send, text="Hi", request_id=request_id, where={"chat": "gone"})
    for _ in range(2):
        await tab.do(ChatState.choose_model, model="no such model")
    refusals = tab.acted_on(ChatState, "refusal")
    assert [view.request_id for view in refusals] == [request_id, request_id, "", ""]


async def test_a_running_reply_that_has_not_grown_since(d, browser, model):
    other = await answered(d, "One?")
    model.says("Hello", " there", gated=True)
    turn = await ask(d)
    model.let()
    await said(d, turn.reply.id, "Hello")
    tab = browser.tab("one")
    for shown in range(1, 3):
        tab.path = f"/chat/{turn.chat.id}"
        await tab.send(ChatState.open)
        await tab.until(
            LiveState, lambda _, shown=shown: len(tab.acted_on(LiveState, "live")) == shown
        )
        tab.path = f"/chat/{other.chat.id}"
        await tab.do(ChatState.open)
    assert [chunks[0][2] for chunks in tab.acted_on(LiveState, "live")] == ["Hello", "Hello"]
    model.let_all()
    await idle(d)
