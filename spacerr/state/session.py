"""Who a tab belongs to, and whether it is still there."""

from typing import Any

import reflex as rx

from spacerr.services.people import LOCAL_USER

_apps: list[rx.App] = []


def install(app: rx.App) -> None:
    """Remember the app, whose connections tell which tabs are there."""
    _apps[:] = [app]


def user_of(_tab: rx.State) -> str:
    """The id of the person this tab is signed in as: in local mode, the one at this machine."""
    return LOCAL_USER


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
