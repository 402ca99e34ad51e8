"""Somebody with ten thousand chats: the list, searching, opening, scrolling, one event."""

import time
from collections.abc import Sequence
from typing import Any

from tests.bench.browser.watching import Window
from tests.bench.measuring import machine, processes
from tests.bench.measuring.figures import Figures, Outcome, percentile
from tests.bench.scenarios.event_costs import event_costs
from tests.bench.scenarios.many_chats import Told, store
from tests.bench.scenarios.searches import at_server
from tests.bench.stage import Stage
from tests.server import AppServer

LOADS = 10
OPENED = 20
SEARCHES = 10
ROWS = 2_000

FIRST_ROW = "document.querySelector('nav[aria-label=Chats] a[data-chat-id]')"
SHOWN = """[...document.querySelectorAll('article[data-role=assistant]')]
    .at(-1)?.textContent.includes(wanted)"""
FOUND = """(([field, hits]) => field.value === wanted && hits?.ariaBusy === 'false'
    && hits.querySelector('a'))(['[role=search] input', '[aria-label="Search results"]']
    .map((it) => document.querySelector(it)))"""
PAINTS = """async () => {
    const row = await watching.seen(20000) - performance.timeOrigin;
    const page = performance.getEntriesByName('first-contentful-paint')[0].startTime;
    return [page, row];
}"""
SCROLL = """async (rows) => {
    const nav = document.querySelector('nav[aria-label=Chats]');
    const count = () => nav.querySelectorAll('a[data-chat-id]').length;
    const pages = [], longest = [];
    while (count() < rows) {
        const before = count(), begun = watching.now();
        watching.until(() => count() > before);
        nav.scrollTop = nav.scrollHeight;
        pages.push(await watching.seen(20000) - begun);
        longest.push(watching.longest());
    }
    return [pages, longest];
}"""


def many(stage: Stage, raw: dict[str, Any]) -> Outcome:
    with stage.another(1) as server:
        chats = store(server.data)
        processes.wait_until_idle(server.processes())
        busy, begun = machine.busy(), time.monotonic()
        outcome = at_server(server.data, chats, raw) | _painted(stage, server, raw)
        with stage.profile() as context:
            window = Window(context).open(stage, server)
            outcome |= _opened(window, chats, raw)
            outcome |= _found(window, chats, raw)
            outcome |= _scrolled(window, raw)
            outcome |= event_costs(window, server.data, chats[ROWS // 2 : ROWS], raw)
        outcome["elsewhere"] = machine.elsewhere(busy, machine.busy(), time.monotonic() - begun)
    return {"spacerr": outcome}


def _painted(stage: Stage, server: AppServer, raw: dict[str, Any]) -> Figures:
    """The page's first paint and the list's, in new tabs and reloaded ones; the page itself is
    kept by the browser.
    """
    fresh: list[list[float]] = []
    again: list[list[float]] = []
    with stage.profile() as context:
        Window(context).open(stage, server)
        for _ in range(LOADS):
            window = Window(context)
            window.page.add_init_script(f"watching.until(() => {FIRST_ROW})")
            for loads in (fresh, again):
                window.open(stage, server)
                loads.append(window.page.evaluate(PAINTS))
            window.page.close()
    raw["loads"] = {"fresh": fresh, "again": again}
    behind = [row - page for page, row in fresh]
    return {
        "page_p50": percentile([page for page, _ in fresh], 50),
        "list_p50": percentile(behind, 50),
        "list_max": max(behind),
        "reload_p50": percentile([row - page for page, row in again], 50),
    }


def _opened(window: Window, chats: Sequence[Told], raw: dict[str, Any]) -> Figures:
    """From a click on a chat until its newest message is painted."""
    delays = raw["opened"] = list[float]()
    for chat in chats[1 : OPENED + 1]:
        window.watch(SHOWN, chat.last)
        window.row(chat.id).locator("a").click()
        delays.append(window.seen() - window.acted())
    return {"open_p50": percentile(delays, 50), "open_p95": percentile(delays, 95)}


def _found(window: Window, chats: Sequence[Told], raw: dict[str, Any]) -> Figures:
    """From the last key of a word until what was found is painted."""
    field = window.page.get_by_role("searchbox", name="Search chats")
    words = {"rare": [it.last for it in chats[:: len(chats) // SEARCHES]], "common": ["the", "and"]}
    words["common"] *= SEARCHES // 2
    outcome: Figures = {}
    for kind, some in words.items():
        delays = raw[f"found_{kind}"] = list[float]()
        for word in some:
            window.watch(FOUND, word)
            field.press_sequentially(word)
            delays.append(window.seen() - window.acted())
            field.fill("")
        outcome[f"found_{kind}_p50"] = percentile(delays, 50)
        outcome[f"found_{kind}_max"] = max(delays)
    return outcome


def _scrolled(window: Window, raw: dict[str, Any]) -> Figures:
    """Each time from the end of the list until more of it is painted."""
    pages, longest = raw["scrolled"] = window.page.evaluate(SCROLL, ROWS)
    return {
        "scroll_p50": percentile(pages, 50),
        "scroll_max": max(pages),
        "scroll_frame": max(longest),
    }
