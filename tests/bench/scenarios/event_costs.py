"""What one event costs a page, of those that change a row and of those that move one."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from spacerr.deps import Deps
from spacerr.services.accounts.people import LOCAL_USER
from spacerr.services.chats import edit
from tests.bench.browser.watching import Window
from tests.bench.measuring import in_process
from tests.bench.measuring.figures import Figures
from tests.bench.scenarios.many_chats import Told

EVENTS = 20
PAUSE = 0.25  # seconds between two events

Change = Callable[[Deps, Told], Awaitable[Any]]


def event_costs(window: Window, data: Path, chats: Sequence[Told], raw: dict[str, Any]) -> Figures:
    """The page's main thread, in milliseconds for each event beyond what it needs without any,
    which is that of drawing frames, per second.
    """
    some = chats[:: len(chats) // EVENTS][:EVENTS]
    changes: dict[str, Change] = {
        "rest": lambda _d, _chat: asyncio.sleep(0),
        "rename": lambda d, it: edit.rename(d, LOCAL_USER, it.id, f"Renamed {it.title}"),
        "pin": lambda d, it: edit.set_pinned(d, LOCAL_USER, it.id, on=True),
    }
    costs = raw["events"] = {
        kind: _cost(window, data, some, change) for kind, change in changes.items()
    }
    return {"rest": costs["rest"]["Task"] / PAUSE} | {
        f"{kind}_{part.lower()}": costs[kind][part] - costs["rest"][part]
        for kind in ("rename", "pin")
        for part in ("Script", "Task")
    }


def _cost(window: Window, data: Path, chats: Sequence[Told], change: Change) -> dict[str, float]:
    async def all_of_them(d: Deps) -> None:
        for chat in chats:
            await change(d, chat)
            await asyncio.sleep(PAUSE)

    before = window.thread()
    in_process.run(data, all_of_them)
    after = window.thread()
    return {name: 1000 * (after[name] - before[name]) / len(chats) for name in after}
