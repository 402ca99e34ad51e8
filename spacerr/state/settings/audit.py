"""Settings: the audit log of a team."""

from collections.abc import Mapping
from dataclasses import dataclass

import reflex as rx

from spacerr.deps import deps
from spacerr.domain.accounts.names import FORMER_MEMBER
from spacerr.domain.tables import AuditEntry
from spacerr.domain.teams.audit import ACTION_LABELS, Action
from spacerr.services import audit
from spacerr.state.gate import session
from spacerr.state.settings.section import SectionMixin
from spacerr.words import audit as words

SHOWN = 1_000
"""Entries that a tab shows at most; the file to download has all of them."""


@dataclass(frozen=True, slots=True)
class AuditEntryView:
    """`at` is in milliseconds since 1970. `chat_id` and `title` are those of a chat that the
    reader can see, else "".
    """

    id: str
    at: int
    actor: str
    action: str
    subject: str
    chat_id: str
    title: str
    facts: str


class AuditState(SectionMixin, rx.State):
    entries: list[AuditEntryView] = []
    """Newest first."""
    more: bool = False
    """Whether older entries can be loaded."""
    action: str = ""
    """The kind of entry that is listed; "" lists all."""

    @rx.event
    async def open(self, team_id: str):
        """The section comes into view."""
        if self._enter(team_id):
            self.action = ""
        await self._load()

    @rx.event
    async def filter(self, action: str):
        """List one kind of entry."""
        self.action = action if action in set(Action) else ""
        await self._load()

    @rx.event
    async def load_older(self):
        """Add the entries before those that are listed."""
        if self.entries:
            await self._load(before=self.entries[-1].id)

    async def _load(self, before: str = "") -> None:
        user = session.get_user_id(self)
        try:
            page = await audit.list_entries(
                deps(), user, self.team_id, before=before, action=self.action
            )
        except Exception as error:
            self._fail(error)
            return
        known = self.entries if before else []
        self.entries = [*known, *(_view(it, page.titles) for it in page.entries)]
        self.more = page.more and len(self.entries) < SHOWN
        self._show()


def _view(entry: AuditEntry, titles: Mapping[str, str]) -> AuditEntryView:
    title = titles.get(entry.subject_id, "")
    return AuditEntryView(
        id=entry.id,
        at=entry.created_at,
        actor=entry.actor or FORMER_MEMBER,
        action=_amid_a_sentence(ACTION_LABELS.get(entry.action, entry.action)),
        subject=entry.subject,
        chat_id=entry.subject_id if title else "",
        title=title,
        facts=words.facts(entry.detail),
    )


def _amid_a_sentence(words: str) -> str:
    return words[:1].lower() + words[1:]
