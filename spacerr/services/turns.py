"""Turns: a question and its reply, stored together or not at all.

The first two of a reply's five steps happen here: *claim* (the lease exists) and *commit* (the
empty reply exists). Only then is the runner started and anybody told to look.
"""

from collections.abc import AsyncGenerator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.bridge import ChatCreated, ReplyStarted
from spacerr.domain.errors import (
    BadRequest,
    EmptyMessage,
    MessageTooLong,
    NothingToRetry,
    TurnRunning,
)
from spacerr.domain.ids import new_id, now_ms, plausible
from spacerr.domain.limits import MESSAGE_CHARS, TITLE_CHARS, TITLE_WORDS
from spacerr.domain.models import Chat, Message
from spacerr.domain.status import TERMINAL, Role, Status, TitleSource
from spacerr.domain.text import clean, first_words
from spacerr.services import chats, runner
from spacerr.services.access import access_chat, access_message, home_team
from spacerr.services.announcing import announce


@dataclass(frozen=True, slots=True)
class Turn:
    """`asked`: the branch that ends with the question, as the model is told it. `first`: the turn
    began its chat. `fresh`: False when the same request was carried out before.
    """

    chat: Chat
    question: Message
    reply: Message
    asked: Sequence[Message] = ()
    first: bool = False
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks, from which tab, with which model; one `id` is carried out once."""

    user_id: str
    id: str
    source: str = ""
    model: str = ""

    def __post_init__(self) -> None:
        if not plausible(self.id):
            raise BadRequest


async def send(d: Deps, request: Request, chat_id: str, text: str) -> Turn:
    """Store a message and start its reply; `chat_id` "" begins a new chat.

    Raises EmptyMessage, MessageTooLong, ChatNotFound, TurnRunning.
    """
    text = clean(text).strip("\n").rstrip()
    if not text.strip():
        raise EmptyMessage
    if len(text) > MESSAGE_CHARS:
        raise MessageTooLong
    return await _once(d, request, _send(d, request, chat_id, text))


async def retry(d: Deps, request: Request, reply_id: str) -> Turn:
    """Answer the last question again, beside the reply that ended there.

    Raises MessageNotFound, NothingToRetry, TurnRunning.
    """
    return await _once(d, request, _retry(d, request, reply_id))


async def _send(d: Deps, request: Request, chat_id: str, text: str) -> Turn:
    question = Message(chat_id="", content=text, client_request_id=request.id)
    reply = Message(role=Role.ASSISTANT, status=Status.PENDING, chat_id="")
    async with _committing(d, reply) as (session, owner):
        chat = await _chat(session, request, chat_id, text)
        earlier = await _said(session, chat, chat.leaf_id)
        question.chat_id, question.parent_id = chat.id, chat.leaf_id
        session.add(question)
        await _attach(session, request, chat, question, reply)
    turn = Turn(chat, question, reply, [*earlier, question], first=not chat_id)
    return await _launch(d, request, turn, owner)


async def _retry(d: Deps, request: Request, reply_id: str) -> Turn:
    reply = Message(
        role=Role.ASSISTANT,
        status=Status.PENDING,
        chat_id="",
        client_request_id=request.id,
        meta={"retry_of": reply_id},
    )
    async with _committing(d, reply) as (session, owner):
        chat, earlier = await access_message(session, request.user_id, reply_id)
        await access_chat(session, request.user_id, chat.id, lock=True)
        if earlier.role != Role.ASSISTANT or earlier.parent_id is None:
            raise NothingToRetry
        if chat.leaf_id != earlier.id:
            raise NothingToRetry
        if earlier.status not in TERMINAL:
            raise TurnRunning
        asked = await _said(session, chat, earlier.parent_id)
        question = asked[-1]
        await _attach(session, request, chat, question, reply)
    return await _launch(d, request, Turn(chat, question, reply, asked), owner)


@asynccontextmanager
async def _committing(d: Deps, reply: Message) -> AsyncGenerator[tuple[AsyncSession, str]]:
    """One transaction around which the reply's lease is held: nobody sees it without a writer."""
    owner = new_id()
    await d.streams.claim(reply.id, owner)
    try:
        async with d.db.writing() as session:
            yield session, owner
    except BaseException as error:
        await d.streams.release(reply.id, owner)
        if isinstance(error, IntegrityError):
            raise TurnRunning from error
        raise


async def _once(d: Deps, request: Request, attempt: Awaitable[Turn]) -> Turn:
    """The attempt's turn, or the one that the same request has already made."""
    try:
        return await attempt
    except (TurnRunning, NothingToRetry):
        earlier = await _earlier(d, request)
        if earlier is None:
            raise
        return earlier


async def _earlier(d: Deps, request: Request) -> Turn | None:
    async with d.db.reading() as session:
        found = await session.exec(
            select(Chat, Message)
            .join(Message, col(Message.chat_id) == Chat.id)
            .where(Message.client_request_id == request.id, Chat.user_id == request.user_id)
        )
        pair = found.first()
        if pair is None:
            return None
        chat, message = pair
        if message.role == Role.ASSISTANT:
            question = await session.get_one(Message, message.parent_id)
            return Turn(chat, question, message, fresh=False)
        replies = await session.exec(
            select(Message).where(Message.parent_id == message.id).order_by(col(Message.id))
        )
        return Turn(chat, message, replies.first() or message, fresh=False)


async def _chat(session: AsyncSession, request: Request, chat_id: str, text: str) -> Chat:
    if chat_id:
        return await access_chat(session, request.user_id, chat_id, lock=True)
    chat = Chat(
        user_id=request.user_id,
        team_id=await home_team(session, request.user_id),
        title=first_words(text, TITLE_WORDS, TITLE_CHARS) or "New chat",
        title_source=TitleSource.WORDS,
        client_request_id=request.id,
    )
    session.add(chat)
    await session.flush()
    return chat


async def _said(session: AsyncSession, chat: Chat, leaf_id: str | None) -> list[Message]:
    """The branch that ends at a message. Read here, in the transaction, because right after it
    everybody else wants to read, and the model should not have to wait for them.
    """
    return list((await chats.branch(session, chat, leaf_id)).messages) if leaf_id else []


async def _attach(
    session: AsyncSession, request: Request, chat: Chat, question: Message, reply: Message
) -> None:
    """Hang the reply under its question and make it the end of the chosen branch."""
    reply.chat_id, reply.parent_id = chat.id, question.id
    reply.model = request.model or chat.model
    chat.leaf_id, chat.model, chat.active_at = reply.id, reply.model, now_ms()
    session.add_all([reply, chat])
    await session.flush()


async def _launch(d: Deps, request: Request, turn: Turn, owner: str) -> Turn:
    chat = turn.chat
    runner.start(d, request.user_id, turn.reply, owner, turn.asked)
    if turn.first:
        created = ChatCreated(
            source=request.source, chat_id=chat.id, title=chat.title, active_at=chat.active_at
        )
        await announce(d, request.user_id, created)
    started = ReplyStarted(
        source=request.source,
        chat_id=chat.id,
        reply_id=turn.reply.id,
        active_at=chat.active_at,
    )
    await announce(d, request.user_id, started)
    return turn
