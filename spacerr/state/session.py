"""Who a tab belongs to, and whether it is still there."""

from typing import Any

import reflex as rx

from spacerr.deps import deps
from spacerr.domain.account_errors import SignedOut
from spacerr.infra import cookies
from spacerr.services import signing
from spacerr.services.people import LOCAL_USER
from spacerr.services.signing import Signed

_apps: list[rx.App] = []
_known: dict[str, Signed] = {}
KNOWN = 10_000
"""Sign-ins that a process remembers between asking for them and the handler's question."""


def install(app: rx.App) -> None:
    """Remember the app, whose connections tell which tabs are there."""
    _apps[:] = [app]


async def admit(tab: rx.State | Any) -> Signed | None:
    """Who this tab is signed in as, asked anew; None for nobody. Handlers then read `user_of`."""
    digest = _digest(tab)
    signed = await signing.who(deps(), digest)
    if signed is None:
        _known.pop(digest, None)
        return None
    if len(_known) >= KNOWN:
        _known.clear()
    _known[digest] = signed
    return signed


def user_of(tab: rx.State | Any) -> str:
    """The id of the person this tab is signed in as. Raises SignedOut."""
    if deps().settings.local:
        return LOCAL_USER
    signed = _known.get(_digest(tab))
    if signed is None:
        raise SignedOut
    return signed.user_id


def tab_of(tab: rx.State | Any) -> str:
    """The tab's client id, the `source` of what it causes."""
    return tab.router.session.client_token


def connected(tab_id: str) -> bool:
    """Whether this process has a connection to a tab. A follower without one should end: the
    process that has it follows by itself.
    """
    namespace = _apps[0].event_namespace if _apps else None
    if namespace is None:
        return True
    # Its public view copies all tabs of all processes, and this is asked with every few words.
    tabs = namespace._token_manager  # pyright: ignore[reportPrivateUsage]
    socket = tabs.token_to_socket.get(tab_id)
    return socket is not None and socket.instance_id == tabs.instance_id


def _digest(tab: rx.State | Any) -> str:
    return cookies.value_in(tab.router.headers.cookie, deps().settings.port)
