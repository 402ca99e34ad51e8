"""How a reply came about: all that is stored of it, for users who can read its chat."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.errors.chats import MessageNotFound
from spacerr.domain.replies.meta import ReplyMeta
from spacerr.domain.status import Role
from spacerr.domain.tables import Chat, Connection, Message, Prompt, User
from spacerr.infra.providers.environment_models import DEMO
from spacerr.services.access import access_message
from spacerr.services.chats import attribution, model_names
from spacerr.services.tools.registry import get_titles


class Whose(StrEnum):
    """Whose key was used."""

    SERVER = "server"
    TEAM = "team"
    YOURS = "yours"
    SOMEBODY = "somebody"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Key:
    """`name`: the name of the key, or of its owner where it is another user's."""

    whose: Whose
    name: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """`model` is the one that was asked, `names` the models' names, by their ids. `tools` are the
    titles of those that it was offered. `priced`: whether its price was looked up. `prompt`:
    whether its prompt was stored. `key`: None where that isn't known.
    """

    chat_id: str
    status: str
    model: str
    names: dict[str, str]
    tools: list[str]
    origin: ReplyMeta
    priced: bool
    prompt: bool
    key: Key | None
    ended_at: int | None


_PLAIN = (
    "requested_model",
    "actual_model",
    "provider",
    "levels",
    "adjusted",
    "brought",
    "instructions_cut",
    "usage_estimated",
    "cost",
    "finish_reason",
    "limit",
    "started_at",
    "first_token_ms",
    "reasoned_until_ms",
    "total_ms",
    "tokens_per_s",
    "rounds",
    "adopted",
    "continues",
    "provider_request_id",
    "provider_words",
)
_SHOWN: Any = dict.fromkeys(_PLAIN, True) | {
    "agent": {"name", "version"},
    "history": {"sent", "left_out", "pinned", "estimated"},
    "usage": {"prompt_tokens", "completion_tokens"},
    "retried": {"__all__": {"sentence", "at", "words"}},
    "attempts": {
        "__all__": {"status": True, "model": True, "error": {"sentence"}, "ended_at": True}
    },
    "fallback": {"from_", "to", "sentence"},
}
"""The fields of a reply's metadata that are sent to pages, and those of their parts."""


def shown(origin: ReplyMeta) -> dict[str, Any]:
    """A reply's metadata for pages. It never says whose key was used."""
    return origin.model_dump(mode="json", by_alias=True, exclude_none=True, include=_SHOWN)


async def of_reply(d: Deps, user_id: str, message_id: str) -> Details:
    """The details of a reply. Raises MessageNotFound, also where the message isn't a reply."""
    local = d.settings.auth_mode == "local"
    async with d.db.reading() as session:
        chat, message = await access_message(session, user_id, message_id)
        if message.role != Role.ASSISTANT:
            raise MessageNotFound
        origin = ReplyMeta.read(message.meta)
        if origin.agent:
            agent = attribution.agent_of(message, user_id)
            origin = origin.merge(ReplyMeta(agent=agent))
        model = origin.requested_model or message.model
        titles = await get_titles(d, chat.team_id) if origin.tools else {}
        return Details(
            chat_id=chat.id,
            status=message.status,
            model=model,
            names=await _names(session, chat, origin, {model}),
            tools=[titles.get(it, it) for it in _offered(origin)],
            origin=origin,
            priced=origin.says("cost"),
            prompt=await session.get(Prompt, message.id) is not None,
            key=await _key(session, local, user_id, chat, message, origin),
            ended_at=message.ended_at,
        )


def _offered(origin: ReplyMeta) -> Sequence[str]:
    """The tools that the model was offered: none where its server has refused them."""
    return () if "tools" in (origin.adjusted or ()) else origin.tools or ()


async def _names(
    session: AsyncSession, chat: Chat, origin: ReplyMeta, models: Collection[str]
) -> dict[str, str]:
    stood_in = {origin.fallback.from_, origin.fallback.to} if origin.fallback else set[str]()
    before = {it.model or "" for it in origin.attempts or ()}
    wanted = {*models, *stood_in, *before} - {""}
    given = await model_names.get_nicknames(session, chat.team_id, wanted)
    return {it: given.get(it) or model_names.short_name(it) for it in wanted}


async def _key(
    session: AsyncSession,
    local: bool,
    user_id: str,
    chat: Chat,
    message: Message,
    origin: ReplyMeta,
) -> Key | None:
    """The key that was used, without the key itself, and without the name another user gave theirs.
    `local`: there is only one user, who owns all keys.
    """
    if origin.connection is None or DEMO in (message.model, origin.requested_model):
        return None
    if not origin.connection:
        return Key(Whose.SERVER)
    query = (
        select(Connection.name, Connection.user_id, User.name)
        .outerjoin(User, col(User.id) == Connection.user_id)
        .where(Connection.id == origin.connection, Connection.team_id == chat.team_id)
    )
    found = (await session.exec(query)).first()
    if found is None:
        return Key(Whose.GONE)
    name, owner, owner_name = found
    if owner is None and not local:
        return Key(Whose.TEAM, name)
    if local or owner == user_id:
        return Key(Whose.YOURS, name)
    return Key(Whose.SOMEBODY, owner_name or "")
