"""Questions that wait for a person: asked by a reply, answered once by anyone who may write."""

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.bus_events import ChatWaiting, ToolsChosen
from spacerr.domain.errors.base import BadRequest
from spacerr.domain.errors.chats import ChatNotFound
from spacerr.domain.errors.questions import QuestionClosed, QuestionExpired
from spacerr.domain.ids import is_valid_id, new_id, now_ms
from spacerr.domain.replies.forms import read_answer
from spacerr.domain.replies.questions import CHOICES, Decision, Question, QuestionKind
from spacerr.domain.replies.steps import Step
from spacerr.domain.roles import Right
from spacerr.domain.tables import Chat, Message, OpenQuestion
from spacerr.domain.text import clean
from spacerr.domain.tools.limits import QUESTION_CHARS
from spacerr.infra.database.database import insert_into
from spacerr.services.access import access_chat, chat_visible_to, right_to
from spacerr.services.events import publish_chat_event
from spacerr.tool_timings import QUESTION_KEPT, QUESTION_LOOK

LISTED = 200
"""Questions that are listed at once."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that waits for a user, and where: in the reply `reply_id`, asked by the tool
    `tool`, for people `title`.
    """

    question: Question
    chat_id: str
    chat_title: str
    reply_id: str
    step_id: str
    tool: str
    title: str


def new_question(kind: QuestionKind, message: str = "", **fields: Any) -> Question:
    """A question that is asked now."""
    now = now_ms()
    return Question(
        id=new_id(),
        kind=kind,
        message=clean(message)[:QUESTION_CHARS],
        asked_at=now,
        until=now + QUESTION_KEPT * 1000,
        **fields,
    )


def confirmation(arguments: Mapping[str, Any], *, rememberable: bool) -> Question:
    """The question whether a tool may run with some arguments."""
    said = json.dumps(dict(arguments), ensure_ascii=False, indent=2) if arguments else ""
    return new_question(QuestionKind.CONFIRM, said, rememberable=rememberable)


async def store(d: Deps, reply_id: str, steps: Iterable[Step]) -> None:
    """Store what the steps of a reply wait for, so that it can be answered."""
    async with d.db.writing() as session:
        reply = await session.get(Message, reply_id)
        if reply is not None:
            await lock_chat(session, reply.chat_id)
            await store_in_session(d, session, reply, steps)


async def store_in_session(
    d: Deps, session: AsyncSession, reply: Message, steps: Iterable[Step]
) -> None:
    """The same, within a transaction that has locked the chat."""
    for step in steps:
        for question in step.questions if step.waits else ():
            if not question.open:
                continue
            values = {
                "id": question.id,
                "chat_id": reply.chat_id,
                "message_id": reply.id,
                "step_id": step.id,
                "tool": step.name,
                "title": step.title,
                "asked": question.model_dump(mode="json"),
                "until": question.until,
                "answer": {},
                "created_at": question.asked_at,
            }
            row = insert_into(session, OpenQuestion).values(**values)
            await session.exec(row.on_conflict_do_nothing(index_elements=[OpenQuestion.id]))
    await _list_waiting(d, session, reply.chat_id)


async def wait_for_answer(d: Deps, question: Question) -> Question:
    """The question with its answer, or expired."""
    while True:
        async with d.db.reading() as session:
            row = await session.get(OpenQuestion, question.id)
        if row is None:
            return question.model_copy(update={"decision": Decision.CANCEL})
        if row.decision is not None or row.until <= now_ms():
            return _decided(row)
        await asyncio.sleep(QUESTION_LOOK)


async def read_decided(d: Deps, reply_id: str) -> list[tuple[str, Question]]:
    """The questions of a reply that were answered or have expired, each with its step's id."""
    async with d.db.reading() as session:
        rows = await session.exec(select(OpenQuestion).where(_is_decided(reply_id)))
        return [(it.step_id, _decided(it)) for it in rows]


async def withdraw(
    d: Deps,
    session: AsyncSession,
    reply: Message,
    *,
    only: Sequence[str] | None = None,
    but: Sequence[str] = (),
) -> None:
    """Ask no more: the questions of a reply, or `only` some, or all `but` some. Within a
    transaction that has locked the chat.
    """
    gone = delete(OpenQuestion).where(
        col(OpenQuestion.message_id) == reply.id, col(OpenQuestion.id).not_in(but)
    )
    if only is not None:
        gone = gone.where(col(OpenQuestion.id).in_(only))
    if (await session.exec(gone)).rowcount:
        await _list_waiting(d, session, reply.chat_id)


async def take_back(d: Deps, reply_id: str, question_id: str) -> None:
    """Ask one question of a reply no more."""
    async with d.db.writing() as session:
        reply = await session.get(Message, reply_id)
        if reply is not None:
            await lock_chat(session, reply.chat_id)
            await withdraw(d, session, reply, only=[question_id])


async def answer(
    d: Deps,
    user_id: str,
    question_id: str,
    decision: str,
    values: Mapping[str, Any] | None = None,
    source: str = "",
) -> str:
    """Answer a question: the first answer counts. Returns the id of its reply. Where a tool is
    allowed for the whole chat, its other open questions in it are answered as well.

    Raises QuestionClosed, QuestionExpired, ReadOnlyChat, WrongAnswer, BadRequest.
    """
    if not is_valid_id(question_id):
        raise QuestionClosed
    async with d.db.writing() as session:
        row = await session.get(OpenQuestion, question_id)
        if row is None:
            raise QuestionClosed
        try:
            chat = await access_chat(session, user_id, row.chat_id, Right.WRITE, lock=True)
        except ChatNotFound as error:
            raise QuestionClosed from error
        await session.refresh(row)
        question = Question.model_validate(row.asked)
        chosen = _choose(question, decision)
        if row.decision is not None:
            raise QuestionClosed
        if row.until <= now_ms():
            raise QuestionExpired
        accepted = chosen is Decision.ACCEPT and question.kind is QuestionKind.FORM
        given = read_answer(question.fields, values or {}) if accepted else {}
        decided = {
            "decision": chosen.value,
            "answer": given,
            "decided_by": user_id,
            "decided_at": now_ms(),
        }
        which = col(OpenQuestion.id) == row.id
        if chosen is Decision.ACCEPT_IN_CHAT:
            chat.allowed_tools = sorted({*(chat.allowed_tools or ()), row.tool})
            session.add(chat)
            publish_chat_event(d, session, chat.id, ToolsChosen)
            same = _confirmations_of(row)
            which = or_(which, col(OpenQuestion.id).in_(same))
        open_ones = update(OpenQuestion).where(which, col(OpenQuestion.decision).is_(None))
        await session.exec(open_ones.values(**decided))
        await _list_waiting(d, session, chat.id, source)
        return row.message_id


async def list_open(d: Deps, user_id: str) -> list[Waiting]:
    """What waits for a user: in replies that they asked for, and in their own chats. Oldest
    first.
    """
    query = (
        select(OpenQuestion, Chat)
        .join(Chat, col(Chat.id) == OpenQuestion.chat_id)
        .join(Message, col(Message.id) == OpenQuestion.message_id)
        .where(
            col(OpenQuestion.decision).is_(None),
            OpenQuestion.until > now_ms(),
            chat_visible_to(user_id),
            or_(col(Message.author_id) == user_id, col(Chat.user_id) == user_id),
        )
        .order_by(col(OpenQuestion.created_at), col(OpenQuestion.id))
        .limit(LISTED)
    )
    async with d.db.reading() as session:
        found = (await session.exec(query)).all()
    return [
        Waiting(
            question=Question.model_validate(row.asked),
            chat_id=chat.id,
            chat_title=chat.title,
            reply_id=row.message_id,
            step_id=row.step_id,
            tool=row.tool,
            title=row.title,
        )
        for row, chat in found
        if right_to(chat, user_id) >= Right.WRITE
    ]


async def due_replies(d: Deps) -> list[str]:
    """The ids of replies with a question that was answered or has expired."""
    query = select(OpenQuestion.message_id).where(_is_decided()).distinct().limit(LISTED)
    async with d.db.reading() as session:
        return list(await session.exec(query))


async def lock_chat(session: AsyncSession, chat_id: str) -> None:
    """Lock a chat, before its other rows are."""
    await session.exec(select(Chat.id).where(Chat.id == chat_id).with_for_update())


def _choose(question: Question, decision: str) -> Decision:
    try:
        chosen = Decision(decision)
    except ValueError as error:
        raise BadRequest from error
    unknown = chosen not in CHOICES[question.kind]
    if unknown or (chosen is Decision.ACCEPT_IN_CHAT and not question.rememberable):
        raise BadRequest
    return chosen


def _confirmations_of(row: OpenQuestion) -> Any:
    """SQL for the open questions of the same chat whether the same tool may run."""
    kind = col(OpenQuestion.asked)["kind"].as_string()
    return select(OpenQuestion.id).where(
        OpenQuestion.chat_id == row.chat_id,
        OpenQuestion.tool == row.tool,
        kind == QuestionKind.CONFIRM.value,
    )


def _is_decided(reply_id: str = "") -> Any:
    decided = or_(col(OpenQuestion.decision).is_not(None), col(OpenQuestion.until) <= now_ms())
    return decided & (col(OpenQuestion.message_id) == reply_id) if reply_id else decided


def _decided(row: OpenQuestion) -> Question:
    """The question with what was decided; expired where that is nothing."""
    return Question.model_validate(row.asked).model_copy(
        update={
            "decision": Decision(row.decision) if row.decision else Decision.EXPIRED,
            "answer": row.answer,
            "decided_by": row.decided_by or "",
            "decided_at": row.decided_at or row.until,
        }
    )


async def _list_waiting(d: Deps, session: AsyncSession, chat_id: str, source: str = "") -> None:
    """Lists show whether a chat waits; tell them that what waits has changed."""
    open_ones = select(OpenQuestion.id).where(
        OpenQuestion.chat_id == chat_id, col(OpenQuestion.decision).is_(None)
    )
    waiting = (await session.exec(open_ones.limit(1))).first() is not None
    chat = await session.get(Chat, chat_id)
    if chat is None:
        return
    if chat.waiting != waiting:
        chat.waiting, chat.revision = waiting, chat.revision + 1
        session.add(chat)
    publish_chat_event(d, session, chat_id, ChatWaiting, source=source)
