"""How many questions wait for a user, in every tab and after every change; and the page of them."""

import pytest

from spacerr.services.chats import edit
from spacerr.services.questions import questions
from spacerr.state.sidebar.sidebar import SidebarState
from spacerr.state.waiting.waiting import WaitingState
from tests.support.people.replies import ADA, answered, person
from tests.support.stores.databases import on_sqlite
from tests.support.tools.steps import CALCULATED, ask_in_step

pytestmark = [pytest.mark.anyio, on_sqlite]


async def listening(browser, name: str, path: str = "/chat"):
    """A tab that is connected, as its page does it."""
    tab = browser.tab(name, path)
    if path == "/waiting":
        await tab.do(WaitingState.open)
    follow = {"cursor": {}, "project_id": "", "archived": False}
    await tab.send(SidebarState.follow, **follow)
    await tab.until(SidebarState, lambda it: it.opened.version)
    return tab


async def counts(tab, count: int):
    """Wait until a tab shows so many; what it shows of the newest."""
    return (await tab.until(WaitingState, lambda it: it.waiting.count == count)).waiting


async def test_every_tab_counts_what_is_asked_and_answered_anywhere(d, elsewhere, browser):
    turn = await answered(d, "Count this")
    tabs = [await listening(browser, name) for name in ("one", "two")]
    first = await ask_in_step(elsewhere, turn.reply.id, "Calculator")
    second = await ask_in_step(d, turn.reply.id, "Clock")
    for tab in tabs:
        newest = await counts(tab, 2)
        assert (newest.id, newest.title, newest.chat_id) == (second.id, "Clock", turn.chat.id)
    late = await listening(browser, "late")
    await counts(late, 2)
    await questions.answer(elsewhere, ADA, second.id, "decline")
    for tab in (*tabs, late):
        assert (await counts(tab, 1)).id == first.id
    await questions.answer(d, ADA, first.id, "accept")
    for tab in (*tabs, late):
        assert (await counts(tab, 0)).id == ""


async def test_a_deleted_chat_waits_no_more_until_it_is_restored(d, browser):
    turn = await answered(d)
    tab = await listening(browser, "one")
    await ask_in_step(d, turn.reply.id)
    await counts(tab, 1)
    await edit.delete(d, ADA, turn.chat.id)
    await counts(tab, 0)
    await edit.restore(d, ADA, turn.chat.id)
    await counts(tab, 1)


async def test_what_waits_for_others_is_not_counted(d, browser):
    bob = await person(d, "Bob")
    mine, theirs = await answered(d), await answered(d, user=bob)
    tab = await listening(browser, "one")
    await ask_in_step(d, theirs.reply.id)
    asked = await ask_in_step(d, mine.reply.id)
    assert (await counts(tab, 1)).id == asked.id


async def test_the_page_has_the_questions_by_chat_and_other_pages_have_only_their_number(
    d, browser
):
    older, newer = await answered(d, "Older"), await answered(d, "Newer")
    page = await listening(browser, "page", "/waiting")
    other = await listening(browser, "other")
    first = await ask_in_step(d, older.reply.id, "First")
    second = await ask_in_step(d, newer.reply.id, "Second")
    third = await ask_in_step(d, older.reply.id, "Third")
    await counts(page, 3)
    shown = (await page.state(WaitingState)).chats
    assert [(chat.path, [it.title for it in chat.asked]) for chat in shown] == [
        (f"/chat/{older.chat.id}", ["First", "Third"]),
        (f"/chat/{newer.chat.id}", ["Second"]),
    ]
    assert [it.id for chat in shown for it in chat.asked] == [first.id, third.id, second.id]
    assert shown[0].asked[0].question.message == CALCULATED.arguments
    await counts(other, 3)
    assert (await other.state(WaitingState)).chats == []
    for each in first, second, third:
        await questions.answer(d, ADA, each.id, "decline")
    await page.until(WaitingState, lambda it: it.ready and not it.chats)


async def test_a_title_that_changes_is_shown_on_the_page(d, browser):
    turn = await answered(d)
    page = await listening(browser, "page", "/waiting")
    await ask_in_step(d, turn.reply.id)
    await counts(page, 1)
    await edit.rename(d, ADA, turn.chat.id, "Renamed")
    await page.until(WaitingState, lambda it: it.chats and it.chats[0].title == "Renamed")
