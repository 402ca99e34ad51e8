"""Whose a tab is, noted beside what Reflex keeps of it, so that both can be erased together."""

import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache

import reflex as rx
from reflex.state import BaseState

from spacerr.deps import deps
from spacerr.infra.redis import AWAY
from spacerr.timings import TAB_NOTED

_noted: dict[tuple[str, str], float] = {}
KNOWN = 10_000
"""Tabs that a process remembers having noted."""


async def note(tab_id: str, user_id: str) -> None:
    """Somebody is shown something in a tab. Asked with every event, noted once in a while."""
    tab, now, settings = (tab_id, user_id), time.monotonic(), deps().settings
    if settings.local or not settings.shares_tabs:
        return
    if now - _noted.get(tab, -TAB_NOTED) < TAB_NOTED:
        return
    with suppress(*AWAY):
        await deps().tabs.note(user_id, [_key(tab_id, it) for it in _states()])
        _noted.pop(tab, None)
        _noted[tab] = now
        if len(_noted) > KNOWN:
            del _noted[next(iter(_noted))]


def _key(tab_id: str, state: type[BaseState]) -> str:
    return str(rx.BaseStateToken(ident=tab_id, cls=state))


@cache
def _states() -> list[type[BaseState]]:
    """Everything that is kept of a tab."""
    return list(_below(rx.State))


def _below(state: type[BaseState]) -> Iterator[type[BaseState]]:
    yield state
    for below in state.get_substates():
        yield from _below(below)
