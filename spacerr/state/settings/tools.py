"""Settings: the tools that models may use in a team, its servers of tools, and what is asked."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import reflex as rx

from spacerr.deps import deps
from spacerr.domain.errors.teams import OnlyManagers
from spacerr.domain.errors.tool_servers import (
    SignInNotFinished,
    SignInRefused,
    ToolServerUnreachable,
)
from spacerr.services.tools import choice, pins, server_views, servers
from spacerr.state.gate import session
from spacerr.state.sentences import sentence_for
from spacerr.state.settings.section import SectionMixin, toast
from spacerr.state.settings.tool_views import (
    ReviewView,
    ServerView,
    TeamToolView,
    review_view,
    server_tools,
    server_view,
    tool_view,
)
from spacerr.words import tools as words

NOT_SIGNED_IN = {
    it.__name__: it
    for it in (OnlyManagers, SignInNotFinished, SignInRefused, ToolServerUnreachable)
}
"""How a sign-in with a server can end, by what the address of the page says of it."""

REVIEW_CHARS = 60_000
"""Characters of descriptions that are shown at once: they travel in one update."""


class ToolSettingsState(SectionMixin, rx.State):
    tools: list[TeamToolView] = []
    """The built-in ones."""
    servers: list[ServerView] = []
    unfolded: str = ""
    """The server whose tools are listed: one at a time, because there may be thousands."""
    listed: list[TeamToolView] = []
    """Its tools."""
    manages: bool = False
    wrong: str = ""
    """Why something can't be changed."""
    form_open: bool = False
    edited: dict[str, Any] | None = None
    """The server that the form is about; None for a new one."""
    removing: str = ""
    """The title of the question whether a server is to be removed; "" while none is asked."""
    reviewed: str = ""
    """The server whose tools are looked at."""
    reviews: list[ReviewView] = []
    several: bool = False
    """Whether more than one is shown."""
    _removing: str = ""

    @rx.event
    async def open(self, team_id: str):
        """The section comes into view."""
        if self._enter(team_id):
            self._close()
            self.reviewed = self.unfolded = ""
        self.wrong = self._sign_in_problem()
        await self._load()

    @rx.event
    async def switch(self, name: str, on: bool):
        """Turn a tool on or off where the team's chats don't say."""
        user = session.get_user_id(self)
        await self._do(choice.switch_in_team(deps(), user, self.team_id, str(name), bool(on)))

    @rx.event
    async def set_asking(self, name: str, asking: str):
        """Say when a person is asked about a tool."""
        user = session.get_user_id(self)
        await self._do(choice.set_asking(deps(), user, self.team_id, str(name), str(asking)))

    @rx.event
    async def enable(self, server_id: str, on: bool):
        """Turn a server on or off."""
        user = session.get_user_id(self)
        await self._do(servers.set_enabled(deps(), user, self.team_id, str(server_id), bool(on)))

    @rx.event
    async def unfold(self, server_id: str):
        """List the tools of a server, or no longer."""
        self.unfolded = "" if self.unfolded == server_id else str(server_id)
        await self._load()

    @rx.event
    async def add(self):
        """Open the form for a new server."""
        self.form_open, self.edited = True, None

    @rx.event
    async def choose(self, server_id: str, action: str):
        """Do what was chosen from the menu of a server."""
        server = next((it for it in self.servers if it.id == server_id), None)
        if server is None:
            return
        if action == "edit":
            self.form_open, self.edited = True, asdict(server.edited)
        elif action == "remove":
            self._removing, self.removing = server.id, words.remove_title(server.title)

    @rx.event
    async def close(self):
        """Close the form or the question."""
        self._close()
        await self._load()

    @rx.event
    async def remove(self):
        """Remove the server that the question is about."""
        user = session.get_user_id(self)
        await self._do(servers.remove(deps(), user, self.team_id, self._removing))
        if not self.wrong:
            self._close()

    @rx.event
    async def review(self, server_id: str):
        """Show what is new in the descriptions of a server's tools."""
        self.reviewed = str(server_id)
        await self._load()

    @rx.event
    async def decide(self, name: str, use: bool):
        """Use a tool as it is described now, or keep it off."""
        return await self._decide([it for it in self.reviews if it.name == name], use=bool(use))

    @rx.event
    async def use_all(self):
        """Use all tools that are shown as they are described now."""
        return await self._decide(self.reviews, use=True)

    async def _decide(self, seen: Sequence[ReviewView], *, use: bool):
        user, refused = session.get_user_id(self), ""
        try:
            digests = {it.name: it.digest for it in seen}
            await pins.review(deps(), user, self.team_id, self.reviewed, digests, use=use)
        except Exception as error:
            refused = sentence_for(error)
        await self._load()
        return toast(refused, urgent=True) if refused else None

    async def _do(self, change: Any) -> None:
        self.wrong = ""
        try:
            await change
        except Exception as error:
            self.wrong = sentence_for(error)
        await self._load()

    def _sign_in_problem(self) -> str:
        """Why a person who comes back from a service isn't signed in; "" where they are."""
        said = self.router.url.query_parameters.get("sign-in", "")
        if not said:
            return ""
        return sentence_for(NOT_SIGNED_IN.get(said, SignInNotFinished)())

    def _close(self) -> None:
        self.form_open, self.edited, self.wrong = False, None, ""
        self.removing = self._removing = ""

    async def _load(self) -> None:
        user = session.get_user_id(self)
        try:
            known = await choice.get_team_choices(deps(), user, self.team_id)
            found = await server_views.list_servers(deps(), user, self.team_id)
            reviews = await self._list_reviews(user)
        except Exception as error:
            self._fail(error)
            return
        by_name = {it.spec.name: it for it in known}
        self.manages = found.manages
        self.tools = [tool_view(it) for it in known if it.asking is None]
        self.servers = [server_view(it) for it in found.servers]
        unfolded = next((it for it in found.servers if it.id == self.unfolded), None)
        self.listed = server_tools(unfolded, by_name) if unfolded else []
        self.reviews, self.several = reviews, len(reviews) > 1
        if self.edited:
            ids = {it.id: it.edited for it in self.servers}
            self.edited = asdict(ids[self.edited["id"]]) if self.edited["id"] in ids else None
        self._show()

    async def _list_reviews(self, user: str) -> list[ReviewView]:
        if not self.reviewed:
            return []
        found = await server_views.list_reviews(deps(), user, self.team_id, self.reviewed)
        if not found:
            self.reviewed = ""
        room, shown = REVIEW_CHARS, list[ReviewView]()
        for it in found:
            room -= it.size
            if shown and room < 0:
                break
            shown.append(review_view(it))
        return shown
