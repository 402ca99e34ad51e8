"""Opening a chat: its chosen branch, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.branch import (
    Link,
    children,
    newest,
    path_to,
    versions,
    without_switches,
)
from spacerr.domain.limits import THREAD_PAGE
from spacerr.domain.models import Chat, Message, User
from spacerr.domain.roles import Right
from spacerr.domain.status import ACTIVE, SWITCHES, Kind, Role
from spacerr.services import answering, naming
from spacerr.services.access import access_chat, right_to

LEFT = "Somebody who left"
"""Who asked, where their account is gone."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A chat's chosen branch, oldest message first. `earlier` tells whether more lies above.

    `versions`: by message id, the ids of all versions where there are several. `running`: the
    reply that is being written in this chat, `pinned`: the messages of it that are kept in mind, on
    whichever branch. For whom it was read: `askers`
    names, by message id, who else asked a question, `agents`, by message id, which one wrote a
    reply, `right` is what the person may do, `owner` whose chat it is. `nicknames`: what the team
    calls models, by their ids. `above` and `below`: what was said right before and after.
    """

    chat: Chat
    messages: Sequence[Message]
    earlier: bool
    versions: Mapping[str, Sequence[str]]
    running: str = ""
    pinned: Sequence[str] = ()
    askers: Mapping[str, str] = field(default_factory=dict[str, str])
    nicknames: Mapping[str, str] = field(default_factory=dict[str, str])
    agents: Mapping[str, str] = field(default_factory=dict[str, str])
    right: Right = Right.OWN
    owner: str = ""
    above: Sequence[Message] = ()
    below: Sequence[Message] = ()


async def thread(
    d: Deps, user_id: str, chat_id: str, *, before: str = "", limit: int | None = THREAD_PAGE
) -> Thread:
    """The last `limit` messages (None: all) of the chosen branch, or those above `before`, with the
    switches among them as the replies tell them.

    Raises ChatNotFound.
    """
    async with d.db.reading() as session:
        chat = await access_chat(session, user_id, chat_id)
        shown = await branch(session, chat, chat.leaf_id, before=before, limit=limit)
        shown = await _with_lines(session, user_id, shown)
        return shown if d.settings.local else await _as_read_by(session, user_id, shown)


async def branch(
    session: AsyncSession,
    chat: Chat,
    leaf_id: str | None,
    *,
    before: str = "",
    limit: int | None = None,
) -> Thread:
    """The branch of a chat, which somebody may already see, that ends at a message."""
    links, active, pinned = await _tree(session, chat.id)
    before = before.partition("~")[0]  # a line that stands there without being stored
    whole = path_to(leaf_id, {link.id: link.parent_id for link in links})
    path = whole
    if before:
        path = path[: path.index(before)] if before in path else []
    switches = {link.id for link in links if link.switch}
    shown = path if limit is None else newest(path, limit, switches)
    said = [it for it in path if it not in switches]
    above = [it for it in path[: len(path) - len(shown)] if it not in switches][-2:]
    below = [it for it in whole[len(path) :] if it not in switches][:1] if path else []
    wanted = [*above, *shown, *below]
    rows = await session.exec(select(Message).where(col(Message.id).in_(wanted)))
    messages = {row.id: row for row in rows}
    several = versions(said, children(without_switches(links)))
    return Thread(
        chat,
        [messages[it] for it in shown if it in messages],
        len(path) > len(shown),
        several,
        active,
        pinned,
        above=[messages[it] for it in above if it in messages],
        below=[messages[it] for it in below if it in messages],
    )


async def links(session: AsyncSession, chat_id: str) -> list[Link]:
    """All messages of a chat without their texts."""
    return (await _tree(session, chat_id))[0]


async def _with_lines(session: AsyncSession, user_id: str, shown: Thread) -> Thread:
    """With what the team calls models, and who answers from where on."""
    messages = [*shown.above, *shown.messages, *shown.below]
    models = {it.model for it in messages}
    models = (models | {naming.answered_by(it) for it in messages}) - {""}
    nicknames = await naming.nicknames(session, shown.chat.team_id, models)
    lines = answering.with_lines(
        messages, user_id, lambda it: nicknames.get(it) or naming.short(it)
    )
    ids = [it.id for it in lines]
    begin = ids.index(shown.above[-1].id) + 1 if shown.above else 0
    said = [ids.index(it.id) for it in shown.messages if it.kind not in SWITCHES]
    agents = {it.id: answering.agent_of(it, user_id).get("name", "") for it in shown.messages}
    return replace(
        shown,
        messages=lines[begin : said[-1] + 1] if said else [],
        nicknames=nicknames,
        agents={at: str(name) for at, name in agents.items() if name},
    )


async def _as_read_by(session: AsyncSession, user_id: str, shown: Thread) -> Thread:
    chat = shown.chat
    asked = {
        it.id: it.author_id or ""
        for it in shown.messages
        if it.role == Role.USER and it.author_id != user_id
    }
    known = await session.exec(
        select(User.id, User.name).where(col(User.id).in_({chat.user_id, *asked.values()}))
    )
    names = dict(known.all())
    return replace(
        shown,
        askers={it: names.get(author, LEFT) for it, author in asked.items()},
        right=right_to(chat, user_id),
        owner=names.get(chat.user_id, LEFT),
    )


async def _tree(session: AsyncSession, chat_id: str) -> tuple[list[Link], str, list[str]]:
    """A chat's links, the id of the reply that is being written, and those of what is pinned."""
    columns: list[Any] = [
        Message.id,
        Message.parent_id,
        Message.status,
        Message.kind,
        Message.pinned,
    ]
    query: Any = select(*columns).where(Message.chat_id == chat_id)
    rows = (await session.exec(query)).all()
    links = [Link(it.id, it.parent_id, it.kind == Kind.ERROR, it.kind in SWITCHES) for it in rows]
    active = next((it.id for it in rows if it.status in ACTIVE), "")
    return links, active, sorted(it.id for it in rows if it.pinned)
