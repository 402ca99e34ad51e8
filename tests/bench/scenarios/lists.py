"""What a person does to chats in one window, until another window shows it; on two workers.

The windows are opened anew several times, so that they are at the same worker and at two.
"""

import time
from collections import defaultdict
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

from tests.bench.browser.watching import Window
from tests.bench.measuring import machine
from tests.bench.measuring.figures import Outcome, percentile
from tests.bench.measuring.text import plain
from tests.bench.stage import Stage
from tests.provider import Script
from tests.server import AppServer

PAIRS = 5
CHATS = 5  # of each pair, with all nine changes to each
REPLY = Script(plain(20), rate=100.0, first_delay=0.5)
MADE_TITLE = "A short title"  # the provider's

ROW = """(({title}) => [...document.querySelectorAll('nav[aria-label=Chats] a[data-chat-id]')]
    .find((it) => it.querySelector('.chat-title').textContent === title))(wanted)"""
LINE = """(({id, pinned, unseen, title}) => {
    const row = document.querySelector(`nav[aria-label=Chats] a[data-chat-id="${id}"]`);
    const group = row?.closest('section').ariaLabel;
    return row && (title === undefined || row.querySelector('.chat-title').textContent === title)
        && (pinned === undefined || (group === 'Pinned') === pinned)
        && (unseen === undefined || row.dataset.unseen === String(unseen));
})(wanted)"""
GONE = '!document.querySelector(`nav[aria-label=Chats] a[data-chat-id="${wanted.id}"]`)'

Delays = dict[str, list[float]]


def lists(stage: Stage, raw: dict[str, Any]) -> Outcome:
    delays: Delays = defaultdict(list)
    with stage.another(2) as server:
        stage.provider.play(REPLY)
        busy, begun = machine.busy(), time.monotonic()
        for pair in range(PAIRS):
            with _two(stage, server) as (here, there):
                _begun(here, there, f"Warm up {pair}")
                for n in range(CHATS):
                    for kind, delay in _changes(here, there, f"Harbour note {pair}.{n}"):
                        delays[kind].append(delay)
        elsewhere = machine.elsewhere(busy, machine.busy(), time.monotonic() - begun)
    raw["spacerr"] = delays
    every = [delay for some in delays.values() for delay in some]
    slowest = {kind: max(some) for kind, some in delays.items()}
    return {
        "spacerr": {
            "changes": len(every),
            "p50": percentile(every, 50),
            "p95": percentile(every, 95),
            "max": max(every),
            "elsewhere": elsewhere,
            **{f"{kind}_p50": percentile(some, 50) for kind, some in delays.items()},
            **{f"{kind}_max": most for kind, most in slowest.items()},
        }
    }


@contextmanager
def _two(stage: Stage, server: AppServer) -> Generator[tuple[Window, Window]]:
    """Windows of two profiles: where somebody acts, and another one."""
    with stage.profile() as here, stage.profile() as there:
        yield Window(here).open(stage, server), Window(there).open(stage, server)


def _begun(here: Window, there: Window, title: str) -> tuple[str, float]:
    """A chat that is begun here, and after how long it was listed there."""
    there.watch(ROW, {"title": title})
    field = here.page.get_by_role("textbox", name="Message")
    field.fill(title)
    field.press("Enter")
    delay = there.seen() - here.acted()
    here.page.wait_for_selector("article[data-role=assistant][data-status=complete]")
    chat_id = here.page.url.rsplit("/", 1)[-1]
    here.page.wait_for_function(f"wanted => {LINE}", arg={"id": chat_id, "title": MADE_TITLE})
    here.page.get_by_role("button", name="New chat").click()
    here.page.wait_for_selector("article", state="detached")
    return chat_id, delay


def _changes(here: Window, there: Window, title: str) -> Iterator[tuple[str, float]]:
    """Nine changes to a chat, each with the milliseconds until it was painted there."""
    chat_id, delay = _begun(here, there, title)
    yield "new", delay

    def by_menu(action: str, condition: str, **wanted: Any) -> float:
        there.watch(condition, {"id": chat_id, **wanted})
        _choose(here, chat_id, action)
        return there.seen() - here.acted()

    there.watch(LINE, {"id": chat_id, "title": title})
    _rename(here, chat_id, title)
    yield "rename", there.seen() - here.acted()
    yield "pin", by_menu("Pin", LINE, pinned=True)
    yield "unseen", by_menu("Mark as unread", LINE, unseen=True)
    yield "seen", by_menu("Mark as read", LINE, unseen=False)
    yield "title", by_menu("Generate a new title", LINE, title=MADE_TITLE)
    yield "archive", by_menu("Archive", GONE)
    there.watch(LINE, {"id": chat_id})
    here.page.get_by_role("button", name="Undo").last.click()
    yield "back", there.seen() - here.acted()
    yield "delete", by_menu("Delete", GONE)


def _choose(window: Window, chat_id: str, action: str) -> None:
    row = window.row(chat_id)
    row.hover()
    row.get_by_role("button", name="More about").click()
    window.page.get_by_role("menuitem", name=action, exact=True).click()


def _rename(window: Window, chat_id: str, title: str) -> None:
    window.row(chat_id).locator("a").press("F2")
    field = window.page.get_by_role("textbox", name="Title")
    field.fill(title)
    field.press("Enter")
