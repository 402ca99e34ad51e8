"""Share links: a chat as it was, for anyone with the link."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy import delete as sql_delete
from sqlmodel import col, select

from spacerr.deps import Deps
from spacerr.domain.accounts.tokens import digest, new_token
from spacerr.domain.errors.base import BadRequest
from spacerr.domain.errors.sharing import ChatTooLong, LinkNotFound, NothingToShare, TooManyLinks
from spacerr.domain.ids import DAY_MS, is_valid_id, now_ms
from spacerr.domain.limits import LINK_CHARS, LINK_DAYS, LINKS
from spacerr.domain.replies.steps import Step
from spacerr.domain.roles import Right
from spacerr.domain.status import ACTIVE, Role
from spacerr.domain.tables import Chat, Membership, Message, ReplyStep, ShareLink
from spacerr.services import audit
from spacerr.services.access import access_chat
from spacerr.services.audit import Action
from spacerr.services.chats import threads
from spacerr.services.steps import images
from spacerr.services.steps.images import ImageFile
from spacerr.services.steps.step_view import step_view
from spacerr.services.steps.steps import read_steps

TOKEN_CHARS = 43


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link as the chat's owner sees it; its address is shown only when it is created."""

    id: str
    title: str
    created_at: int
    expires_at: int | None


@dataclass(frozen=True, slots=True)
class NewLink:
    token: str
    id: str
    expires_at: int | None


@dataclass(frozen=True, slots=True)
class SharedCopy:
    """What a visitor sees: each message's role, text, model and steps, and no names. The messages
    are read from the database some at a time.
    """

    title: str
    created_at: int
    messages: AsyncGenerator[Sequence[dict[str, Any]]]


async def create(d: Deps, user_id: str, chat_id: str, days: int | None = None) -> NewLink:
    """Create a link to the branch that a chat shows now. It works for so many days, or until it is
    ended.

    Raises ChatNotFound, NotYourChat, TooManyLinks, NothingToShare, ChatTooLong, BadRequest.
    """
    if days is not None and not 1 <= days <= LINK_DAYS:
        raise BadRequest
    token, now = new_token(), now_ms()
    async with d.db.reading() as session:
        chat = await access_chat(session, user_id, chat_id, Right.OWN)
    leaf_id = await _find_last_shown(d, chat)
    async with d.db.writing() as session:
        chat = await access_chat(session, user_id, chat_id, Right.OWN, lock=True)
        valid = select(func.count()).where(col(ShareLink.chat_id) == chat.id, _is_valid())
        if (await session.exec(valid)).one() >= LINKS:
            raise TooManyLinks
        link = ShareLink(
            chat_id=chat.id,
            made_by=user_id,
            token_hash=digest(token),
            title=chat.title,
            leaf_id=leaf_id,
            created_at=now,
            expires_at=now + days * DAY_MS if days else None,
        )
        session.add(link)
        await audit.record(
            session,
            user_id,
            chat.team_id,
            Action.LINK_MADE,
            subject_id=chat.id,
            days=days or "no end",
        )
    return NewLink(token, link.id, link.expires_at)


async def list_links(d: Deps, user_id: str, chat_id: str) -> list[LinkLine]:
    """The links to a chat that still work, the newest first. Raises ChatNotFound, NotYourChat."""
    query = (
        select(ShareLink.id, ShareLink.title, ShareLink.created_at, ShareLink.expires_at)
        .where(ShareLink.chat_id == chat_id, _is_valid())
        .order_by(col(ShareLink.id).desc())
    )
    async with d.db.reading() as session:
        await access_chat(session, user_id, chat_id, Right.OWN)
        return [LinkLine(*row) for row in await session.exec(query)]


async def revoke(d: Deps, user_id: str, chat_id: str, link_id: str) -> None:
    """End a link. Raises ChatNotFound, NotYourChat, LinkNotFound."""
    async with d.db.writing() as session:
        chat = await access_chat(session, user_id, chat_id, Right.OWN)
        if not is_valid_id(link_id):
            raise LinkNotFound
        found = await session.exec(
            select(ShareLink).where(ShareLink.id == link_id, ShareLink.chat_id == chat_id)
        )
        link = found.first()
        if link is None:
            raise LinkNotFound
        await session.delete(link)
        await audit.record(session, user_id, chat.team_id, Action.LINK_ENDED, subject_id=chat_id)


async def open_link(d: Deps, token: str) -> SharedCopy:
    """The chat behind a link. Needs no session. Raises LinkNotFound."""
    link = await _find_valid(d, token)
    return SharedCopy(link.title, link.created_at, _messages(d, link))


async def read_image(d: Deps, token: str, image_id: str) -> ImageFile:
    """An image in the chat behind a link. Needs no session. Raises LinkNotFound, ImageNotFound."""
    link = await _find_valid(d, token)
    path = await threads.get_path(d, link.chat_id, link.leaf_id)
    return await images.read_one(d, path, image_id)


async def _find_valid(d: Deps, token: str) -> ShareLink:
    """Raises LinkNotFound. A link ends with its chat, and when the chat's owner leaves its team.
    There are too many tokens to guess one.
    """
    if len(token) != TOKEN_CHARS or not is_valid_id(token):
        raise LinkNotFound
    owned = and_(col(Membership.user_id) == Chat.user_id, col(Membership.team_id) == Chat.team_id)
    query = (
        select(ShareLink)
        .join(Chat, col(Chat.id) == ShareLink.chat_id)
        .join(Membership, owned)
        .where(ShareLink.token_hash == digest(token), col(Chat.deleted_at).is_(None), _is_valid())
    )
    async with d.db.reading() as session:
        link = (await session.exec(query)).first()
    if link is None:
        raise LinkNotFound
    return link


async def _messages(d: Deps, link: ShareLink) -> AsyncGenerator[Sequence[dict[str, Any]]]:
    yield link.messages
    path = await threads.get_path(d, link.chat_id, link.leaf_id)
    async for page in threads.iter_messages(d, path, _is_shown()):
        steps = await read_steps(d, page, "")
        yield [_message_json(message, steps.get(message.id, ())) for message in page]


async def purge(d: Deps) -> None:
    """Delete the links that have expired."""
    ended = col(ShareLink.expires_at) <= now_ms()
    async with d.db.reading() as session:
        if not (await session.exec(select(ShareLink.id).where(ended).limit(1))).first():
            return
    async with d.db.writing() as session:
        await session.exec(sql_delete(ShareLink).where(ended))


async def _find_last_shown(d: Deps, chat: Chat) -> str:
    """The last message to share of the branch a chat shows: not a reply that is still being
    written. Raises NothingToShare, ChatTooLong.
    """
    end, chars = "", 0
    path = await threads.get_path(d, chat.id, chat.leaf_id)
    async for lengths in threads.iter_lengths(d, path[::-1], _is_shown()):
        end = end or next(iter(lengths), "")
        chars += sum(lengths.values()) + await _count_step_chars(d, list(lengths))
        if chars > LINK_CHARS:
            raise ChatTooLong
    if not end:
        raise NothingToShare
    return end


async def _count_step_chars(d: Deps, ids: Sequence[str]) -> int:
    """The characters of what the steps of some messages asked and were answered."""
    chars: Any = func.sum(func.length(ReplyStep.arguments) + func.length(ReplyStep.result))
    query = select(func.coalesce(chars, 0)).where(col(ReplyStep.message_id).in_(ids))
    async with d.db.reading() as session:
        return (await session.exec(query)).one()


def _is_valid() -> Any:
    return col(ShareLink.expires_at).is_(None) | (col(ShareLink.expires_at) > now_ms())


def _is_shown() -> ColumnElement[bool]:
    by_role = col(Message.role).in_((Role.USER, Role.ASSISTANT))
    steps = select(ReplyStep.id).where(ReplyStep.message_id == Message.id)
    says_something = or_(col(Message.content) != "", steps.exists())
    return and_(by_role, col(Message.status).not_in(ACTIVE), says_something)


def _message_json(message: Message, steps: Sequence[Step]) -> dict[str, Any]:
    model = message.model.rsplit("/", 1)[-1] if message.role == Role.ASSISTANT else ""
    shown: dict[str, Any] = {"role": message.role, "text": message.content, "model": model}
    if steps:
        shown["steps"] = [_step_json(number, it) for number, it in enumerate(steps)]
    return shown


def _step_json(number: int, step: Step) -> dict[str, Any]:
    """A step as in a thread, with what a visitor can't ask for later; of questions only what was
    decided. Ids are places.
    """
    decided = [
        {"id": str(at), "kind": it.kind, "decision": it.decision}
        for at, it in enumerate(step.questions)
        if not it.open
    ]
    details = {
        "id": str(number),
        "arguments": step.arguments,
        "result": step.result,
        "for_people": step.for_people,
    }
    return asdict(step_view(step)) | details | {"questions": decided}
