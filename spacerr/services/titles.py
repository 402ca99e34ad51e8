"""Names for chats: the first words at once, a model's title after the first turn."""

import asyncio
from contextlib import aclosing

import structlog
from sqlalchemy import update
from sqlmodel import col

from spacerr.deps import Deps
from spacerr.domain.bridge import ChatUpdated
from spacerr.domain.events import Delta
from spacerr.domain.limits import TITLE_CHARS
from spacerr.domain.models import Chat, Message
from spacerr.domain.status import Role, TitleSource
from spacerr.domain.text import clean, cut, first_words
from spacerr.infra.model import ModelRequest, Purpose, Said
from spacerr.services import chats, searching, studio
from spacerr.services.announcing import announce_chat
from spacerr.timings import TITLE_LIMIT

log = structlog.get_logger(__name__)

QUESTION_UNITS = 2_000
_ASK = (
    "Name this conversation in at most six words, in its own language. Answer with the name "
    "alone: no quotes, no full stop. Its first message:\n\n"
)


async def name(d: Deps, user_id: str, chat_id: str) -> None:
    """Ask a model for a title unless the chat has one already. Never raises: words remain."""
    try:
        shown = await chats.thread(d, user_id, chat_id, limit=None)
        if shown.chat.title_source != TitleSource.WORDS:
            return
        async with asyncio.timeout(TITLE_LIMIT):
            title = await _ask(d, shown.chat, shown.messages[0])
        if title and await _replace_words(d, chat_id, title):
            await announce_chat(d, user_id, chat_id, lambda it: ChatUpdated(line=it))
    except Exception as error:
        log.info("title.not_made", chat=chat_id, reason=type(error).__name__)


async def _ask(d: Deps, chat: Chat, question: Message) -> str:
    model = d.settings.title_model or chat.model
    adapter, request = await studio.resolve(d, model, [question], Purpose.TITLE)
    beginning = cut(question.content, QUESTION_UNITS)
    asked = beginning if request.model == "demo" else _ASK + beginning
    request = ModelRequest(
        model=request.model,
        said=(Said(Role.USER, asked),),
        purpose=Purpose.TITLE,
        api_base=request.api_base,
        api_key=request.api_key,
    )
    text = ""
    async with aclosing(adapter.stream(request)) as events:
        async for event in events:
            if isinstance(event, Delta):
                text += event.text
            if len(text) > TITLE_CHARS * 4:
                break
    return first_words(clean(text).strip().strip("\"'“”"), 12, TITLE_CHARS)


async def _replace_words(d: Deps, chat_id: str, title: str) -> bool:
    """Only a title made of first words gives way; a person may have typed one meanwhile."""
    change = (
        update(Chat)
        .where(col(Chat.id) == chat_id, col(Chat.title_source) == TitleSource.WORDS)
        .values(title=title, title_source=TitleSource.MODEL, revision=col(Chat.revision) + 1)
    )
    async with d.db.writing() as session:
        changed = (await session.exec(change)).rowcount == 1
        if changed:
            await searching.index(session, chat_id, title)
    return changed
