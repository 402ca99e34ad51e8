"""How every reply begins: the steps that all ways of asking share.

The first two of a reply's five steps happen here: *claim* (the lease exists) and *commit* (the
empty reply exists). Only then is the runner started and anybody told to look.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.bus_events import ReplyStarted
from spacerr.domain.errors.base import BadRequest, SpacerrError
from spacerr.domain.errors.chats import ChatNotFound
from spacerr.domain.errors.replies import TurnRunning
from spacerr.domain.ids import new_id, now_ms, plausible
from spacerr.domain.status import SWITCHES, Role
from spacerr.domain.tables import Chat, Message
from spacerr.infra.redis.client import AWAY
from spacerr.services import stop_replies
from spacerr.services.access import access_agent
from spacerr.services.chats import transitions
from spacerr.services.chats.branches import remember_choice
from spacerr.services.chats.optimistic import ChatMoved, retried
from spacerr.services.events import announce_chat
from spacerr.services.prompts import history
from spacerr.services.replies import runner


@dataclass(frozen=True, slots=True)
class Turn:
    """`asked`: the branch that ends with the question, as the model is told it. `fresh`: False when
    the same request was carried out before.
    """

    chat: Chat
    question: Message
    reply: Message
    asked: Sequence[Message] = ()
    fresh: bool = True

    @property
    def shown(self) -> list[Message]:
        """What a thread shows of it: the switches that lead to the question, question and reply."""
        before = takewhile(lambda it: it.kind in SWITCHES, reversed(self.asked[:-1]))
        return [*reversed(list(before)), self.question, self.reply]


class Branch(NamedTuple):
    """What a model may be told of a branch that ends at `leaf_id`, oldest first."""

    leaf_id: str | None = None
    messages: Sequence[Message] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks, from which tab, which model and agent ("" for none); one `id` is carried out
    once.
    """

    user_id: str
    id: str
    source: str = ""
    model: str = ""
    agent: str = ""

    def __post_init__(self) -> None:
        if not plausible(self.id):
            raise BadRequest

    def model_in(self, chat: Chat) -> str:
        """The model that is asked for in a chat."""
        return self.model or chat.model


async def once_per_request(
    d: Deps, request: Request, chat_id: str, attempt: Callable[[], Awaitable[Turn]]
) -> Turn:
    """The attempt's turn, or the one that the same request has already made.

    Where a reply that is being stopped is in the way, its end is awaited. Raises TurnRunning,
    ChangedMeanwhile and whatever the attempt raises.
    """
    try:
        return await retried(attempt)
    except SpacerrError as error:
        if (earlier := await _earlier(d, request)) is not None:
            return earlier
        stopped = isinstance(error, TurnRunning) and await stop_replies.stopped_soon(d, chat_id)
        if not stopped:
            raise
    return await retried(attempt)


@asynccontextmanager
async def committing(d: Deps, reply: Message) -> AsyncGenerator[tuple[AsyncSession, str]]:
    """One transaction, begun once the lease is held: no tab sees a reply without a writer, and a
    Redis that is silent keeps no other request from writing to the database.
    """
    owner = new_id()
    await d.streams.claim(reply.id, owner)
    try:
        async with d.db.writing() as session:
            yield session, owner
    except BaseException as error:
        with suppress(*AWAY):  # the lease expires by itself
            await d.streams.release(reply.id, owner)
        if isinstance(error, IntegrityError):
            raise TurnRunning from error
        raise


async def said(d: Deps, chat: Chat, leaf_id: str | None) -> Branch:
    """What a model may be told of the branch of a chat that ends at a message. Read before the
    transaction that stores the reply, because others would wait to write; not afterwards, when
    everybody wants to read, and the model would wait for them.
    """
    return Branch(leaf_id, await history.read(d, chat, leaf_id))


async def still(session: AsyncSession, before: Branch, leaf_id: str | None) -> list[Message]:
    """What was read `before` of the branch that ends at a message. Of what has been said only its
    last reply may have changed meanwhile: that is read again. Raises ChatMoved.
    """
    if before.leaf_id != leaf_id:
        raise ChatMoved
    if not before.messages:
        return []
    return [*before.messages[:-1], await session.get_one(Message, leaf_id)]


async def attach_reply(
    d: Deps,
    session: AsyncSession,
    request: Request,
    chat: Chat,
    asked: Sequence[Message],
    reply: Message,
) -> None:
    """Hang the reply under its question, the last of what is `asked`, make it the end of the chosen
    branch, and have every tab hear of it.
    """
    question = asked[-1]
    reply.chat_id, reply.parent_id, reply.author_id = chat.id, question.id, request.user_id
    reply.model = request.model_in(chat)
    if agent := await transitions.agent_of(session, chat, request.user_id):
        reply.meta = {**reply.meta, "agent": agent}
    before = (it.id for it in reversed(asked[:-1]) if it.kind not in SWITCHES)
    remember_choice(chat, next(before, None), question.id)
    remember_choice(chat, question.id, reply.id)
    chat.leaf_id, chat.model, chat.active_at = reply.id, reply.model, now_ms()
    chat.running_id, chat.revision = reply.id, chat.revision + 1
    session.add_all([reply, chat])
    await session.flush()
    said = {"source": request.source, "reply_id": reply.id}
    announce_chat(d, session, chat.id, ReplyStarted, **said)


async def choose_agent(session: AsyncSession, request: Request, chat: Chat) -> None:
    """Have the agent that was asked for answer in a chat from now on. One that whoever asks could
    not have chosen goes on to answer others. Raises AgentNotFound.
    """
    if request.agent:
        agent = await access_agent(session, request.user_id, request.agent, team_id=chat.team_id)
        chat.agent_id = agent.id
    elif await transitions.agent_of(session, chat, request.user_id):
        chat.agent_id = None


async def launch(d: Deps, request: Request, turn: Turn, owner: str) -> Turn:
    """Start to write a committed reply."""
    runner.start(d, request.user_id, turn.reply, owner, turn.asked)
    return turn


async def _earlier(d: Deps, request: Request) -> Turn | None:
    async with d.db.reading() as session:
        found = await session.exec(
            select(Chat, Message)
            .join(Message, col(Message.chat_id) == Chat.id)
            .where(Message.client_request_id == request.id, Message.author_id == request.user_id)
        )
        pair = found.first()
        if pair is None:
            return None
        chat, message = pair
        if chat.deleted_at is not None:
            raise ChatNotFound
        if message.role == Role.ASSISTANT:
            question = await session.get_one(Message, message.parent_id)
            return Turn(chat, question, message, fresh=False)
        replies = await session.exec(
            select(Message).where(Message.parent_id == message.id).order_by(col(Message.id))
        )
        return Turn(chat, message, replies.first() or message, fresh=False)
