"""Opening a chat: its chosen branch, page by page."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.accounts.names import FORMER_MEMBER
from spacerr.domain.chats.tree import (
    MessageNode,
    children,
    last_messages,
    path_to,
    sibling_versions,
    without_switches,
)
from spacerr.domain.limits import JUMP_LEAD, JUMP_PAGE, THREAD_PAGE
from spacerr.domain.replies.steps import Steps
from spacerr.domain.roles import Right
from spacerr.domain.status import ACTIVE, SWITCHES, Kind, Role
from spacerr.domain.tables import Chat, Message, User
from spacerr.infra.cpu_work import in_thread_if_long
from spacerr.services.access import access_chat, right_to
from spacerr.services.chats import attribution, model_names
from spacerr.services.steps.steps import read_steps

"""The name of an asker whose account is gone."""

LINKS_AT_ONCE = 1_000
"""Messages read by one query without their texts: other tasks run between two queries."""

MESSAGES_AT_ONCE = 200
"""Messages read by one query with their texts."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A chat's chosen branch, oldest message first. `earlier` tells whether more lies above.

    `versions`: by message id, the ids of all versions where there are several. `steps`: those of
    replies that have any. `running`: the
    reply that is being written in this chat, `pinned`: the ids of its pinned messages, on
    any branch. For the user who reads it: `askers` names, by message id, other users who asked a
    question, `agents`, by message id, the agent that wrote a reply, `right` is what the user may
    do, `owner` whose chat it is. `nicknames`: the team's names for models, by their ids. `above`
    and `below`: the messages right before and after.
    """

    chat: Chat
    messages: Sequence[Message]
    earlier: bool
    versions: Mapping[str, Sequence[str]]
    running: str = ""
    pinned: Sequence[str] = ()
    steps: Mapping[str, Steps] = field(default_factory=dict[str, Steps])
    askers: Mapping[str, str] = field(default_factory=dict[str, str])
    nicknames: Mapping[str, str] = field(default_factory=dict[str, str])
    agents: Mapping[str, str] = field(default_factory=dict[str, str])
    right: Right = Right.OWN
    owner: str = ""
    above: Sequence[Message] = ()
    below: Sequence[Message] = ()


async def get_thread(
    d: Deps,
    user_id: str,
    chat_id: str,
    *,
    before: str = "",
    until: str = "",
    limit: int | None = THREAD_PAGE,
) -> Thread:
    """The last `limit` messages (None: all) of the chosen branch, or those above `before`, with
    switches where the replies' agents or models change. Where the message `until` lies above those,
    also the messages down from it, at most REACH.

    Raises ChatNotFound.
    """
    async with d.db.reading() as session:
        chat = await access_chat(session, user_id, chat_id)
    shown = await get_branch(d, chat, chat.leaf_id, before=before, until=until, limit=limit)
    shown = replace(shown, steps=await read_steps(d, shown.messages, user_id, brief=True))
    async with d.db.reading() as session:
        shown = await _with_switches(session, user_id, shown)
        return shown if d.settings.local else await _with_readers_view(session, user_id, shown)


async def get_branch(
    d: Deps,
    chat: Chat,
    leaf_id: str | None,
    *,
    before: str = "",
    until: str = "",
    limit: int | None = None,
) -> Thread:
    """The branch of a chat that ends at a message. The caller has checked the user's right. Read in
    pieces, between which other tasks use the event loop and the database.
    """
    links, active, pinned = await get_tree(d, chat.id)
    part = await in_thread_if_long(
        len(links), lambda: _select_part(links, leaf_id, before, until, limit)
    )
    ids = [*part.above, *part.shown, *part.below]
    messages = {it.id: it async for page in iter_messages(d, ids) for it in page}
    return Thread(
        chat,
        [messages[it] for it in part.shown if it in messages],
        part.earlier,
        part.versions,
        active,
        pinned,
        above=[messages[it] for it in part.above if it in messages],
        below=[messages[it] for it in part.below if it in messages],
    )


class _BranchPart(NamedTuple):
    """Ids of a branch: those shown, and those right before and after."""

    shown: Sequence[str]
    above: Sequence[str]
    below: Sequence[str]
    earlier: bool
    versions: Mapping[str, Sequence[str]]


def _select_part(
    links: Sequence[MessageNode], leaf_id: str | None, before: str, until: str, limit: int | None
) -> _BranchPart:
    before = before.partition("~")[0]  # the id of a switch that is shown but not stored
    whole = path_to(leaf_id, {link.id: link.parent_id for link in links})
    path = whole
    if before:
        path = path[: path.index(before)] if before in path else []
    switches = {link.id for link in links if link.is_switch}
    if limit is not None and until in path:
        limit = max(limit, min(JUMP_PAGE, len(path) - path.index(until) + JUMP_LEAD))
    shown = path if limit is None else last_messages(path, limit, switches)
    messages = [it for it in path if it not in switches]
    above = [it for it in path[: len(path) - len(shown)] if it not in switches][-2:]
    below = [it for it in whole[len(path) :] if it not in switches][:1] if path else []
    several = sibling_versions(messages, children(without_switches(links)))
    return _BranchPart(shown, above, below, len(path) > len(shown), several)


async def get_path(d: Deps, chat_id: str, leaf_id: str | None) -> list[str]:
    """The ids of a chat's messages from its beginning to the one that ends a branch."""
    found = await get_links(d, chat_id)
    return await in_thread_if_long(
        len(found), lambda: path_to(leaf_id, {link.id: link.parent_id for link in found})
    )


async def iter_messages(
    d: Deps, ids: Sequence[str], condition: ColumnElement[bool] | None = None
) -> AsyncGenerator[list[Message]]:
    """Messages in the order of their ids, some at a time, without those that are gone; all, or
    those of `condition`.
    """
    for start in range(0, len(ids), MESSAGES_AT_ONCE):
        some = ids[start : start + MESSAGES_AT_ONCE]
        query = select(Message).where(col(Message.id).in_(some))
        async with d.db.reading() as session:
            rows = await session.exec(query if condition is None else query.where(condition))
            found = {row.id: row for row in rows}
        yield [found[it] for it in some if it in found]


async def iter_lengths(
    d: Deps, ids: Sequence[str], condition: ColumnElement[bool]
) -> AsyncGenerator[dict[str, int]]:
    """The lengths of the messages of `condition` in characters, in the order of their ids, some at
    a time.
    """
    length: Any = func.length(Message.content)
    for start in range(0, len(ids), LINKS_AT_ONCE):
        some = ids[start : start + LINKS_AT_ONCE]
        async with d.db.reading() as session:
            rows = await session.exec(
                select(Message.id, length).where(col(Message.id).in_(some), condition)
            )
            found = dict(rows.all())
        yield {it: found[it] for it in some if it in found}


async def get_links(d: Deps, chat_id: str) -> list[MessageNode]:
    """All messages of a chat without their texts."""
    return (await get_tree(d, chat_id))[0]


async def _with_switches(session: AsyncSession, user_id: str, shown: Thread) -> Thread:
    """A thread with the team's names for models, and with switches."""
    messages = [*shown.above, *shown.messages, *shown.below]
    models = await in_thread_if_long(len(messages), lambda: _models_of(messages))
    nicknames = await model_names.get_nicknames(session, shown.chat.team_id, models)
    lined = await in_thread_if_long(
        len(messages), lambda: _insert_switches(user_id, shown, messages, nicknames)
    )
    return replace(lined, nicknames=nicknames)


def _models_of(messages: Sequence[Message]) -> set[str]:
    """The models that were asked, and those that answered."""
    asked = {it.model for it in messages}
    return (asked | {model_names.answering_model(it) for it in messages}) - {""}


def _insert_switches(
    user_id: str, shown: Thread, messages: Sequence[Message], nicknames: Mapping[str, str]
) -> Thread:
    lines = attribution.with_switches(
        messages, user_id, lambda it: nicknames.get(it) or model_names.short_name(it)
    )
    places = {it.id: at for at, it in enumerate(lines)}
    begin = places[shown.above[-1].id] + 1 if shown.above else 0
    positions = [places[it.id] for it in shown.messages if it.kind not in SWITCHES]
    agents = {it.id: attribution.agent_of(it, user_id).name for it in shown.messages}
    return replace(
        shown,
        messages=lines[begin : positions[-1] + 1] if positions else [],
        agents={at: name for at, name in agents.items() if name},
    )


async def _with_readers_view(session: AsyncSession, user_id: str, shown: Thread) -> Thread:
    chat = shown.chat
    author_of = {
        message.id: message.author_id or ""
        for message in shown.messages
        if message.role == Role.USER and message.author_id != user_id
    }
    known = await session.exec(
        select(User.id, User.name).where(col(User.id).in_({chat.user_id, *author_of.values()}))
    )
    names = dict(known.all())
    return replace(
        shown,
        askers={it: names.get(author, FORMER_MEMBER) for it, author in author_of.items()},
        right=right_to(chat, user_id),
        owner=names.get(chat.user_id, FORMER_MEMBER),
    )


async def get_tree(d: Deps, chat_id: str) -> tuple[list[MessageNode], str, list[str]]:
    """All messages of a chat without text, the id of its running reply, those of pinned ones."""
    columns: list[Any] = [
        Message.id,
        Message.parent_id,
        Message.status,
        Message.kind,
        Message.pinned,
    ]
    found, active, pinned, after = list[MessageNode](), "", list[str](), ""
    query: Any = select(*columns).where(Message.chat_id == chat_id).order_by(col(Message.id))
    while True:
        async with d.db.reading() as session:
            rows = (await session.exec(query.where(Message.id > after).limit(LINKS_AT_ONCE))).all()
        for row in rows:
            found.append(
                MessageNode(row.id, row.parent_id, row.kind == Kind.ERROR, row.kind in SWITCHES)
            )
            active = row.id if row.status in ACTIVE else active
            pinned += [row.id] if row.pinned else []
        if len(rows) < LINKS_AT_ONCE:
            return found, active, pinned
        after = rows[-1].id
