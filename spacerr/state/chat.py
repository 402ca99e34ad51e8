"""The open chat: which one, what it shows, and what its buttons do."""

import reflex as rx
import structlog

from spacerr.deps import deps
from spacerr.domain.errors import ChatNotFound, SpacerrError, StorageUnavailable
from spacerr.domain.ids import new_id
from spacerr.domain.status import ACTIVE
from spacerr.services import chats, stopping, studio, turns
from spacerr.state import session
from spacerr.state.effects import Effect
from spacerr.state.live import LiveState
from spacerr.state.views import (
    MessageView,
    ModelView,
    OlderView,
    OpenedView,
    RefusalView,
    message_view,
    model_view,
    opened_view,
)

log = structlog.get_logger(__name__)


class ChatState(rx.State):
    chat_id: str = ""
    title: str = ""
    missing: bool = False
    opened: OpenedView = OpenedView()
    older: OlderView = OlderView()
    turn: list[MessageView] = []
    """The newest question and its reply: small, so that sending never repeats the whole thread."""
    running_id: str = ""
    accepted: str = ""
    refusal: RefusalView = RefusalView()
    models: list[ModelView] = []
    model: str = ""
    _just_made: str = ""

    @rx.event
    async def open(self) -> Effect | None:
        """Show the chat in the URL, and go on with a reply that is still running."""
        wanted = _chat_in(self.router.url.path)
        await self._offer_models()
        if wanted and wanted == self._just_made:
            self._just_made = ""
            return None
        self.missing = False
        if not wanted:
            self._begin_new()
            return None
        return await self._show(wanted)

    @rx.event
    async def send(self, text: str, request_id: str) -> list[Effect] | None:
        """Send what was typed. The composer keeps it until `accepted` names the request."""
        request = self._request(request_id)
        if isinstance(request, str):
            return self._refuse(request_id, request)
        try:
            turn = await turns.send(deps(), request, self.chat_id, str(text))
        except Exception as error:
            return self._refuse(request_id, _sentence(error))
        self.accepted = request_id
        return self._shown(turn)

    @rx.event
    async def retry(self, reply_id: str, request_id: str) -> list[Effect] | None:
        """Answer the last question again."""
        request = self._request(request_id)
        if isinstance(request, str):
            return self._refuse(request_id, request)
        try:
            turn = await turns.retry(deps(), request, str(reply_id))
        except Exception as error:
            return self._refuse(request_id, _sentence(error))
        return self._shown(turn)

    @rx.event
    async def stop(self, units: int):
        """Stop the running reply at what this tab shows of it, in UTF-16 units."""
        if not self.running_id:
            return
        try:
            shown = max(0, int(units))
            await stopping.stop(deps(), session.user_of(self), self.running_id, shown)
        except Exception as error:
            self._refuse("", _sentence(error))

    @rx.event
    async def settled(self, reply_id: str):
        """A reply has ended: show it as it was stored."""
        if self.running_id == reply_id:
            await self._refresh(self.chat_id)

    @rx.event
    async def catch_up(self, chat_id: str) -> Effect | None:
        """Another tab has changed this chat: show its newest turn and follow what runs."""
        if chat_id == self.chat_id:
            return await self._refresh(chat_id)
        return None

    @rx.event
    async def gap(self, reply_id: str) -> Effect:
        """The page missed a piece of a running reply: read it again from the beginning."""
        return LiveState.follow(str(reply_id))

    @rx.event
    async def load_older(self, before: str):
        """Somebody scrolled up: the messages above those shown."""
        try:
            shown = await chats.thread(
                deps(), session.user_of(self), self.chat_id, before=str(before)
            )
        except SpacerrError:
            return
        views = [message_view(row) for row in shown.messages]
        self.older = OlderView(self.chat_id, str(before), shown.earlier, views)

    @rx.event
    async def choose_model(self, model: str):
        """The model of the next reply."""
        if any(model == known.id for known in self.models):
            self.model = model

    def _request(self, request_id: str) -> turns.Request | str:
        try:
            return turns.Request(
                session.user_of(self), str(request_id), session.tab_of(self), self.model
            )
        except SpacerrError as error:
            return str(error)

    def _begin_new(self) -> None:
        self.chat_id = self.title = self.running_id = ""
        self.opened, self.turn = OpenedView(version=new_id()), []
        if all(self.model != known.id for known in self.models):
            self.model = self.models[0].id if self.models else ""

    async def _show(self, chat_id: str) -> Effect | None:
        try:
            shown = await chats.thread(deps(), session.user_of(self), chat_id)
        except ChatNotFound:
            self.missing, self.chat_id, self.running_id = True, "", ""
            return None
        self.chat_id, self.title = chat_id, shown.chat.title
        self.model = shown.chat.model or self.model
        self.turn, self.opened = [], opened_view(shown, version=new_id())
        self.running_id = shown.running.id if shown.running else ""
        return LiveState.follow(self.running_id) if self.running_id else None

    async def _refresh(self, chat_id: str) -> Effect | None:
        try:
            shown = await chats.thread(deps(), session.user_of(self), chat_id, limit=2)
        except ChatNotFound:
            self.missing = True
            return None
        self.turn = [message_view(row) for row in shown.messages]
        running = shown.running.id if shown.running else ""
        started = running and running != self.running_id
        self.running_id, self.title = running, shown.chat.title
        return LiveState.follow(running) if started else None

    def _shown(self, turn: turns.Turn) -> list[Effect]:
        """Show a turn that was just begun, and follow it."""
        self.refusal = RefusalView()
        self.turn = [message_view(turn.question), message_view(turn.reply)]
        self.running_id = turn.reply.id if turn.reply.status in ACTIVE else ""
        follow: list[Effect] = [LiveState.follow(turn.reply.id)] if self.running_id else []
        if turn.chat.id == self.chat_id:
            return follow
        self.chat_id, self.title, self._just_made = turn.chat.id, turn.chat.title, turn.chat.id
        return [*follow, rx.redirect(f"/chat/{turn.chat.id}", replace=True)]

    def _refuse(self, request_id: str, sentence: str) -> None:
        self.refusal = RefusalView(request_id, sentence)

    async def _offer_models(self) -> None:
        self.models = [model_view(model) for model in await studio.choices(deps())]
        if not self.model:
            self.model = await studio.default_model(deps())


def _chat_in(path: str) -> str:
    """The chat's id in `/chat/{id}`; "" for a new chat."""
    return path.removeprefix("/chat").strip("/")


def _sentence(error: Exception) -> str:
    if isinstance(error, SpacerrError):
        return str(error)
    log.error("state.failed", exc_info=error)
    return str(StorageUnavailable())
