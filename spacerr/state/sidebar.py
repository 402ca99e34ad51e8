"""The list of chats, kept true by the bridge."""

import asyncio

import reflex as rx
import structlog

from spacerr.deps import deps
from spacerr.domain.bridge import (
    BridgeEvent,
    ChatBranched,
    ChatCreated,
    ChatDeleted,
    ChatUpdated,
    ReplyFinished,
    ReplyStarted,
)
from spacerr.domain.errors import NewsMissed, SpacerrError
from spacerr.infra.bridge import News
from spacerr.infra.redis import AWAY
from spacerr.services import chats
from spacerr.state import session
from spacerr.state.chat import ChatState
from spacerr.state.views import ChatLineView, line_view
from spacerr.timings import HEARTBEAT, RESTART_PAUSE

log = structlog.get_logger(__name__)


class SidebarState(rx.State):
    chats: list[ChatLineView] = []
    running: list[str] = []
    """Ids of chats in which a reply is written. Beside the list: refetching it can't erase them."""
    loaded: bool = False
    renaming: str = ""
    deleting: str = ""
    title_draft: str = ""
    refusal: str = ""

    @rx.event
    async def load(self):
        """Fetch the list, then listen for what changes it."""
        user = session.user_of(self)
        after = await deps().bridge.position(user)
        lines = [line_view(line) for line in await chats.recent(deps(), user)]
        if lines != self.chats:  # an equal list would be sent again, whole
            self.chats = lines
        self.running = await chats.running(deps(), user)
        self.loaded = True
        return SidebarState.listen(after)

    @rx.event(background=True, supersedes=True)
    async def listen(self, after: str):
        """Apply the bridge's events for as long as the tab is there."""
        tab, user = session.tab_of(self), session.user_of(self)
        try:
            async with deps().bridge.subscribe(user, after) as bridge:
                while session.connected(tab):
                    news = await bridge.next(timeout=HEARTBEAT * 5)
                    if not news:
                        continue
                    async with self:
                        self._apply(news)
                        chat = await self.get_state(ChatState)
                        shown = chat.chat_id
                        chat.title = _title(news, shown) or chat.title
                    if _touched(news, tab, shown, ChatBranched):
                        yield ChatState.reopen(shown)
                    elif _touched(news, tab, shown, ReplyStarted, ChatDeleted):
                        yield ChatState.catch_up(shown)
        except (*AWAY, NewsMissed) as error:
            log.warning("listen.bridge_away", reason=type(error).__name__)
            await asyncio.sleep(RESTART_PAUSE)
            yield SidebarState.load

    @rx.event
    def ask_rename(self, chat_id: str):
        line = self._line(chat_id)
        if line is not None:
            self.renaming, self.title_draft, self.refusal = line.id, line.title, ""

    @rx.event
    def ask_delete(self, chat_id: str):
        if self._line(chat_id) is not None:
            self.deleting, self.refusal = chat_id, ""

    @rx.event
    def dismiss(self):
        """Close whichever dialog is open."""
        self.renaming = self.deleting = self.refusal = ""

    @rx.event
    async def rename(self, form: dict[str, str]):
        """Store the title that was typed; a title that can't be stored stays in its field."""
        title = str(form.get("title", ""))
        try:
            await chats.rename(deps(), session.user_of(self), self.renaming, title)
        except SpacerrError as error:
            self.refusal, self.title_draft = str(error), title
            return
        self.renaming = self.refusal = ""

    @rx.event
    async def delete(self):
        """Delete the chat that was asked about; the tab showing it begins a new one."""
        chat_id, self.deleting = self.deleting, ""
        shown = (await self.get_state(ChatState)).chat_id
        try:
            await chats.delete(deps(), session.user_of(self), chat_id, session.tab_of(self))
        except SpacerrError as error:
            self.refusal = str(error)
            return None
        return rx.redirect("/chat", replace=True) if chat_id == shown else None

    def _line(self, chat_id: str) -> ChatLineView | None:
        return next((line for line in self.chats if line.id == chat_id), None)

    def _apply(self, news: list[News]) -> None:
        for _, event in news:
            match event:
                case ChatCreated(chat_id=chat_id, title=title):
                    self._lift(ChatLineView(chat_id, title))
                case ChatUpdated(chat_id=chat_id, title=title):
                    self._entitle(chat_id, title)
                case ChatDeleted(chat_id=chat_id):
                    self.chats = [line for line in self.chats if line.id != chat_id]
                    self._set_running(chat_id, False)
                case ReplyStarted(chat_id=chat_id):
                    self._set_running(chat_id, True)
                    if (line := self._line(chat_id)) is not None:
                        self._lift(line)
                case ReplyFinished(chat_id=chat_id):
                    self._set_running(chat_id, False)
                case ChatBranched() | None:
                    pass

    def _lift(self, line: ChatLineView) -> None:
        if not self.chats or self.chats[0] != line:
            self.chats = [line, *(other for other in self.chats if other.id != line.id)]

    def _entitle(self, chat_id: str, title: str) -> None:
        self.chats = [
            ChatLineView(line.id, title) if line.id == chat_id else line for line in self.chats
        ]

    def _set_running(self, chat_id: str, running: bool) -> None:
        if running != (chat_id in self.running):
            others = [other for other in self.running if other != chat_id]
            self.running = [*others, chat_id] if running else others


def _touched(news: list[News], tab: str, shown: str, *kinds: type[BridgeEvent]) -> bool:
    """Whether another tab did one of these things to the open chat."""
    return any(
        isinstance(event, kinds) and event.chat_id == shown and event.source != tab
        for _, event in news
    )


def _title(news: list[News], shown: str) -> str:
    """The open chat's newest title, if it got one."""
    titles = [
        event.title
        for _, event in news
        if isinstance(event, ChatUpdated) and event.chat_id == shown
    ]
    return titles[-1] if titles else ""
