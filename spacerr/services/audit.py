"""The audit: who did what to a team's membership, sharing and data, for its owners and admins."""

import csv
import io
from collections.abc import AsyncGenerator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.errors.base import BadRequest
from spacerr.domain.ids import is_valid_id
from spacerr.domain.limits import AUDIT_PAGE
from spacerr.domain.tables import AuditEntry, Chat, User
from spacerr.domain.teams.audit import ACTION_LABELS, Action
from spacerr.services.access import access_managed_team, chat_visible_to

__all__ = ["Action", "AuditPage", "export_csv", "list_entries", "record"]

EXPORT_PAGE = 500
"""Entries read at once for an export."""
OPERATOR = "Whoever runs the server"
HEADINGS = ("Time (UTC)", "Who", "What", "Whom or which", "Details", "Entry", "Id")


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries, newest first; `more` tells whether older ones follow. `titles` are those of the
    chats they are about, by their ids, as far as the reader can see them.
    """

    entries: Sequence[AuditEntry]
    more: bool
    titles: Mapping[str, str] = field(default_factory=dict[str, str])


async def record(
    session: AsyncSession,
    actor_id: str | None,
    team_id: str,
    action: Action,
    *,
    subject_id: str = "",
    subject: str = "",
    **detail: Any,
) -> None:
    """Add an entry to a team's audit, in the transaction of the action. `subject` names a person; a
    chat is named by its id alone, because its title is content. No actor means the operator.
    """
    actor = await session.get(User, actor_id) if actor_id else User(name=OPERATOR)
    session.add(
        AuditEntry(
            team_id=team_id,
            actor_id=actor_id,
            actor=actor.name if actor else "",
            action=action,
            subject_id=subject_id,
            subject=subject,
            detail=detail,
        )
    )


async def list_entries(
    d: Deps,
    user_id: str,
    team_id: str,
    *,
    before: str = "",
    action: str = "",
    limit: int = AUDIT_PAGE,
) -> AuditPage:
    """The newest entries, or those before one; all, or those of one kind.

    Raises TeamNotFound, OnlyManagers, BadRequest.
    """
    query = select(AuditEntry).where(AuditEntry.team_id == team_id)
    if before:
        if not is_valid_id(before):
            raise BadRequest
        query = query.where(AuditEntry.id < before)
    if action:
        if action not in set(Action):
            raise BadRequest
        query = query.where(AuditEntry.action == action)
    async with d.db.reading() as session:
        await access_managed_team(session, user_id, team_id)
        found = await session.exec(query.order_by(col(AuditEntry.id).desc()).limit(limit + 1))
        rows = found.all()
        titles = await _titles(session, user_id, {it.subject_id for it in rows})
    return AuditPage(rows[:limit], len(rows) > limit, titles)


async def _titles(session: AsyncSession, user_id: str, ids: AbstractSet[str]) -> dict[str, str]:
    seen = select(Chat.id, Chat.title).where(col(Chat.id).in_(ids), chat_visible_to(user_id))
    return dict((await session.exec(seen)).all())


async def export_csv(d: Deps, user_id: str, team_id: str) -> AsyncGenerator[str]:
    """All entries as CSV, newest first, piece by piece. Raises TeamNotFound, OnlyManagers."""
    shown = await list_entries(d, user_id, team_id, limit=EXPORT_PAGE)
    return _iter_csv(d, user_id, team_id, shown)


async def _iter_csv(d: Deps, user_id: str, team_id: str, shown: AuditPage) -> AsyncGenerator[str]:
    yield _csv([HEADINGS])
    while shown.entries:
        yield _csv([_row(entry) for entry in shown.entries])
        last = shown.entries[-1].id
        shown = await list_entries(d, user_id, team_id, before=last, limit=EXPORT_PAGE)


def _row(entry: AuditEntry) -> tuple[str, ...]:
    at = datetime.fromtimestamp(entry.created_at / 1000, UTC)
    return (
        at.strftime("%Y-%m-%d %H:%M:%S"),
        entry.actor,
        ACTION_LABELS.get(entry.action, entry.action),
        entry.subject,
        "; ".join(f"{name}: {value}" for name, value in sorted(entry.detail.items())),
        entry.id,
        entry.subject_id,
    )


def _csv(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(
        [_escape_formula(cell) for cell in row] for row in rows
    )
    return text.getvalue()


def _escape_formula(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip()[:1] in {"=", "+", "-", "@", "|", "%"} else cell
