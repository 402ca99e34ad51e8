"""Starts a reply: the steps that send, edit, regenerate and continue share, in their order.

The first two of a reply's five steps happen here: *claim* (the lease exists) and *commit* (the
empty reply exists). Only then does the writer start, and the event is published.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.bus_events import ReplyStarted
from spacerr.domain.errors.agents import AgentNotFound
from spacerr.domain.errors.base import BadRequest, SpacerrError
from spacerr.domain.errors.chats import ChatNotFound
from spacerr.domain.errors.questions import ReplyWaits
from spacerr.domain.errors.replies import TurnRunning
from spacerr.domain.ids import is_valid_id, now_ms
from spacerr.domain.replies.meta import ReplyMeta
from spacerr.domain.replies.steps import Steps
from spacerr.domain.status import SWITCHES, Role, Status
from spacerr.domain.tables import Chat, Message
from spacerr.services import stop_replies
from spacerr.services.access import access_agent
from spacerr.services.chats.branches import remember_choice
from spacerr.services.chats.context import ReplyContext, agent_snapshot, read_context
from spacerr.services.chats.optimistic import WriteConflict, retry_on_conflict
from spacerr.services.events import publish_chat_event
from spacerr.services.models import catalog
from spacerr.services.prompts import history
from spacerr.services.replies import lease, runner
from spacerr.services.usage import quotas


@dataclass(frozen=True, slots=True)
class Turn:
    """`messages`: the messages to send, which end with the question, in their `context`. `steps`:
    those that a continued reply begins with. `fresh`: False when the same request was carried out
    before.
    """

    chat: Chat
    question: Message
    reply: Message
    messages: Sequence[Message] = ()
    context: ReplyContext | None = None
    steps: Steps = ()
    fresh: bool = True

    @property
    def shown(self) -> list[Message]:
        """What a thread shows of it: the switches that lead to the question, question and reply."""
        before = takewhile(lambda it: it.kind in SWITCHES, reversed(self.messages[:-1]))
        return [*reversed(list(before)), self.question, self.reply]


class Branch(NamedTuple):
    """The messages of the branch that ends at `leaf_id` that may be sent, oldest first."""

    leaf_id: str | None = None
    messages: Sequence[Message] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """A user's request for a reply: `source` is the tab; `model` and `agent` are ids, "" for none.
    `tools`: which are on in a new chat, where something was chosen. One `id` is carried out once.
    """

    user_id: str
    id: str
    source: str = ""
    model: str = ""
    agent: str = ""
    tools: Mapping[str, bool] | None = None

    def __post_init__(self) -> None:
        if not is_valid_id(self.id):
            raise BadRequest


async def once_per_request(
    d: Deps, request: Request, chat_id: str, attempt: Callable[[], Awaitable[Turn]]
) -> Turn:
    """The attempt's turn, or the one that the same request has already made.

    Where the chat has a running reply that is being stopped, waits for its end. Raises TurnRunning,
    ChangedMeanwhile and what the attempt raises.
    """
    try:
        return await retry_on_conflict(attempt)
    except SpacerrError as error:
        if (earlier := await _earlier(d, request)) is not None:
            return earlier
        stopped = isinstance(error, TurnRunning) and await stop_replies.wait_until_stopped(
            d, chat_id
        )
        if not stopped:
            raise await _reason(d, chat_id, error) from error
    return await retry_on_conflict(attempt)


async def read_branch(d: Deps, chat: Chat, leaf_id: str | None) -> Branch:
    """The messages of a branch that may be sent. Read before the transaction that stores the reply,
    because other writers would wait for it; not after it, because the reply would wait for other
    readers.
    """
    return Branch(leaf_id, await history.read_branch(d, chat, leaf_id))


@asynccontextmanager
async def starting(
    d: Deps, request: Request, team_id: str, reply: Message
) -> AsyncGenerator[tuple[AsyncSession, str]]:
    """The transaction that stores a reply, and the owner of its lease. It begins only where the
    model may be asked and no quota is reached. Raises ModelDisabled, ModelGone, QuotaReached and
    TurnRunning.

    The lease is claimed first: no tab sees a reply without a writer, and a Redis that doesn't
    answer keeps no other request from writing to the database.
    """
    await catalog.require_model(d, request.user_id, team_id, request.model)
    async with (
        quotas.admission(d, request.user_id, team_id, reply.id),
        lease.claimed(d, reply.id) as owner,
    ):
        try:
            async with d.db.writing() as session:
                yield session, owner
        except IntegrityError as error:
            raise TurnRunning from error


async def unchanged(
    session: AsyncSession, before: Branch, leaf_id: str | None
) -> Sequence[Message]:
    """The messages read `before` the transaction, if the branch still ends at `leaf_id`. Only its
    last reply can have changed since: that is read again. Raises WriteConflict.
    """
    if before.leaf_id != leaf_id:
        raise WriteConflict
    if not before.messages:
        return []
    return [*before.messages[:-1], await session.get_one(Message, leaf_id)]


async def set_model_and_agent(
    session: AsyncSession, request: Request, chat: Chat, reply: Message
) -> None:
    """Set the reply's model and agent to the requested ones, and make that agent, or none, the
    chat's. An agent that this user can't see stays the chat's, for other users. Raises
    AgentNotFound.
    """
    reply.chat_id, reply.author_id = chat.id, request.user_id
    reply.model = request.model or chat.model
    agent_id = request.agent or chat.agent_id
    if not agent_id:
        return
    try:
        agent = await access_agent(session, request.user_id, agent_id, team_id=chat.team_id)
    except AgentNotFound:
        if request.agent:
            raise
        return
    chat.agent_id = request.agent or None
    if request.agent:
        meta = ReplyMeta.read(reply.meta).merge(ReplyMeta(agent=agent_snapshot(agent)))
        reply.meta = meta.stored()


async def attach_reply(
    d: Deps,
    session: AsyncSession,
    request: Request,
    chat: Chat,
    messages: Sequence[Message],
    reply: Message,
) -> ReplyContext:
    """Store the reply below its question, the last of `messages`, make it the end of the chosen
    branch, and publish that. Returns the reply's context: read here, it waits for nothing that the
    new reply sets in motion.
    """
    question = messages[-1]
    reply.parent_id = question.id
    before = (it.id for it in reversed(messages[:-1]) if it.kind not in SWITCHES)
    remember_choice(chat, next(before, None), question.id)
    remember_choice(chat, question.id, reply.id)
    chat.leaf_id = chat.running_id = reply.id
    chat.model, chat.active_at, chat.revision = reply.model, now_ms(), chat.revision + 1
    session.add_all([reply, chat])
    await session.flush()
    fields = {"source": request.source, "reply_id": reply.id}
    publish_chat_event(d, session, chat.id, ReplyStarted, **fields)
    return await read_context(session, request.user_id, chat)


def launch(d: Deps, request: Request, turn: Turn, owner: str) -> Turn:
    """Start to write a committed reply, whose lease `owner` holds."""
    runner.start(
        d, request.user_id, turn.reply, owner, turn.messages, turn.context, steps=turn.steps
    )
    return turn


async def _reason(d: Deps, chat_id: str, error: SpacerrError) -> SpacerrError:
    """The error, or a clearer one where the reply that is in the way waits for a person."""
    if not isinstance(error, TurnRunning):
        return error
    waits = select(Message.id).where(Message.chat_id == chat_id, Message.status == Status.WAITING)
    async with d.db.reading() as session:
        return error if (await session.exec(waits)).first() is None else ReplyWaits()


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
