"""Tabs without a browser: send events in, read what the page would be sent.

The one file that knows how Reflex processes events. When Reflex changes, change this.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import AsyncMock, patch

import reflex as rx
from reflex.app_mixins.middleware import MiddlewareMixin
from reflex.constants.state import FIELD_MARKER
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken
from reflex.utils.format import json_dumps
from reflex_base.event import Event
from reflex_base.event.context import EventContext
from reflex_base.event.processor import BaseStateEventProcessor

from spacerr.state.gate.gate import Gate
from tests.support.people.replies import PATIENCE

CALL = "_call_script"


class Browser:
    """Tabs in one process."""

    def __init__(self, processor: Any, manager: StateManagerMemory) -> None:
        self.processor, self.manager = processor, manager
        self.tabs: dict[str, Tab] = {}

    def tab(self, name: str, path: str = "/chat", cookie: str = "") -> "Tab":
        self.tabs[name] = Tab(self, name, path, cookie)
        return self.tabs[name]


class Tab:
    """`path` is what its address bar shows, `cookie` what Reflex gets to see of its browser's."""

    def __init__(self, browser: Browser, name: str, path: str, cookie: str) -> None:
        self._browser, self.name, self.path, self.cookie = browser, name, path, cookie
        self._deltas: list[dict[str, Any]] = []
        self._told: list[Event] = []
        self.moved = asyncio.Event()

    async def do(self, handler: Any, **payload: Any) -> None:
        """Fire an event handler, as a click would, and wait until it is through."""
        async with asyncio.timeout(PATIENCE):
            await (await self.send(handler, **payload))

    async def send(self, handler: Any, **payload: Any) -> Any:
        """Fire an event handler, as a click would; it and what follows it go on by themselves."""
        spec = handler if isinstance(handler, str) else _name(handler)
        router = {
            "pathname": self.path,
            "asPath": self.path,
            "token": self.name,
            "query": {},
            "headers": {"cookie": self.cookie},
        }
        event = Event(name=spec, payload=payload, router_data=router)
        return await self._browser.processor.enqueue(self.name, event)

    async def until(self, state: type[rx.State], reached: Any) -> Any:
        """Wait until a state of this tab is as wanted; that state."""
        async with asyncio.timeout(PATIENCE):
            while True:
                self.moved.clear()
                found = await self.state(state)
                if reached(found):
                    return found
                await self.moved.wait()

    async def state(self, state: type[rx.State]) -> Any:
        key = BaseStateToken(ident=self.name, cls=state)
        async with self._browser.manager.modify_state(key) as root:
            return await root.get_state(state)

    def sent(self, state: type[rx.State], var: str) -> list[Any]:
        """Every value the page was sent for a var, in order."""
        name, key = state.get_full_name(), var + FIELD_MARKER
        return [delta[name][key] for delta in self._deltas if key in delta.get(name, {})]

    def acted_on(self, state: type[rx.State], var: str) -> list[Any]:
        """Every value the page acts on, in order: Reflex skips one that equals the last."""
        values = self.sent(state, var)
        return [value for at, value in enumerate(values) if not at or value != values[at - 1]]

    def deltas(self, state: type[rx.State]) -> list[dict[str, Any]]:
        """Every update the page was sent for a state, in order, by the names of its vars."""
        name = state.get_full_name()
        return [
            {var.removesuffix(FIELD_MARKER): value for var, value in delta[name].items()}
            for delta in self._deltas
            if name in delta
        ]

    def updates(self) -> list[int]:
        """The size of every update so far, in bytes as they are sent."""
        return [len(json_dumps(delta).encode()) for delta in self._deltas]

    def scripts(self) -> list[str]:
        """Every script the page was sent to run, in order."""
        return [str(event.payload) for event in self._told if event.name == CALL]

    def be_told(self, events: Iterable[Event]) -> None:
        self._told += events
        self.moved.set()

    def receive(self, delta: dict[str, Any]) -> None:
        self._deltas.append(dict(delta))
        self.moved.set()


def _name(handler: Any) -> str:
    return f"{handler.state_full_name}.{handler.fn.__name__}"


@asynccontextmanager
async def a_browser() -> AsyncGenerator[Browser]:
    """Its tabs' events pass the gate, as the app's do."""
    app = MiddlewareMixin()
    app.add_middleware(Gate())
    failures: list[Exception] = []
    manager = StateManagerMemory()
    processor = BaseStateEventProcessor(
        middleware=app, backend_exception_handler=failures.append, graceful_shutdown_timeout=0.1
    )
    browser = Browser(processor, manager)

    async def emit_delta(token: str, delta: Any) -> None:
        browser.tabs[token].receive(delta)

    async def emit_event(token: str, *events: Any) -> None:
        browser.tabs[token].be_told(events)

    processor._root_context = EventContext(
        token="",
        state_manager=manager,
        enqueue_impl=processor.enqueue_many,
        emit_delta_impl=emit_delta,
        emit_event_impl=emit_event,
    )
    with patch.object(BaseStateEventProcessor, "_rehydrate", AsyncMock()):
        async with processor:
            yield browser
    await manager.close()
    assert failures == []
