"""The ways to start a turn: send, edit, regenerate, continue. No message is ever overwritten.

Each reads the branch that its reply follows, then does the rest in one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass

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
from spacerr.domain.replies.meta import FailedVersion, ReplyMeta, Trouble
from spacerr.domain.roles import Right
from spacerr.domain.status import ACTIVE, CONTINUABLE, Role, Status, TitleSource
from spacerr.domain.tables import Chat, Message
from spacerr.domain.text import clean, first_words, utf16_length
from spacerr.services.access import (
    access_chat,
    access_message,
    access_project,
    get_message,
    resolve_team_id,
)
from spacerr.services.chats import search, transitions
from spacerr.services.events import publish_chat_event
from spacerr.services.replies.start import (
    Branch,
    Request,
    Turn,
    attach_reply,
    launch,
    once_per_request,
    read_branch,
    set_model_and_agent,
    starting,
    unchanged,
)
from spacerr.services.steps.steps import copy_steps

__all__ = ["Place", "Request", "Turn", "continue_reply", "edit", "regenerate", "send"]


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
    text = _check_text(text)

    async def attempt() -> Turn:
        team_id, before = await _find_place(d, request, chat_id, place)
        question, reply = _question(request, text), _reply()
        async with starting(d, request, team_id, reply) as (session, owner):
            if chat_id:
                chat = await access_chat(session, request.user_id, chat_id, Right.WRITE, lock=True)
            else:
                chat = await _new_chat(d, session, request, place, text)
            earlier = await unchanged(session, before, chat.leaf_id)
            await set_model_and_agent(session, request, chat, reply)
            messages = await _ask(session, chat, earlier, question, reply)
            ctx = await attach_reply(d, session, request, chat, messages, reply)
            await search.index_text(session, chat.id, text, question.id)
        return launch(d, request, Turn(chat, question, reply, messages, ctx), owner)

    return await once_per_request(d, request, chat_id, attempt)


async def edit(d: Deps, request: Request, message_id: str, text: str) -> Turn:
    """Add another version of a question, and start a reply to it.

    Raises EmptyMessage, MessageTooLong, MessageNotFound, ReadOnlyChat, NothingToEdit, TurnRunning,
    ModelDisabled, ModelGone, QuotaReached.
    """
    text = _check_text(text)
    found, message = await get_message(d, request.user_id, message_id, Right.WRITE)

    async def attempt() -> Turn:
        before = await read_branch(d, found, message.parent_id)
        question, reply = _question(request, text), _reply()
        async with starting(d, request, found.team_id, reply) as (session, owner):
            chat, edited = await _locked(session, request, message_id)
            if edited.role != Role.USER:
                raise NothingToEdit
            question.meta = ReplyMeta(edit_of=edited.id).stored()
            earlier = await unchanged(session, before, edited.parent_id)
            await set_model_and_agent(session, request, chat, reply)
            messages = await _ask(session, chat, earlier, question, reply)
            ctx = await attach_reply(d, session, request, chat, messages, reply)
            await search.index_text(session, chat.id, text, question.id)
        return launch(d, request, Turn(chat, question, reply, messages, ctx), owner)

    return await once_per_request(d, request, found.id, attempt)


async def regenerate(d: Deps, request: Request, reply_id: str) -> Turn:
    """Start another version of a reply that has ended: of any reply, not only the last.

    Raises MessageNotFound, ReadOnlyChat, NothingToRegenerate, TurnRunning, ModelDisabled,
    ModelGone, QuotaReached.
    """
    found, message = await get_message(d, request.user_id, reply_id, Right.WRITE)

    async def attempt() -> Turn:
        before, reply = await read_branch(d, found, message.parent_id), _reply(request.id)
        async with starting(d, request, found.team_id, reply) as (session, owner):
            chat, earlier = await _locked(session, request, reply_id)
            if earlier.role != Role.ASSISTANT or earlier.parent_id is None:
                raise NothingToRegenerate
            if earlier.status in ACTIVE:
                raise TurnRunning
            meta = ReplyMeta(version_of=earlier.id, attempts=_attempts(earlier))
            reply.meta = meta.stored()
            messages = await unchanged(session, before, earlier.parent_id)
            await set_model_and_agent(session, request, chat, reply)
            ctx = await attach_reply(d, session, request, chat, messages, reply)
        return launch(d, request, Turn(chat, messages[-1], reply, messages, ctx), owner)

    return await once_per_request(d, request, found.id, attempt)


async def continue_reply(d: Deps, request: Request, reply_id: str) -> Turn:
    """Start another version of a reply that was cut short, which begins with its text so far.

    Raises MessageNotFound, ReadOnlyChat, NothingToContinue, TurnRunning, ModelDisabled,
    ModelGone, QuotaReached.
    """
    found, message = await get_message(d, request.user_id, reply_id, Right.WRITE)

    async def attempt() -> Turn:
        before, reply = await read_branch(d, found, message.parent_id), _reply(request.id)
        async with starting(d, request, found.team_id, reply) as (session, owner):
            chat, cut = await _locked(session, request, reply_id)
            if not continuable(cut) or cut.parent_id is None:
                raise NothingToContinue
            reply.content, reply.reasoning = cut.content, cut.reasoning
            reply.meta = ReplyMeta(continues=cut.id, seams=[utf16_length(cut.content)]).stored()
            messages = await unchanged(session, before, cut.parent_id)
            await set_model_and_agent(session, request, chat, reply)
            ctx = await attach_reply(d, session, request, chat, messages, reply)
            steps = await copy_steps(session, cut, reply)
        return launch(d, request, Turn(chat, messages[-1], reply, messages, ctx, steps), owner)

    return await once_per_request(d, request, found.id, attempt)


def continuable(reply: Message) -> bool:
    """Whether a reply was cut short after its first text."""
    cut = reply.status in CONTINUABLE or _finish_reason(reply) == "length"
    return reply.role == Role.ASSISTANT and cut and bool(reply.content)


def _question(request: Request, text: str) -> Message:
    return Message(
        chat_id="", content=text, author_id=request.user_id, client_request_id=request.id
    )


def _reply(request_id: str | None = None) -> Message:
    """A new reply. `request_id` only where there is no new question to store it with."""
    return Message(
        role=Role.ASSISTANT, status=Status.PENDING, chat_id="", client_request_id=request_id
    )


async def _ask(
    session: AsyncSession,
    chat: Chat,
    earlier: Sequence[Message],
    question: Message,
    reply: Message,
) -> list[Message]:
    """Store a question at the end of a branch, after any switch. Returns the new branch."""
    lead = await transitions.with_transitions(session, chat, earlier, reply)
    question.chat_id, question.parent_id = chat.id, lead[-1].id if lead else None
    session.add(question)
    return [*lead, question]


def _check_text(text: str) -> str:
    text = clean(text).strip("\n").rstrip()
    if not text.strip():
        raise EmptyMessage
    if len(text) > MESSAGE_CHARS:
        raise MessageTooLong
    return text


async def _find_place(d: Deps, request: Request, chat_id: str, place: Place) -> tuple[str, Branch]:
    """The team of the chat, and the branch that the message follows."""
    async with d.db.reading() as session:
        if not chat_id:
            return await _team(session, request.user_id, place), Branch()
        chat = await access_chat(session, request.user_id, chat_id, Right.WRITE)
    return chat.team_id, await read_branch(d, chat, chat.leaf_id)


async def _new_chat(
    d: Deps, session: AsyncSession, request: Request, place: Place, text: str
) -> Chat:
    chat = Chat(
        user_id=request.user_id,
        team_id=await _team(session, request.user_id, place),
        project_id=place.project_id or None,
        title=first_words(text, TITLE_WORDS, TITLE_CHARS) or "New chat",
        title_source=TitleSource.WORDS,
        client_request_id=request.id,
        tools=dict(request.tools) if request.tools else None,
    )
    session.add(chat)
    await session.flush()
    await search.index_text(session, chat.id, chat.title)
    publish_chat_event(d, session, chat.id, ChatCreated, source=request.source)
    return chat


async def _team(session: AsyncSession, user_id: str, place: Place) -> str:
    """The team where a new chat begins."""
    if place.project_id:
        return (await access_project(session, user_id, place.project_id)).team_id
    return await resolve_team_id(session, user_id, place.team_id)


async def _locked(session: AsyncSession, request: Request, message_id: str) -> tuple[Chat, Message]:
    """A message and its chat, which cannot be deleted until the transaction ends."""
    return await access_message(session, request.user_id, message_id, Right.WRITE, lock=True)


def _finish_reason(reply: Message) -> str | None:
    return ReplyMeta.read(reply.meta, "finish_reason").finish_reason


def _attempts(before: Message) -> list[FailedVersion]:
    """The failed versions up to `before`, oldest first, each with its error."""
    if before.status == Status.COMPLETE:
        return []
    earlier = ReplyMeta.read(before.meta, "attempts").attempts or []
    attempt = FailedVersion(
        reply_id=before.id,
        status=before.status,
        error=Trouble.model_validate(before.error) if before.error else None,
        model=before.model,
        ended_at=before.ended_at,
    )
    return [*earlier, attempt]
