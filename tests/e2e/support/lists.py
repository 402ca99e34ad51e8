"""The list of chats as tests use it: rows, their menus, and tabs that are out of sight."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, expect

from tests.e2e.support import stored
from tests.e2e.support.tab import Tab

_SHOWS = """state => {
    Object.defineProperty(document, 'visibilityState', {value: state, configurable: true});
    document.dispatchEvent(new Event('visibilitychange'));
}"""


def row(tab: Tab, chat_id: str) -> Locator:
    """A chat's line in the list."""
    chats = tab.page.get_by_role("navigation", name="Chats")
    return chats.locator(f'a[data-chat-id="{chat_id}"]')


def choose(tab: Tab, chat_id: str, action: str) -> None:
    """Do something to a chat by its menu."""
    link = tab.page.locator(f'a[data-chat-id="{chat_id}"]')
    tab.choose_of(tab.page.get_by_role("listitem").filter(has=link), action)


def new_chat(tab: Tab) -> None:
    tab.page.get_by_role("button", name="New chat").click()
    expect(tab.messages).to_have_count(0)


def begin(tab: Tab, text: str) -> str:
    """Ask something in a new chat, and leave it before the answer has ended."""
    new_chat(tab)
    tab.send(text)
    chat_id = tab.chat_id()
    new_chat(tab)
    return chat_id


def hide(tab: Tab) -> None:
    """As when another tab is put in front."""
    tab.page.evaluate(_SHOWS, "hidden")


def show(tab: Tab) -> None:
    tab.page.evaluate(_SHOWS, "visible")


@contextmanager
def offline(tab: Tab) -> Iterator[None]:
    """Cut this tab off, and no other."""
    session = tab.page.context.new_cdp_session(tab.page)
    session.send("Network.enable")
    conditions = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    session.send("Network.emulateNetworkConditions", {"offline": True, **conditions})
    expect(tab.page.locator("[data-connection=offline]")).to_contain_text("Offline")
    yield
    session.send("Network.emulateNetworkConditions", {"offline": False, **conditions})
    # What the page asked for meanwhile, if only its icon, it could not get.
    tab.problems[:] = [it for it in tab.problems if "ERR_INTERNET_DISCONNECTED" not in it]


@contextmanager
def frozen(tab: Tab) -> Iterator[None]:
    """Let this tab sleep, as a browser does with tabs that nobody looked at for long."""
    session = tab.page.context.new_cdp_session(tab.page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    yield
    session.send("Page.setWebLifecycleState", {"state": "active"})


def until_stored(tab: Tab, data, chat_id: str) -> None:
    """Wait for a reply's end where the tab can't see it."""
    for _ in range(200):
        if stored.last_reply(data, chat_id)["ended_at"]:
            return
        tab.page.wait_for_timeout(50)
    raise AssertionError("the reply did not end")
