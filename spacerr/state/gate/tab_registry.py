"""Registers the user of each tab beside the state that Reflex keeps, so that both can be erased
together and a user's tabs can be limited.
"""

# pyright: reportPrivateUsage=false

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from functools import cache

import reflex as rx
from cachetools import TTLCache
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.redis import StateManagerRedis
from reflex.state import BaseState

from spacerr.deps import deps
from spacerr.infra.redis.client import REDIS_ERRORS
from spacerr.state.gate.kept_tabs import KeptTabs
from spacerr.timings import TAB_KEPT, TAB_RECORDED

KEPT = KeptTabs(TAB_KEPT)
"""The tabs whose state this process created or used last."""
KNOWN = 10_000
"""The most tabs that a process remembers as registered."""
_noted: TTLCache[tuple[str, str], None] = TTLCache(KNOWN, TAB_RECORDED)


async def register(tab_id: str, user_id: str) -> None:
    """Register a tab as in use. Called with every event; written to Redis once in a while."""
    tab, settings = (tab_id, user_id), deps().settings
    if settings.local:
        return
    KEPT.use(tab_id, user_id)
    if not settings.shares_tabs:
        return
    if tab in _noted:
        return
    with suppress(*REDIS_ERRORS):
        await deps().tabs.record(user_id, [_key(tab_id, it) for it in _states()])
        _noted[tab] = None


async def drop_tab(app: rx.App, user_id: str, tab_id: str) -> None:
    """Delete the state of a tab. While Redis is down, the state expires by itself."""
    KEPT.forget(tab_id)
    manager = app.state_manager
    if isinstance(manager, StateManagerMemory):
        manager._purge_token(rx.BaseStateToken(ident=tab_id, cls=rx.State))
    if isinstance(manager, StateManagerRedis):
        if lease := manager._local_leases.get(tab_id):  # its state is written back first
            lease.cancel()
            await asyncio.gather(lease, return_exceptions=True)
        with suppress(*REDIS_ERRORS):
            await deps().tabs.remove(user_id, [_key(tab_id, it) for it in _states()])


def _key(tab_id: str, state: type[BaseState]) -> str:
    return str(rx.BaseStateToken(ident=tab_id, cls=state))


@cache
def _states() -> list[type[BaseState]]:
    """All State classes of a tab."""
    return list(_with_substates(rx.State))


def _with_substates(state: type[BaseState]) -> Iterator[type[BaseState]]:
    yield state
    for below in state.get_substates():
        yield from _with_substates(below)
