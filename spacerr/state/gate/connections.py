"""Which connections are accepted. A tab that connects gets a state, which is kept for an hour.
Therefore a signed-out browser gets none, and each user at most TABS.
"""

# pyright: reportPrivateUsage=false

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import parse_qs

import reflex as rx
import structlog
from sqlalchemy.exc import SQLAlchemyError

from spacerr.deps import deps
from spacerr.domain.ids import is_valid_id
from spacerr.domain.limits import TABS
from spacerr.infra.security import cookies
from spacerr.services.accounts import sessions
from spacerr.state.gate import tab_registry
from spacerr.state.gate.gate import KEPT_EVENT, SIGNED_OUT, run_script
from spacerr.timings import REFUSED_TAB_STAYS

log = structlog.get_logger(__name__)

TOO_MANY_TABS = KEPT_EVENT.format("spacerr:too-many-tabs")


class ConnectionFilter:
    """Decides for each connection whether its tab may have a state."""

    def __init__(self, app: rx.App) -> None:
        self._app = app
        self._namespace: Any = app.event_namespace
        self._leaving: set[asyncio.Task[None]] = set()

    def is_real(self, sid: str, environ: object) -> bool:
        """Whether the event comes from the server: a packet can carry the same name."""
        space = self._namespace
        return environ is space.server.get_environ(sid, space.namespace)

    def is_connected(self, sid: str) -> bool:
        """Whether a connection is open: the server reports its end only afterwards."""
        space = self._namespace
        return space.server.manager.is_connected(sid, space.namespace)

    @asynccontextmanager
    async def admitted(self, sid: str, environ: Mapping[str, Any]) -> AsyncGenerator[bool]:
        """Whether a connection may have a state, which is created inside the block. Otherwise its
        page gets the reason and is disconnected. Raises ConnectionRefusedError while the database
        is down.
        """
        if deps().settings.local:
            yield True
            return
        [token, *_] = parse_qs(environ.get("QUERY_STRING", "")).get("token", [""])
        cookie = cookies.sign_in_token(environ.get("HTTP_COOKIE", ""), deps().settings.port)
        try:
            signed = await sessions.identify(deps(), cookie)
        except SQLAlchemyError as error:
            log.warning("connection.refused", reason=type(error).__name__)
            raise ConnectionRefusedError from None  # to which pages answer by trying again
        if signed is None or not is_valid_id(token):
            await self._reject(sid, SIGNED_OUT)
            yield False
        elif not await self._has_capacity(signed.user_id, token):
            log.info("tabs.too_many", user_id=signed.user_id)
            await self._reject(sid, TOO_MANY_TABS)
            yield False
        else:
            with tab_registry.KEPT.connecting(signed.user_id):
                yield True
                # Linked is a new token where the tab's own is in use, and none where the connection
                # has ended meanwhile: its state may have been made all the same.
                linked = self._namespace.sid_to_token.get(sid, token)
                tab_registry.KEPT.use(linked, signed.user_id)

    async def _has_capacity(self, user_id: str, token: str) -> bool:
        """Whether a user may have one more tab. At the limit, a closed tab's state is dropped."""
        tabs = self._namespace._token_manager
        left = tab_registry.KEPT.of(user_id)
        while tab_registry.KEPT.count(user_id, without=token) >= TABS:
            if not left:
                return False
            [oldest, *left] = left
            if oldest != token and not await tabs.is_token_connected(oldest):
                await tab_registry.drop_tab(self._app, user_id, oldest)
        return True

    async def _reject(self, sid: str, why: str) -> None:
        space = self._namespace
        await space.emit("event", run_script(why), to=sid)
        task = asyncio.create_task(self._end(sid))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def _end(self, sid: str) -> None:
        """Disconnect after the page, which would retry at once, has got the reason."""
        space = self._namespace
        connection = space.server.manager.eio_sid_from_sid(sid, space.namespace)
        send = space.server.get_environ(sid, space.namespace)["asgi.send"]
        await asyncio.sleep(REFUSED_TAB_STAYS)
        await space.disconnect(sid)
        await space.server.eio.disconnect(connection)
        with suppress(Exception):  # else it is left open for some pings; the page has closed it
            await send({"type": "websocket.close"})
