"""Every way to ask: send, edit, regenerate, continue. Nothing that was said is ever overwritten."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.bus_events import ChatCreated
from spacerr.domain.errors.replies import (
    EmptyMessage,
    MessageTooLong,
    NothingToContinue,
    NothingToEdit,
    NothingToRegenerate,
    TurnRunning,
)
from spacerr.domain.limits import MESSAGE_CHARS, TITLE_CHARS, TITLE_WORDS
from spacerr.domain.roles import Right
from spacerr.domain.status import ACTIVE, CONTINUABLE, Role, Status, TitleSource
from spacerr.domain.tables import Chat, Message
from spacerr.domain.text import clean, first_words, width
from spacerr.services.access import (
    access_chat,
    access_message,
    access_project,
    chosen_team,
    message_of,
)
from spacerr.services.chats import search, transitions
from spacerr.services.events import announce_chat
from spacerr.services.models import catalog
from spacerr.services.replies.start import (
    Branch,
    Request,
    Turn,
    attach_reply,
    choose_agent,
    committing,
    launch,
    once_per_request,
    said,
    still,
)
from spacerr.services.usage import quotas

__all__ = ["Place", "Request", "Turn", "edit", "go_on", "regenerate", "send"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new chat begins: in a project, else in a team, else in the person's first team."""

    team_id: str = ""
    project_id: str = ""


async def send(d: Deps, request: Request, chat_id: str, text: str, place: Place = Place()) -> Turn:
    """Store a message and start its reply; `chat_id` "" begins a new chat.

    Raises EmptyMessage, MessageTooLong, ChatNotFound, ReadOnlyChat, ProjectNotFound, TeamNotFound,
    TurnRunning, ModelDisabled, ModelGone, QuotaReached.
    """
    text = _checked(text)

    async def attempt() -> Turn:
        team_id, before = await _place(d, request.user_id, chat_id, place)
        question, reply = _question(request, text), _reply()
        async with _admitted(d, request, team_id, reply):
            return await _send(d, request, chat_id, before, question, place, reply)

    return await once_per_request(d, request, chat_id, attempt)


async def edit(d: Deps, request: Request, message_id: str, text: str) -> Turn:
    """Ask in other words, beside a question asked before; the conversation goes on from there.

    Raises EmptyMessage, MessageTooLong, MessageNotFound, ReadOnlyChat, NothingToEdit, TurnRunning,
    ModelDisabled, ModelGone, QuotaReached.
    """
    text = _checked(text)
    chat, message = await message_of(d, request.user_id, message_id, Right.WRITE)

    async def attempt() -> Turn:
        before = await said(d, chat, message.parent_id)
        question, reply = _question(request, text), _reply()
        async with _admitted(d, request, chat.team_id, reply):
            return await _edit(d, request, message_id, before, question, reply)

    return await once_per_request(d, request, chat.id, attempt)


async def regenerate(d: Deps, request: Request, reply_id: str) -> Turn:
    """Answer a question again, beside a reply that has ended: any of the chat, not only the last.

    Raises MessageNotFound, ReadOnlyChat, NothingToRegenerate, TurnRunning, ModelDisabled,
    ModelGone, QuotaReached.
    """
    chat, message = await message_of(d, request.user_id, reply_id, Right.WRITE)

    async def attempt() -> Turn:
        before = await said(d, chat, message.parent_id)
        async with _admitted(d, request, chat.team_id, reply := _reply(request)):
            return await _regenerate(d, request, reply_id, before, reply)

    return await once_per_request(d, request, chat.id, attempt)


async def go_on(d: Deps, request: Request, reply_id: str) -> Turn:
    """Continue a reply that was cut short: a version of it that begins with all it had said.

    Raises MessageNotFound, ReadOnlyChat, NothingToContinue, TurnRunning, ModelDisabled,
    ModelGone, QuotaReached.
    """
    chat, message = await message_of(d, request.user_id, reply_id, Right.WRITE)

    async def attempt() -> Turn:
        before = await said(d, chat, message.parent_id)
        async with _admitted(d, request, chat.team_id, reply := _reply(request)):
            return await _go_on(d, request, reply_id, before, reply)

    return await once_per_request(d, request, chat.id, attempt)


def continuable(reply: Message) -> bool:
    """Whether a reply was cut short after it had said something."""
    cut = reply.status in CONTINUABLE or reply.meta.get("finish_reason") == "length"
    return reply.role == Role.ASSISTANT and cut and bool(reply.content)


def _checked(text: str) -> str:
    text = clean(text).strip("\n").rstrip()
    if not text.strip():
        raise EmptyMessage
    if len(text) > MESSAGE_CHARS:
        raise MessageTooLong
    return text


@asynccontextmanager
async def _admitted(
    d: Deps, request: Request, team_id: str, reply: Message
) -> AsyncGenerator[None]:
    """Whether this may be asked for at all is settled before anything is stored."""
    await catalog.require_model(d, request.user_id, team_id, request.model)
    async with quotas.admitted(d, request.user_id, team_id, reply.id):
        yield


async def _send(
    d: Deps,
    request: Request,
    chat_id: str,
    before: Branch,
    question: Message,
    place: Place,
    reply: Message,
) -> Turn:
    text = question.content
    async with committing(d, reply) as (session, owner):
        chat = await _chat(session, request, chat_id, text, place)
        earlier = await still(session, before, chat.leaf_id)
        asked = await _asked(session, request, chat, earlier, question)
        if not chat_id:
            announce_chat(d, session, chat.id, ChatCreated, source=request.source)
        await attach_reply(d, session, request, chat, asked, reply)
        await search.index(session, chat.id, text, question.id)
    return await launch(d, request, Turn(chat, question, reply, asked), owner)


async def _edit(
    d: Deps, request: Request, message_id: str, before: Branch, question: Message, reply: Message
) -> Turn:
    async with committing(d, reply) as (session, owner):
        chat, edited = await _locked(session, request, message_id)
        if edited.role != Role.USER:
            raise NothingToEdit
        question.meta = {"edit_of": edited.id}
        earlier = await still(session, before, edited.parent_id)
        asked = await _asked(session, request, chat, earlier, question)
        await attach_reply(d, session, request, chat, asked, reply)
        await search.index(session, chat.id, question.content, question.id)
    return await launch(d, request, Turn(chat, question, reply, asked), owner)


async def _regenerate(
    d: Deps, request: Request, reply_id: str, before: Branch, reply: Message
) -> Turn:
    async with committing(d, reply) as (session, owner):
        chat, earlier = await _locked(session, request, reply_id)
        if earlier.role != Role.ASSISTANT or earlier.parent_id is None:
            raise NothingToRegenerate
        if earlier.status in ACTIVE:
            raise TurnRunning
        await choose_agent(session, request, chat)
        asked = await still(session, before, earlier.parent_id)
        reply.meta = {"version_of": earlier.id, "attempts": _attempts(earlier)}
        await attach_reply(d, session, request, chat, asked, reply)
    return await launch(d, request, Turn(chat, asked[-1], reply, asked), owner)


async def _go_on(d: Deps, request: Request, reply_id: str, before: Branch, reply: Message) -> Turn:
    async with committing(d, reply) as (session, owner):
        chat, cut = await _locked(session, request, reply_id)
        if not continuable(cut) or cut.parent_id is None:
            raise NothingToContinue
        await choose_agent(session, request, chat)
        asked = await still(session, before, cut.parent_id)
        reply.content, reply.reasoning = cut.content, cut.reasoning
        reply.meta = {"continues": cut.id, "seams": [width(cut.content)]}
        await attach_reply(d, session, request, chat, asked, reply)
    return await launch(d, request, Turn(chat, asked[-1], reply, asked), owner)


async def _asked(
    session: AsyncSession,
    request: Request,
    chat: Chat,
    earlier: Sequence[Message],
    question: Message,
) -> list[Message]:
    """Store a question behind a branch. Returns the branch that it ends."""
    await choose_agent(session, request, chat)
    model = request.model_in(chat)
    lead = await transitions.with_transitions(session, chat, earlier, model, request.user_id)
    question.chat_id, question.parent_id = chat.id, lead[-1].id if lead else None
    session.add(question)
    return [*lead, question]


def _question(request: Request, text: str) -> Message:
    return Message(
        chat_id="", content=text, author_id=request.user_id, client_request_id=request.id
    )


def _reply(request: Request | None = None) -> Message:
    """`request` only where no new question carries its id."""
    return Message(
        role=Role.ASSISTANT,
        status=Status.PENDING,
        chat_id="",
        client_request_id=request.id if request else None,
    )


async def _locked(session: AsyncSession, request: Request, message_id: str) -> tuple[Chat, Message]:
    """A message and its chat, which nobody can delete until the transaction ends."""
    chat, message = await access_message(session, request.user_id, message_id, Right.WRITE)
    await access_chat(session, request.user_id, chat.id, Right.WRITE, lock=True)
    return chat, message


def _attempts(before: Message) -> list[dict[str, Any]]:
    """What went wrong before, oldest first: each failed attempt with its error."""
    earlier = before.meta.get("attempts", [])
    if before.status == Status.COMPLETE:
        return []
    attempt = {"reply_id": before.id, "status": before.status, "error": before.error}
    return [*earlier, {**attempt, "model": before.model, "ended_at": before.ended_at}]


async def _chat(
    session: AsyncSession, request: Request, chat_id: str, text: str, place: Place
) -> Chat:
    user_id = request.user_id
    if chat_id:
        return await access_chat(session, user_id, chat_id, Right.WRITE, lock=True)
    chat = Chat(
        user_id=user_id,
        team_id=await _team(session, user_id, place),
        project_id=place.project_id or None,
        title=first_words(text, TITLE_WORDS, TITLE_CHARS) or "New chat",
        title_source=TitleSource.WORDS,
        client_request_id=request.id,
    )
    session.add(chat)
    await session.flush()
    await search.index(session, chat.id, chat.title)
    return chat


async def _place(d: Deps, user_id: str, chat_id: str, place: Place) -> tuple[str, Branch]:
    """The team that is asked in, and the branch that is shown there."""
    async with d.db.reading() as session:
        if not chat_id:
            return await _team(session, user_id, place), Branch()
        chat = await access_chat(session, user_id, chat_id, Right.WRITE)
    return chat.team_id, await said(d, chat, chat.leaf_id)


async def _team(session: AsyncSession, user_id: str, place: Place) -> str:
    """The team where a new chat begins."""
    if place.project_id:
        return (await access_project(session, user_id, place.project_id)).team_id
    return await chosen_team(session, user_id, place.team_id)
