"""The list of chats and projects, kept up to date by the bridge.

The page keeps the list and shows a user's actions at once. This State fetches the list, passes on
the bridge's events, carries the actions out, and reports those that are refused.
"""

from collections.abc import AsyncGenerator, Awaitable, Sequence
from dataclasses import replace
from typing import Any

import reflex as rx
import structlog
from sqlalchemy.exc import SQLAlchemyError

from spacerr.deps import deps
from spacerr.domain.bus_events import SettingsChanged, TeamsChanged, TeamUpdated
from spacerr.domain.errors.base import BadRequest, NewsMissed
from spacerr.domain.ids import new_id
from spacerr.domain.roles import Sharing
from spacerr.infra.backoff import Backoff
from spacerr.infra.redis.bridge import BridgeEntry
from spacerr.infra.redis.client import REDIS_ERRORS
from spacerr.services import access
from spacerr.services.chats import edit, lists, read_state, sharing
from spacerr.services.chats.lists import Scope
from spacerr.services.questions import questions
from spacerr.services.replies import titles
from spacerr.services.teams import teams
from spacerr.state.chat.chat import ChatState
from spacerr.state.chat.views import SharingView
from spacerr.state.effects import Effect
from spacerr.state.gate import session
from spacerr.state.gate.gate import SIGNED_OUT
from spacerr.state.gate.validation import internal
from spacerr.state.sentences import sentence_for
from spacerr.state.sidebar.effects import (
    changes_models,
    changes_waiting,
    find_newest_line,
    get_chat_effect,
    may_bring_back,
)
from spacerr.state.sidebar.views import (
    Cursor,
    ListView,
    NewsView,
    NextPageView,
    RefusedView,
    TeamsView,
    list_view,
    news_view,
    next_page_view,
    parse_cursor,
    teams_view,
)
from spacerr.state.waiting.waiting import WaitingState
from spacerr.state.waiting.waiting import show as show_waiting
from spacerr.timings import HEARTBEAT

log = structlog.get_logger(__name__)

REPEATED = 1
"""Batches of events that are sent again with the newest: React may show only the last of two
updates that arrive together. A page that missed more asks for them.
"""


class SidebarState(rx.State):
    connection: str = ""
    """New with every connection and navigation; the page answers with `follow`."""
    opened: ListView = ListView()
    teams: TeamsView = TeamsView()
    next_page: NextPageView = NextPageView()
    news: list[NewsView] = []
    refused: RefusedView = RefusedView()
    _scope: Scope = Scope()

    @rx.event
    def on_connected(self):
        """The page was opened or has reconnected."""
        self.connection = new_id()

    @rx.event
    def follow(
        self, cursor: dict[str, str], project_id: str, archived: bool, team_id: str = ""
    ) -> Effect:
        """Keep the page's list up to date, from the cursor it has or from a new list."""
        scope = Scope(str(team_id), str(project_id), bool(archived))
        known = parse_cursor(cursor) if scope == self._scope else {}
        self._scope = scope
        return SidebarState.listen(known)

    @rx.event(background=True, supersedes=True)
    @internal
    async def listen(self, cursor: dict[str, str]) -> AsyncGenerator[Effect]:
        """Pass on the bridge's events while the tab is connected."""
        tab, user, tab_session = (
            session.get_tab_id(self),
            session.get_user_id(self),
            session.TabSession(self),
        )
        known, backoff = cursor, Backoff()
        while await tab_session.is_active():
            try:
                if known.keys() != {user, *await access.list_team_ids(deps(), user)}:
                    known, shown = await self._fetch(user)
                    if shown:  # events before the cursor are not sent
                        yield ChatState.catch_up(shown, False)
                await self._show_waiting(user)  # as of the cursor, or later
                async with deps().bridge.subscribe(known) as bridge:
                    while await tab_session.is_active():
                        news = await bridge.next(timeout=HEARTBEAT * 5)
                        backoff.reset()
                        tab_session.handle_events([event for _, _, event in news if event])
                        if news and await tab_session.is_active():
                            known, follow_ups = await self._apply_events(known, news, tab)
                            for follow_up in follow_ups:
                                yield follow_up
                        if any(isinstance(event, TeamsChanged) for _, _, event in news):
                            known = {}
                            break
            except (*REDIS_ERRORS, NewsMissed, SQLAlchemyError) as error:
                log.warning("sidebar.events_missed", reason=type(error).__name__)
                known = {}
                await backoff.pause(error)
        if tab_session.signed_out:
            yield rx.call_script(SIGNED_OUT)

    @rx.event
    async def scroll(self, version: str, at: int, chat_id: str):
        """Load the chats below the last one listed. The page names the list that it shows, because
        this State may not know it.
        """
        try:
            page = await lists.get_next_page(
                deps(), session.get_user_id(self), self._scope, (int(at), str(chat_id))
            )
        except Exception as error:
            self._refuse("", error)
            return
        self.next_page = next_page_view(str(version), page)

    @rx.event
    async def rename(self, chat_id: str, title: str):
        """Rename a chat."""
        user, tab = session.get_user_id(self), session.get_tab_id(self)
        await self._do(chat_id, edit.rename(deps(), user, str(chat_id), str(title), tab))

    @rx.event(background=True)
    async def retitle(self, chat_id: str):
        """Let a model choose a new title, which takes a while."""
        try:
            await titles.renew(deps(), session.get_user_id(self), str(chat_id))
        except Exception as error:
            async with self:
                self._refuse(str(chat_id), error)

    @rx.event
    async def pin(self, chat_id: str, on: bool):
        """Pin or unpin a chat."""
        user, tab = session.get_user_id(self), session.get_tab_id(self)
        await self._do(chat_id, edit.set_pinned(deps(), user, str(chat_id), bool(on), tab))

    @rx.event
    async def archive(self, chat_id: str, on: bool):
        """Archive a chat, or restore it from the archive."""
        user, tab = session.get_user_id(self), session.get_tab_id(self)
        await self._do(chat_id, edit.set_archived(deps(), user, str(chat_id), bool(on), tab))

    @rx.event
    async def move(self, chat_id: str, project_id: str):
        """Move a chat into a project, or out of its project ("")."""
        user, tab = session.get_user_id(self), session.get_tab_id(self)
        work = edit.move(deps(), user, str(chat_id), str(project_id), tab)
        await self._do(chat_id, work)

    @rx.event
    async def share(self, chat_id: str, how: str):
        """Set what the rest of the team may do with a chat."""
        user, tab = session.get_user_id(self), session.get_tab_id(self)
        await self._do(chat_id, _share(user, str(chat_id), str(how), tab))

    @rx.event
    async def mark_seen(self, chat_id: str, seen: bool):
        """Mark a chat as seen or unseen."""
        user, tab = session.get_user_id(self), session.get_tab_id(self)
        await self._do(chat_id, read_state.mark_seen(deps(), user, str(chat_id), bool(seen), tab))

    @rx.event
    async def delete(self, chat_id: str) -> Effect | None:
        """Delete a chat; the tab that shows it opens a new one."""
        user, tab = session.get_user_id(self), session.get_tab_id(self)
        shown = (await self.get_state(ChatState)).chat_id
        done = await self._do(chat_id, edit.delete(deps(), user, str(chat_id), tab))
        return rx.redirect("/chat", replace=True) if done and chat_id == shown else None

    @rx.event
    async def restore(self, chat_id: str) -> Effect | None:
        """Restore a deleted chat."""
        user, tab = session.get_user_id(self), session.get_tab_id(self)
        await self._do(chat_id, edit.restore(deps(), user, str(chat_id), tab))

    async def _fetch(self, user: str) -> tuple[Cursor, str]:
        """Show the current list. Returns the cursor from which its events follow, and the chat that
        is open.

        If the bridge is down, a tab without a list still gets one before the error is raised.
        """
        away, cursor = None, Cursor()
        try:
            cursor = await _position(user)
        except REDIS_ERRORS as error:
            if self.opened.version:
                raise
            away = error
        page = await lists.get_first_page(deps(), user, self._scope)
        projects = await lists.list_projects(deps(), user)
        belongs = await teams.list_teams(deps(), user)
        async with self:
            self.teams = teams_view(new_id(), belongs)
            view = list_view(new_id(), cursor, self._scope, page, projects)
            self.opened = replace(view, me=user, local=deps().settings.local)
            self.news = []
            shown = (await self.get_state(ChatState)).chat_id
        if away is not None:
            raise away
        return cursor, shown

    async def _show_waiting(self, user: str) -> None:
        found = await questions.list_open(deps(), user)
        async with self:
            show_waiting(await self.get_state(WaitingState), found)

    async def _apply_events(
        self, known: Cursor, news: Sequence[BridgeEntry], tab: str
    ) -> tuple[Cursor, list[Effect]]:
        """Pass events on to the list and apply them to the open chat. Raises NewsMissed if the
        bridge no longer has some of them.
        """
        if any(event is None for _, _, event in news):
            raise NewsMissed
        cursor = known | {audience: entry_id for audience, entry_id, _ in news}
        events = [event for _, _, event in news if event is not None]
        updated = any(isinstance(event, TeamUpdated | SettingsChanged) for event in events)
        for event in events:
            if (
                isinstance(event, SettingsChanged) and event.team_id
            ):  # before this process gets the event
                deps().team_cache.forget(event.team_id)
        user = session.get_user_id(self)
        belongs = await teams.list_teams(deps(), user) if updated else None
        waiting = await questions.list_open(deps(), user) if changes_waiting(events) else None
        async with self:
            if belongs is not None:
                self.teams = teams_view(new_id(), belongs)
            if waiting is not None:
                show_waiting(await self.get_state(WaitingState), waiting)
            self.news = [*self.news[-REPEATED:], news_view(known, cursor, events)]
            chat = await self.get_state(ChatState)
            if line := find_newest_line(events, chat.chat_id):
                chat.title = line.title
                chat.sharing = SharingView(line.right.value, line.owner, line.shared.value)
            if any(may_bring_back(event, chat.missing) for event in events):
                return cursor, [ChatState.restored(chat.missing)]
            found = get_chat_effect(events, chat.chat_id, tab)
            fits = [ChatState.fit_model] if changes_models(events, chat.team_id) else []
            return cursor, [*([found] if found else []), *fits]

    async def _do(self, item_id: str, work: Awaitable[Any]) -> bool:
        """Carry out an action. If it is refused, the page gets the reason and undoes it."""
        try:
            await work
        except Exception as error:
            self._refuse(str(item_id), error)
            return False
        return True

    def _refuse(self, item_id: str, error: Exception) -> None:
        kind = type(error).__name__
        self.refused = RefusedView(new_id(), item_id, sentence_for(error), kind)


async def _position(user: str) -> Cursor:
    """The cursor of a user and their teams. Joining a team later is an event itself."""
    cursor = {user: await deps().bridge.position(user)}
    for team_id in await access.list_team_ids(deps(), user):
        cursor[team_id] = await deps().bridge.position(team_id)
    return cursor


async def _share(user: str, chat_id: str, how: str, tab: str) -> None:
    if how not in list(Sharing):
        raise BadRequest
    await sharing.set_sharing(deps(), user, chat_id, Sharing(how), tab)
