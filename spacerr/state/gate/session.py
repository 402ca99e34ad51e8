"""The session of a tab: its user, and whether the tab is still connected."""

import time
from collections.abc import Sequence
from typing import Any

import reflex as rx
from cachetools import LRUCache
from sqlalchemy.exc import SQLAlchemyError

from spacerr.deps import deps
from spacerr.domain.bus_events import BridgeEvent, SignInEnded
from spacerr.domain.errors.accounts import SignedOut
from spacerr.infra.security import cookies
from spacerr.services.accounts import sessions
from spacerr.services.accounts.people import LOCAL_USER
from spacerr.services.accounts.sessions import Identity
from spacerr.state.gate import tab_registry
from spacerr.timings import SIGN_IN_CHECKED

KNOWN = 10_000
"""The most identities, and the most ended sign-ins, that a process remembers."""

_apps: list[rx.App] = []
_known: LRUCache[str, Identity] = LRUCache(KNOWN)
_ended: LRUCache[str, None] = LRUCache(KNOWN)


def install(app: rx.App) -> None:
    """Store the app: its connections are the tabs that exist."""
    _apps[:] = [app]


async def authenticate(tab: rx.State | Any) -> Identity | None:
    """The identity of a tab, read from the database; None if signed out. Handlers then call
    `get_user_id`.
    """
    digest = _digest(tab)
    signed = await sessions.identify(deps(), digest)
    if signed is None:
        _known.pop(digest, None)
        return None
    _known[digest] = signed
    return signed


def get_user_id(tab: rx.State | Any) -> str:
    """The id of the tab's user. Raises SignedOut."""
    return _signed(tab).user_id


def sign_in_of(tab: rx.State | Any) -> str:
    """The id of this tab's session; "" on a server without sign-in. Raises SignedOut."""
    return _signed(tab).sign_in_id


def get_tab_id(tab: rx.State | Any) -> str:
    """The tab's client id, the `source` of what it causes."""
    return tab.router.session.client_token


def is_connected(tab_id: str) -> bool:
    """Whether this process has a connection to a tab. A follower without one should end, because
    the process that has the connection starts its own.
    """
    namespace = _apps[0].event_namespace if _apps else None
    if namespace is None:
        return True
    # Its public view copies all tabs of all processes, and this is called with every update.
    tabs = namespace._token_manager  # pyright: ignore[reportPrivateUsage]
    socket = tabs.token_to_socket.get(tab_id)
    return socket is not None and socket.instance_id == tabs.instance_id


class TabSession:
    """Whether a tab is still connected and signed in, for background handlers, which the gate does
    not check again.
    """

    def __init__(self, tab: rx.State | Any) -> None:
        """Raises SignedOut."""
        self._tab, self._digest, self._signed = get_tab_id(tab), _digest(tab), _signed(tab)
        self._asked = time.monotonic()
        self.signed_out = False

    async def is_active(self) -> bool:
        """Whether the tab may still be shown anything."""
        self.signed_out = self.signed_out or await self._has_ended()
        if self.signed_out or not is_connected(self._tab):
            return False
        await tab_registry.register(self._tab, self._signed.user_id)
        return True

    def handle_events(self, events: Sequence[BridgeEvent]) -> None:
        """Apply the bridge's events about sign-ins to all handlers of this tab."""
        ended = [
            ended_id
            for event in events
            if isinstance(event, SignInEnded)
            for ended_id in event.sign_in_ids
        ]
        if self._signed.sign_in_id in ended:
            _ended[self._digest] = None

    async def _has_ended(self) -> bool:
        if self._digest in _ended:
            return True
        if not self._signed.sign_in_id or time.monotonic() - self._asked < SIGN_IN_CHECKED:
            return False
        self._asked = time.monotonic()
        try:
            return await sessions.identify(deps(), self._digest) is None
        except SQLAlchemyError:
            return False


def _signed(tab: rx.State | Any) -> Identity:
    if deps().settings.local:
        return Identity(LOCAL_USER)
    signed = _known.get(_digest(tab))
    if signed is None:
        raise SignedOut
    return signed


def _digest(tab: rx.State | Any) -> str:
    return cookies.sign_in_token(tab.router.headers.cookie, deps().settings.port)
