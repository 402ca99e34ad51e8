"""Publishes events: stored in the transaction of the change, published after its commit.

All of these are called with the session of an open `writing()` block. After a rollback nothing is
published; after a commit the event is published even if the process dies (see `outbox`).
"""

from collections.abc import Mapping

from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.bus_events import (
    BridgeEvent,
    ChatBranched,
    ChatCreated,
    ChatDeleted,
    ChatSeen,
    ChatUpdated,
    ChatWaiting,
    MessagePinned,
    ReplyFinished,
    ReplyStarted,
    SettingsChanged,
    TeamsChanged,
    TeamUpdated,
    ToolsChosen,
)
from spacerr.domain.ids import new_id
from spacerr.domain.tables import OutboxRow
from spacerr.infra.database.database import after_commit
from spacerr.services import outbox
from spacerr.services.outbox import EVERY_TEAM

PROCESSES = "processes"
"""The audience of events for every process, which all of them receive."""

ChatEvent = (
    ChatCreated
    | ChatUpdated
    | ChatSeen
    | ChatWaiting
    | ChatBranched
    | MessagePinned
    | ToolsChosen
    | ReplyStarted
    | ReplyFinished
)


def publish(d: Deps, session: AsyncSession, audience: str, event: BridgeEvent) -> None:
    """Publish an event to a user or team."""
    outbox.store(d, session, OutboxRow(audience=audience, event=event.model_dump(mode="json")))


def publish_chat_event(
    d: Deps,
    session: AsyncSession,
    chat_id: str,
    kind: type[ChatEvent],
    *,
    only: str = "",
    held_as: str = "",
    **fields: str,
) -> None:
    """Publish an event about a chat to all users who can see it, or `only` to one of them. It has
    the `fields`, and the chat's line in their list at that time. Nothing is published where
    the chat is deleted.

    With `held_as` it is published after `outbox.release` is called with that.
    """
    event = {"type": kind.model_fields["type"].default, **fields}
    row = OutboxRow(once=held_as or new_id(), audience=only, chat_id=chat_id, event=event)
    outbox.store(d, session, row, held=bool(held_as))


def publish_chat_deleted(
    d: Deps, session: AsyncSession, chat_id: str, revisions: Mapping[str, int], source: str
) -> None:
    """Publish to users that a chat has left their lists, each with their revision of it."""
    for user_id, revision in revisions.items():
        event = ChatDeleted(source=source, chat_id=chat_id, revision=revision)
        publish(d, session, user_id, event)


def publish_team_updated(d: Deps, session: AsyncSession, team_id: str, *moved: str) -> None:
    """Publish to a team that it changed, and to the users who joined or left (`moved`) that their
    teams did.
    """
    for user_id in moved:
        publish(d, session, user_id, TeamsChanged())
    publish(d, session, team_id, TeamUpdated(team_id=team_id))


def publish_settings_changed(d: Deps, session: AsyncSession, team_id: str, only: str = "") -> None:
    """Publish that a team's keys, models, agents or instructions changed: to all processes, and to
    the tabs of the team or of `only` one user.
    """
    invalidate_team_cache(d, session, team_id)
    publish(d, session, only or team_id, SettingsChanged(team_id=team_id))


def invalidate_team_cache(d: Deps, session: AsyncSession, team_id: str) -> None:
    """Have all processes clear a team's cache, and this one as soon as the change is committed."""
    after_commit(session, lambda: d.team_cache.forget(team_id))
    publish(d, session, PROCESSES, SettingsChanged(team_id=team_id))


def publish_instructions_changed(d: Deps, session: AsyncSession, user_id: str = "") -> None:
    """Publish to a user's tabs, or to all, that personal or platform instructions changed."""
    publish(d, session, user_id or EVERY_TEAM, SettingsChanged(team_id=""))
