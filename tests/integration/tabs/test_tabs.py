"""What a tab is sent: every word once, the stored row at the end, and what others did."""

import pytest

from spacerr.domain.ids import new_id
from spacerr.services.chats import threads
from spacerr.state.chat.chat import ChatState
from spacerr.state.chat.live import LiveState
from spacerr.state.sidebar.sidebar import SidebarState
from tests.support.people.replies import ADA, answered, idle, row

pytestmark = pytest.mark.anyio
WORDS = tuple(f"{n}😀 e\u0301 " for n in range(12))


def page(chunks) -> str:
    """The text a page shows that appends by offset."""
    units: list[bytes] = []
    for [chunk] in chunks:
        data = chunk[2].encode("utf-16-le")
        assert chunk[1] <= len(units), "the page would see a gap"
        units[chunk[1] :] = [data[at : at + 2] for at in range(0, len(data), 2)]
    return b"".join(units).decode("utf-16-le")


async def test_the_pieces_a_tab_gets_make_the_stored_text(d, browser, model):
    model.says(*WORDS, gated=True)
    tab = browser.tab("one")
    await tab.send(ChatState.send, text="Hi", request_id=new_id())
    for n in range(1, len(WORDS) + 1):
        model.let()
        await tab.until(LiveState, lambda _, n=n: page(tab.sent(LiveState, "live")) == text(n))
    model.let()
    chat = await tab.until(ChatState, lambda it: it.turn and it.turn[-1].status == "complete")
    stored = await row(d, chat.turn[-1].id)
    assert page(tab.sent(LiveState, "live")) == stored.content == chat.turn[-1].text
    assert stored.content == "".join(WORDS)
    assert chat.running_id == ""


async def test_a_tab_that_opens_the_chat_in_mid_reply_gets_all_of_it(d, browser, model):
    model.says(*WORDS, gated=True)
    first = browser.tab("one")
    await first.send(ChatState.send, text="Hi", request_id=new_id())
    chat = await first.until(ChatState, lambda it: it.running_id)
    model.let(5)
    await first.until(LiveState, lambda _: page(first.sent(LiveState, "live")) == text(5))
    second = browser.tab("two", f"/chat/{chat.chat_id}")
    await second.send(ChatState.open)
    await second.until(LiveState, lambda _: page(second.sent(LiveState, "live")) == text(5))
    model.let_all()
    for tab in (first, second):
        shown = await tab.until(ChatState, lambda it: it.turn and not it.running_id)
        assert shown.turn[-1].text == text(12)
    opened = (await second.state(ChatState)).opened
    assert [view.status for view in opened.messages][:1] == ["complete"]
    assert len({view.id for view in opened.messages}) == len(opened.messages) == 2


def text(words: int) -> str:
    return "".join(WORDS[:words])


async def test_what_is_said_while_a_tab_opens_the_chat_is_shown_there(d, browser, model):
    model.says(*WORDS)
    first = browser.tab("one")
    await first.do(ChatState.send, text="Hi", request_id=new_id())
    await idle(d)
    chat_id = (await first.state(ChatState)).chat_id
    second = browser.tab("two", f"/chat/{chat_id}")
    await second.do(ChatState.open)
    model.says("Late")
    where = {"chat": chat_id}
    await first.do(ChatState.send, text="And now?", request_id=new_id(), where=where)
    await idle(d)
    await second.send(SidebarState.follow, cursor={}, project_id="", archived=False)
    shown = await second.until(ChatState, lambda it: it.turn)
    assert [view.text for view in shown.turn] == ["And now?", "Late"]


async def test_a_chat_just_made_is_shown_to_who_left_before_its_address_was_there(
    d, browser, model
):
    model.says(*WORDS)
    tab = browser.tab("one")
    await tab.do(ChatState.send, text="Hi", request_id=new_id())
    await idle(d)
    made = (await tab.state(ChatState)).chat_id
    await tab.do(ChatState.open)  # "New chat"
    tab.path = f"/chat/{made}"
    await tab.do(ChatState.open)
    shown = await tab.state(ChatState)
    assert [view.text for view in shown.opened.messages] == ["Hi", "".join(WORDS)]


async def test_a_message_goes_where_it_was_typed_though_the_tab_s_server_is_elsewhere(
    d, browser, model
):
    model.says("Fine")
    first, second = [(await answered(d, text)).chat.id for text in ("One?", "Two?")]
    tab = browser.tab("one", f"/chat/{first}")
    await tab.do(ChatState.open)
    for chat, text in ((second, "In the second?"), ("", "In a new one?")):
        await tab.do(ChatState.send, text=text, request_id=new_id(), where={"chat": chat})
        await idle(d)
        shown = await tab.until(ChatState, lambda it: it.turn and not it.running_id)
        assert [view.text for view in shown.turn] == [text, "Fine"]
        assert shown.chat_id == chat or not chat
    assert shown.chat_id not in (first, second)
    assert [len((await threads.get_thread(d, ADA, it)).messages) for it in (first, second)] == [
        2,
        4,
    ]


async def test_a_second_message_before_a_new_chat_has_its_address_goes_there_too(d, browser, model):
    model.says("Fine")
    tab, first = browser.tab("one"), new_id()
    sent: list[str] = []
    for text, request, where in (
        ("One?", first, {}),
        ("Two?", new_id(), {"begun_by": first}),
        ("In another?", new_id(), {"begun_by": new_id()}),
    ):
        await tab.do(ChatState.send, text=text, request_id=request, where=where)
        await idle(d)
        sent.append((await tab.until(ChatState, lambda it: not it.running_id)).chat_id)
    assert sent[0] == sent[1] != sent[2]
    assert len((await threads.get_thread(d, ADA, sent[0])).messages) == 4


async def test_a_message_for_a_chat_that_is_gone_is_refused_by_name(browser):
    tab, request = browser.tab("one"), new_id()
    await tab.do(ChatState.send, text="Hi", request_id=request, where={"chat": new_id()})
    chat = await tab.state(ChatState)
    assert (chat.refusal.request_id, chat.running_id) == (request, "")
    assert chat.missing and not chat.chat_id


async def test_a_tab_that_missed_nothing_is_not_sent_its_messages_twice(d, browser, model):
    model.says(*WORDS)
    first = browser.tab("one")
    await first.do(ChatState.send, text="Hi", request_id=new_id())
    await idle(d)
    second = browser.tab("two", f"/chat/{(await first.state(ChatState)).chat_id}")
    await second.do(ChatState.open)
    await second.send(SidebarState.follow, cursor={}, project_id="", archived=False)
    await second.until(SidebarState, lambda it: it.opened.version)
    await second.do(ChatState.load_thoughts, message_id="")  # after what the list brought with it
    assert [len(turn) for turn in second.sent(ChatState, "turn")] == [0]


async def test_a_double_click_is_one_turn(d, browser, model):
    tab, request = browser.tab("one"), new_id()
    for _ in range(2):
        await tab.send(ChatState.send, text="Hi", request_id=request)
    await tab.until(ChatState, lambda it: it.turn and it.turn[-1].status == "complete")
    await idle(d)
    assert len(model.asked) == 1


async def test_a_refused_message_is_named_so_that_its_text_can_stay(browser):
    tab, request = browser.tab("one"), new_id()
    await tab.send(ChatState.send, text="  ", request_id=request)
    chat = await tab.until(ChatState, lambda it: it.refusal.request_id)
    assert (chat.refusal.request_id, chat.refusal.sentence) == (request, "Write something first.")
    assert chat.accepted == ""


async def test_a_chat_that_is_not_there_is_said_to_be_missing(browser):
    tab = browser.tab("one", f"/chat/{new_id()}")
    await tab.send(ChatState.open)
    assert (await tab.until(ChatState, lambda it: it.missing)).chat_id == ""
