"""A tab whose sign-in ends says so at once and is shown nothing more; others go on."""

import pytest

from spacerr.domain.accounts import tokens
from spacerr.domain.ids import new_id
from spacerr.infra.security import cookies
from spacerr.services.accounts import sessions
from spacerr.state.chat.chat import ChatState
from spacerr.state.chat.live import LiveState
from spacerr.state.sidebar.sidebar import SidebarState
from tests.support.people import door
from tests.support.people.door import ADA, PASSWORD
from tests.support.people.replies import ended
from tests.support.people.tabs import a_browser

pytestmark = pytest.mark.anyio
NEW = "a new password"


def cookie(browser: door.Browser, port: int) -> str:
    """What Reflex gets to see of a browser's cookies."""
    return f"{cookies.sign_in_cookie(port)}={tokens.digest(browser.token)}"


def told(tab):
    return lambda _: any("spacerr:signed-out" in it for it in tab.scripts())


async def listening(tabs, name, browser, port, path="/chat"):
    """A tab that shows its list, as it is told of changes."""
    tab = tabs.tab(name, path, cookie(browser, port))
    await tab.send(SidebarState.follow, cursor={}, project_id="", archived=False)
    await tab.until(SidebarState, lambda it: it.opened.version)
    return tab


@pytest.fixture
async def tabs(monkeypatch):
    """Tabs that hear of what ends, and don't ask."""
    monkeypatch.setattr("spacerr.state.gate.session.SIGN_IN_CHECKED", 1e9)
    async with a_browser() as tabs:
        yield tabs


@pytest.fixture
async def two(open_d):
    """Two browsers that one person is signed in with."""
    ada, phone = door.Browser(open_d.settings), door.Browser(open_d.settings)
    await ada.sign_up()
    await phone.sign_in()
    return ada, phone


WAYS = {
    "ended from another browser": lambda ada, phone: end_other(ada),
    "signed out in another tab": lambda ada, phone: phone.post("sign-out"),
    "password changed": lambda ada, phone: ada.post(
        "account/password", {"old": PASSWORD, "new": NEW}
    ),
}


async def end_other(ada):
    shown = (await ada.get("account/sign-ins")).json()["sign_ins"]
    [other] = [it["id"] for it in shown if not it["here"]]
    return await ada.post("account/sign-ins/end", {"id": other})


@pytest.mark.parametrize("way", WAYS)
async def test_a_tab_is_told_at_once_that_its_sign_in_ended_and_others_are_not(
    open_d, tabs, two, way
):
    port = open_d.settings.port
    mine = await listening(tabs, "mine", two[0], port)
    theirs = await listening(tabs, "theirs", two[1], port)
    assert (await WAYS[way](*two)).is_success
    await theirs.until(SidebarState, told(theirs))
    await mine.do(SidebarState.rename, chat_id=new_id(), title="x")
    assert not mine.scripts()
    news = len(theirs.sent(SidebarState, "news"))
    await mine.send(ChatState.send, text="Hi", request_id=new_id())
    await mine.until(SidebarState, lambda it: it.news)
    assert len(theirs.sent(SidebarState, "news")) == news


async def test_a_reply_goes_on_for_others_and_no_further_word_of_it_is_sent_to_who_is_signed_out(
    open_d, tabs, two, model
):
    model.says(*["word "] * 9, gated=True)
    port = open_d.settings.port
    mine = await listening(tabs, "mine", two[0], port)
    await mine.send(ChatState.send, text="Hi", request_id=new_id())
    chat = await mine.until(ChatState, lambda it: it.running_id)
    theirs = await listening(tabs, "theirs", two[1], port, f"/chat/{chat.chat_id}")
    await theirs.send(ChatState.open)
    model.let(3)
    await theirs.until(LiveState, lambda it: it.live and "word word word" in it.live[0][2])
    await two[1].post("sign-out")
    await theirs.until(SidebarState, told(theirs))
    seen = len(theirs.sent(LiveState, "live"))
    model.let_all()
    assert (await ended(open_d, chat.running_id)).text == "word " * 9
    shown = await mine.until(ChatState, lambda it: it.turn and not it.running_id)
    assert shown.turn[-1].text == "word " * 9
    assert len(theirs.sent(LiveState, "live")) == seen
    assert all(
        view.status != "complete" for turn in theirs.sent(ChatState, "turn") for view in turn[1:]
    )


async def test_a_tab_that_hears_nothing_still_asks_whether_it_is_signed_in(
    open_d, tabs, two, model, monkeypatch
):
    monkeypatch.setattr("spacerr.state.gate.session.SIGN_IN_CHECKED", 0.0)
    model.says(*["word "] * 4, gated=True)
    port = open_d.settings.port
    deaf = tabs.tab("deaf", "/chat", cookie(two[1], port))
    await deaf.send(ChatState.send, text="Hi", request_id=new_id())
    chat = await deaf.until(ChatState, lambda it: it.running_id)
    model.let(1)
    await deaf.until(LiveState, lambda it: it.live and "word" in it.live[0][2])
    await sessions.end_by_token(open_d, two[1].token)
    model.let_all()
    await ended(open_d, chat.running_id)
    await deaf.until(LiveState, told(deaf))
    assert "word word" not in str(deaf.sent(LiveState, "live"))


async def test_who_is_signed_out_can_do_nothing_more_in_an_open_tab(open_d, tabs, two):
    theirs = await listening(tabs, "theirs", two[1], open_d.settings.port)
    await two[1].post("sign-out")
    await theirs.until(SidebarState, told(theirs))
    before = len(theirs.scripts())
    await theirs.do(ChatState.send, text="Hi", request_id=new_id())
    assert len(theirs.scripts()) == before + 1
    assert not (await theirs.state(ChatState)).chat_id


async def test_who_signs_in_as_another_person_gets_a_tab_of_their_own(open_d, tabs, two):
    port = open_d.settings.port
    tab = await listening(tabs, "shared computer", two[0], port)
    bob = door.Browser(open_d.settings)
    await bob.sign_up("bob@example.org", name="Bob")
    tab.cookie = cookie(bob, port)
    await tab.do(SidebarState.on_connected)
    assert "location.reload" in tab.scripts()[-1]
    assert ADA not in str(tab.sent(SidebarState, "opened"))
