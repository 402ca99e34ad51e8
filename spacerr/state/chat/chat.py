"""The open chat: its messages, and the handlers of its buttons."""

from collections.abc import Awaitable, Callable

import reflex as rx
from reflex.state import _override_base_method  # pyright: ignore[reportPrivateUsage]

from spacerr.deps import deps
from spacerr.domain.errors.chats import ChatNotFound
from spacerr.domain.errors.team_models import NotOffered
from spacerr.domain.ids import new_id
from spacerr.domain.roles import Right
from spacerr.services.chats import branches, pins, threads
from spacerr.services.chats.threads import Thread
from spacerr.services.replies import turns, waiting
from spacerr.state.chat import reply_events
from spacerr.state.chat.followed import followed_by
from spacerr.state.chat.questions import QuestionsMixin
from spacerr.state.chat.tools import ToolsMixin
from spacerr.state.chat.views import (
    MessageView,
    OpenedView,
    RefusalView,
    SharingView,
    message_view,
    message_views,
    opened_view,
)
from spacerr.state.effects import Effect
from spacerr.state.gate import session
from spacerr.state.gate.validation import internal
from spacerr.state.sentences import sentence_for


class ChatState(ToolsMixin, QuestionsMixin, rx.State):
    title: str = ""
    missing: str = ""
    """The id of the chat in the URL, where that doesn't exist: it may still be restored."""
    lost: str = ""
    """The id of a chat that its owner no longer shares, where this tab had shown it."""
    sharing: SharingView = SharingView()
    opened: OpenedView = OpenedView()
    turn: list[MessageView] = []
    """The newest question and its reply, behind the switches that lead to them: small, so that
    sending never repeats the whole thread."""
    pinned: list[str] = []
    """The ids of the open chat's pinned messages."""
    running_id: str = ""
    accepted: str = ""
    answered: str = ""
    _just_made: str = ""
    """A chat that was created in this tab, until its address is opened: it is shown already."""
    _begun_by: str = ""
    """The request that created the open chat, while the page may have no address for it yet."""

    @classmethod
    @_override_base_method
    def get_name(cls) -> str:
        return reply_events.CHAT

    @rx.event
    @internal
    async def open(self) -> Effect | None:
        """Show the chat in the URL, and follow its running reply."""
        wanted = _chat_in(self.router.url.path)
        made, self._just_made = self._just_made, ""
        return None if wanted and wanted == made else await self._open(wanted)

    @rx.event
    async def send(
        self, text: str, request_id: str, where: dict[str, str] | None = None
    ) -> list[Effect] | None:
        """Send what was typed; the composer keeps it until `accepted` names the request. `where`:
        the `chat`, which may not be open yet, or the `project` or `team` of a new one. If the
        request `begun_by` has created the open chat, it is sent there.
        """
        at = where or {}
        begun = self._begun_by and self._begun_by == at.get("begun_by")
        wanted = self.chat_id if begun else at.get("chat", "")
        place = turns.Place(at.get("team", ""), at.get("project", ""))
        try:
            follow = await self._open(wanted) if wanted != self.chat_id else None
        except Exception as error:
            self._refuse(str(request_id), sentence_for(error))
            return None
        effects = await self._ask(
            request_id, lambda it: turns.send(deps(), it, wanted, str(text), place)
        )
        return [*([follow] if follow else []), *(effects or [])]

    @rx.event
    async def edit(self, message_id: str, text: str, request_id: str) -> list[Effect] | None:
        """Add another version of an earlier question, and start a reply to it."""
        return await self._ask(
            request_id, lambda it: turns.edit(deps(), it, str(message_id), str(text))
        )

    @rx.event
    async def regenerate(self, reply_id: str, request_id: str) -> list[Effect] | None:
        """Start another version of a reply."""
        return await self._ask(request_id, lambda it: turns.regenerate(deps(), it, str(reply_id)))

    @rx.event
    async def go_on(self, reply_id: str, request_id: str) -> list[Effect] | None:
        """Continue a reply that was cut short."""
        return await self._ask(
            request_id, lambda it: turns.continue_reply(deps(), it, str(reply_id))
        )

    @rx.event
    async def choose_version(self, message_id: str) -> Effect | None:
        """Show another version of a message, and the branch below it."""
        try:
            user, tab = session.get_user_id(self), session.get_tab_id(self)
            chat_id = await branches.choose(deps(), user, str(message_id), tab)
        except Exception as error:
            self._refuse("", sentence_for(error))
            return None
        return await self._show(chat_id) if chat_id == self.chat_id else None

    @rx.event
    async def pin(self, message_id: str, on: bool) -> Effect | None:
        """Pin a message, or unpin it."""
        user, tab = session.get_user_id(self), session.get_tab_id(self)
        try:
            chat_id = await pins.set_pinned(deps(), user, str(message_id), bool(on), tab)
        except Exception as error:
            self._refuse("", sentence_for(error))
            return None
        return await self._refresh(chat_id, again=False) if chat_id == self.chat_id else None

    @rx.event
    async def stop(self, units: int):
        """Stop the running reply at the length that this tab shows, in UTF-16 units; below 0, where
        this tab doesn't show it, at the length written so far.
        """
        if not self.running_id:
            return
        try:
            shown = None if int(units) < 0 else int(units)
            await waiting.stop(deps(), session.get_user_id(self), self.running_id, shown)
        except Exception as error:
            self._refuse("", sentence_for(error))

    @rx.event
    @internal
    async def settled(self, reply_id: str) -> Effect | None:
        """A reply has ended: show it as it was stored."""
        # Where the next turn has begun already, the reply stands above it.
        messages = 2 if reply_id == self.running_id else 4
        shown = self.chat_id
        return await self._refresh(shown, messages, ended=reply_id) if shown else None

    @rx.event
    @internal
    async def catch_up(self, chat_id: str, again: bool = True) -> Effect | None:
        """Another tab may have changed this chat: show its newest turn, follow its running reply.
        `again`: send also what was sent before, which a tab that was away may have missed.
        """
        shown = self.chat_id and chat_id == self.chat_id
        return await self._refresh(self.chat_id, again=bool(again)) if shown else None

    @rx.event
    async def reopen(self, chat_id: str) -> Effect | None:
        """Another branch was chosen: show the chat again."""
        shown = self.chat_id and chat_id == self.chat_id
        return await self._show(self.chat_id) if shown else None

    @rx.event
    async def resume(self, chat_id: str, asked: str) -> Effect | None:
        """The user came back to this tab: answer, so that the page knows the connection works, and
        show the chat as it is now.
        """
        self.answered = str(asked)
        if self.missing:
            return await self._open(self.missing)
        return await self.catch_up(str(chat_id), True)

    @rx.event
    @internal
    async def restored(self, chat_id: str) -> Effect | None:
        """Show a chat that was missing and exists again."""
        return await self._open(self.missing) if chat_id and chat_id == self.missing else None

    @rx.event
    async def gap(self, reply_id: str) -> Effect:
        """The page missed a part of a running reply: read it again from the beginning."""
        return reply_events.follow(str(reply_id))

    async def _ask(
        self, request_id: str, begin: Callable[[turns.Request], Awaitable[turns.Turn]]
    ) -> list[Effect] | None:
        try:
            user, tab = session.get_user_id(self), session.get_tab_id(self)
            tools = None if self.chat_id else self._tools_of_chat
            asked = turns.Request(user, str(request_id), tab, self.model, self.agent.id, tools)
            turn = await begin(asked)
        except Exception as error:
            self._refuse(str(request_id), sentence_for(error))
            if isinstance(error, NotOffered):
                await self._fit_model()
            return None
        self.accepted, self._agent_of_chat = str(request_id), turn.chat.agent_id or ""
        return await self._shown(turn)

    async def _open(self, chat_id: str) -> Effect | None:
        """Show a chat; "" is a new one."""
        self.missing = ""
        if chat_id:
            return await self._show(chat_id)
        self._begin_new()
        await self._fit_model()
        return None

    def _begin_new(self) -> None:
        if self.chat_id:  # otherwise the user may just have chosen an agent
            self._take_agent(None)
            self._chosen = ""
        self._agent_of_chat, self._tools_of_chat = "", {}
        self.chat_id = self.title = self.team_id = self.running_id = self._begun_by = ""
        self.opened, self.sharing = OpenedView(version=new_id()), SharingView()
        self.turn, self.pinned = [], []

    async def _show(self, chat_id: str) -> Effect | None:
        try:
            shown = await threads.get_thread(deps(), session.get_user_id(self), chat_id)
        except ChatNotFound:
            return self._miss(chat_id)
        self.chat_id, self._begun_by = chat_id, ""
        self._describe(shown)
        await self._answered_by(shown.chat, opened=True)
        self.model, self._chosen = shown.chat.model, ""
        self._take_tools(shown.chat)
        await self._fit_model()
        self.turn, self.opened = [], opened_view(shown, version=new_id())
        self.running_id = shown.running
        return reply_events.follow(shown.running) if shown.running else None

    async def _refresh(
        self, chat_id: str, messages: int = 2, *, again: bool = True, ended: str = ""
    ) -> Effect | None:
        """Show a chat's newest messages, and follow its running reply, unless it just `ended`."""
        user = session.get_user_id(self)
        try:
            shown = await threads.get_thread(deps(), user, chat_id, limit=messages)
        except ChatNotFound:
            return self._miss(chat_id)
        views = message_views(shown)
        if again or views != [*self.opened.messages, *self.turn][-len(views) :]:
            self.turn = views
        self._describe(shown)
        await self._answered_by(shown.chat, opened=False)
        await self._show_tools(shown.chat)
        self.running_id = shown.running
        if shown.running in ("", ended, followed_by(session.get_tab_id(self))):
            return None
        return reply_events.follow(shown.running)

    async def _shown(self, turn: turns.Turn) -> list[Effect]:
        """Show a turn that was just started, and follow its reply."""
        self.refusal = RefusalView()
        version = turn.reply.client_request_id or turn.question.meta or not turn.fresh
        if version or self.running_id:
            # How many versions there are, and how the reply before ended, the services know.
            follow = await self._refresh(turn.chat.id, 4 if self.running_id else 2)
            effects: list[Effect] = [follow] if follow else []
        else:
            self.turn = [message_view(row) for row in turn.shown]
            self.running_id = turn.reply.id
            effects = [reply_events.follow(turn.reply.id)]
        if turn.chat.id == self.chat_id:
            return effects
        self.chat_id, self.title, self._just_made = turn.chat.id, turn.chat.title, turn.chat.id
        self._begun_by = turn.question.client_request_id or ""
        self.team_id, self._chosen = turn.chat.team_id, ""
        return [*effects, rx.redirect(f"/chat/{turn.chat.id}", replace=True)]

    def _describe(self, shown: Thread) -> None:
        self.title, self.team_id = shown.chat.title, shown.chat.team_id
        sharing = SharingView(shown.right.value, shown.owner, shown.chat.shared)
        if sharing != self.sharing:
            self.sharing = sharing
        if self.pinned != shown.pinned:
            self.pinned = list(shown.pinned)

    def _miss(self, chat_id: str) -> Effect:
        """Drop all state of a chat that the user can't see, or no longer."""
        if chat_id == self.chat_id and self.sharing.right < Right.OWN:
            self.lost = chat_id
        self.missing = chat_id
        self._begin_new()
        self._forget_behind()
        return reply_events.follow("")


def _chat_in(path: str) -> str:
    """The chat's id in `/chat/{id}`; "" for a new chat."""
    return path.removeprefix("/chat").strip("/")
