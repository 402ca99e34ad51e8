"""Titles of chats, written by a model after the first turn or on request."""

import asyncio
import contextlib
from collections.abc import Container
from contextlib import aclosing
from typing import NamedTuple

import structlog
from sqlalchemy import update
from sqlmodel import col

from spacerr.deps import Deps
from spacerr.domain.bus_events import ChatUpdated
from spacerr.domain.chats.title_text import title_text
from spacerr.domain.errors.chats import TitleNotMade
from spacerr.domain.errors.quotas import QuotaReached
from spacerr.domain.errors.team_models import NotOffered
from spacerr.domain.replies.events import Delta, WasThought
from spacerr.domain.roles import Right
from spacerr.domain.status import Status, TitleSource
from spacerr.domain.tables import Chat, Message
from spacerr.domain.text import utf16_prefix
from spacerr.infra.llm.interface import Purpose
from spacerr.infra.providers.environment_models import DEMO
from spacerr.services.access import access_chat
from spacerr.services.chats import search, threads
from spacerr.services.chats.edit import chat_transaction
from spacerr.services.events import publish_chat_event
from spacerr.services.gateway import gateway
from spacerr.services.models import catalog
from spacerr.services.usage import quotas
from spacerr.timings import TITLE_LIMIT

log = structlog.get_logger(__name__)

QUESTION_UNITS = 2_000
REPLY_UNITS = 2_000
ANSWER_CHARS = 20_000
"""An answer with more characters is no title: some models think aloud."""
_ASK = (
    "Name this conversation in at most six words, in its own language. Answer with the name "
    "alone: no quotes, no full stop. Its first message:\n\n"
)
_NEWEST = "\n\nIts newest reply begins:\n\n"


class _Ends(NamedTuple):
    """A chat with the first and the last message of its chosen branch."""

    chat: Chat
    question: Message
    newest: Message


async def name(d: Deps, user_id: str, chat_id: str) -> None:
    """Have a model write the title unless the chat has one already. Never raises: the first words
    stay.
    """
    try:
        async with asyncio.timeout(TITLE_LIMIT):
            ends = await _ends(d, user_id, chat_id, {TitleSource.WORDS})
            title = await _first_title(d, user_id, ends) if ends else ""
        if title:
            await _replace_words(d, chat_id, title)
    except Exception as error:
        log.info("title.failed", chat=chat_id, reason=type(error).__name__)


async def renew(d: Deps, user_id: str, chat_id: str) -> None:
    """Have a model write a new title, on request; it replaces a typed one too.

    Raises ChatNotFound, ReadOnlyChat, TitleNotMade, QuotaReached.
    """
    async with d.db.reading() as session:
        await access_chat(session, user_id, chat_id, Right.WRITE)
    ends = await _ends(d, user_id, chat_id)
    try:
        async with asyncio.timeout(TITLE_LIMIT):
            title = await _new_title(d, user_id, ends) if ends else ""
    except QuotaReached:
        raise
    except Exception as error:
        log.info("title.failed", chat=chat_id, reason=type(error).__name__)
        raise TitleNotMade from error
    if ends is None or not title:
        raise TitleNotMade
    async with chat_transaction(d, user_id, chat_id, right=Right.WRITE) as (session, chat):
        typed_since = chat.title_source == TitleSource.PERSON and chat.title != ends.chat.title
        if not typed_since:
            chat.title, chat.title_source = title, TitleSource.MODEL
            await search.index_text(session, chat_id, title)


async def _ends(
    d: Deps, user_id: str, chat_id: str, sources: Container[str] = frozenset(TitleSource)
) -> _Ends | None:
    """None where the chat's title has another source, or it has no messages."""
    async with d.db.reading() as session:
        chat = await access_chat(session, user_id, chat_id)
        if chat.title_source not in sources:
            return None
    path = await threads.get_path(d, chat_id, chat.leaf_id)
    if not path:
        return None
    async with d.db.reading() as session:
        question = await session.get_one(Message, path[0])
        return _Ends(chat, question, await session.get_one(Message, path[-1]))


async def _first_title(d: Deps, user_id: str, ends: _Ends) -> str:
    """A title; "" where the model is the one that failed to answer just now."""
    model = await _title_model(d, user_id, ends.chat)
    failed = ends.newest.status in {Status.FAILED, Status.INTERRUPTED}
    return "" if failed and model == ends.newest.model else await _ask(d, user_id, ends, model)


async def _title_model(d: Deps, user_id: str, chat: Chat) -> str:
    """The server's model for titles, if the team offers it; else the chat's own."""
    if model := d.settings.title_model:
        with contextlib.suppress(NotOffered):
            return (await catalog.find_model(d, user_id, chat.team_id, model)).id
    return chat.model


async def _new_title(d: Deps, user_id: str, ends: _Ends) -> str:
    model = await _title_model(d, user_id, ends.chat)
    return await _ask(d, user_id, ends, model, utf16_prefix(ends.newest.content, REPLY_UNITS))


async def _ask(d: Deps, user_id: str, ends: _Ends, model: str, newest: str = "") -> str:
    chat = ends.chat
    asked = utf16_prefix(ends.question.content, QUESTION_UNITS)
    if model != DEMO:
        asked = _ASK + asked + (_NEWEST + newest if newest else "")
    question = Message(chat_id=chat.id, content=asked)
    wanted = gateway.ReplyRequest(user_id, chat.id, model, [question], Purpose.TITLE)
    text = ""
    async with quotas.admission(d, user_id, chat.team_id):
        pass  # a request counts, however it ends
    async with aclosing(gateway.stream_reply(d, wanted)) as events:
        async for event in events:
            if isinstance(event, Delta):
                text += event.text
            elif isinstance(event, WasThought):
                text = ""
            if len(text) > ANSWER_CHARS:
                return ""
    return title_text(text)


async def _replace_words(d: Deps, chat_id: str, title: str) -> None:
    """Replace only a title made of first words: a user may have typed one by now."""
    change = (
        update(Chat)
        .where(col(Chat.id) == chat_id, col(Chat.title_source) == TitleSource.WORDS)
        .values(title=title, title_source=TitleSource.MODEL, revision=col(Chat.revision) + 1)
    )
    async with d.db.writing() as session:
        changed = (await session.exec(change)).rowcount == 1
        if changed:
            await search.index_text(session, chat_id, title)
            publish_chat_event(d, session, chat_id, ChatUpdated)
