"""A person with more tabs than are kept is told so on the page, and can go on."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager

from playwright.sync_api import expect

from spacerr.domain.limits import TABS
from tests.e2e.support.stranger import connected

AT_ONCE = 20
LIMIT = 60.0  # seconds


@contextmanager
def many_tabs(url: str, cookie: str) -> Iterator[Callable[[], None]]:
    """As many connections as a person may have, beside the browser; what closes them."""
    opened, enough = threading.Event(), threading.Event()

    async def hold() -> None:
        async with AsyncExitStack() as stack:
            for _ in range(0, TABS, AT_ONCE):
                tabs = [connected(url, cookie=cookie) for _ in range(AT_ONCE)]
                await asyncio.gather(*(stack.enter_async_context(it) for it in tabs))
            opened.set()
            await asyncio.to_thread(enough.wait, LIMIT)

    holding = threading.Thread(target=asyncio.run, args=(hold(),))

    def close() -> None:
        enough.set()
        holding.join(LIMIT)

    holding.start()
    try:
        assert opened.wait(LIMIT)
        yield close
    finally:
        close()


def test_a_tab_too_many_says_so_and_works_once_others_are_closed(people):
    ada = people.somebody("Ada")
    cookies = "; ".join(f"{it['name']}={it['value']}" for it in ada.context.cookies())
    with many_tabs(people.url, cookies) as close:
        page = ada.context.new_page()
        sockets: list[str] = []
        page.on("websocket", lambda it: sockets.append(it.url))
        page.goto(people.url + "/chat")
        said = page.get_by_role("dialog", name="Too many tabs are open")
        expect(said).to_be_visible()
        page.wait_for_timeout(5_000)
        assert len(sockets) == 1  # it isn't tried again by itself
        expect(said).to_be_visible()
        close()
        said.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("textbox", name="Message")).to_be_visible()
        expect(said).to_be_hidden()
        expect(page.locator("[data-connection]")).to_have_attribute("data-connection", "online")
