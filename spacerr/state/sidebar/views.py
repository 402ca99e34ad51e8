"""Views of the list of chats. The page keeps the list; these change it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from spacerr.domain.bus_events import (
    BridgeEvent,
    ChatBranched,
    MessagePinned,
    SignInEnded,
    TeamsChanged,
    TeamUpdated,
    ToolsChosen,
)
from spacerr.domain.chats.lines import ProjectLine
from spacerr.domain.limits import ID_CHARS, TEAMS
from spacerr.infra.redis.stream_hub import is_entry_id
from spacerr.services.chats.lists import ChatPage, Scope
from spacerr.services.chats.search import ChatHit
from spacerr.services.teams.teams import TeamLine

Line = dict[str, Any]
"""A ChatLine or ProjectLine as JSON."""
Cursor = dict[str, str]
"""By audience, the id of the last event that a list knows of."""


@dataclass
class ListView:
    """A list that was fetched for the user `me`. A new `version` replaces the page's list. `local`:
    the user works alone, without an account.
    """

    version: str = ""
    me: str = ""
    local: bool = True
    cursor: Cursor = field(default_factory=dict[str, str])
    team_id: str = ""
    project_id: str = ""
    archived: bool = False
    lines: list[Line] = field(default_factory=list[Line])
    end: list[Any] = field(default_factory=list[Any])
    more: bool = False
    projects: list[Line] = field(default_factory=list[Line])


@dataclass
class TeamsView:
    """The user's teams: id, name, role, revision and number of members. Each change of a team, also
    of its members or invitations, has a new `version`.
    """

    version: str = ""
    teams: list[Line] = field(default_factory=list[Line])


@dataclass
class NextPageView:
    """Chats below those listed: the result of `scroll`. `end` is `[active_at, id]`."""

    version: str = ""
    lines: list[Line] = field(default_factory=list[Line])
    end: list[Any] = field(default_factory=list[Any])
    more: bool = False


@dataclass
class NewsView:
    """Events that lead from one cursor to the next."""

    after: Cursor = field(default_factory=dict[str, str])
    cursor: Cursor = field(default_factory=dict[str, str])
    events: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


@dataclass
class FoundView:
    """The results of a search for `query`."""

    query: str = ""
    hits: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    problem: str = ""


@dataclass
class WithinView:
    """The hits of a search within the open chat: ids of `messages` in reading order, and the
    `terms` to compare words with. Each result has a new `version`.
    """

    chat_id: str = ""
    query: str = ""
    terms: list[str] = field(default_factory=list[str])
    messages: list[str] = field(default_factory=list[str])
    version: str = ""


@dataclass
class RefusedView:
    """Why an action on a chat or project (`id`) was refused: the page undoes it. Each has a new
    `version`; `kind` is the error's name.
    """

    version: str = ""
    id: str = ""
    sentence: str = ""
    kind: str = ""


@dataclass
class InstructionsView:
    """A project's instructions, as of a revision: the result of `load_instructions`."""

    project_id: str = ""
    text: str = ""
    revision: int = 0


def list_view(
    version: str, cursor: Cursor, scope: Scope, page: ChatPage, projects: Sequence[ProjectLine]
) -> ListView:
    return ListView(
        version=version,
        cursor=cursor,
        team_id=scope.team_id,
        project_id=scope.project_id,
        archived=scope.archived,
        lines=[line.model_dump() for line in page.lines],
        end=list(page.end),
        more=page.more,
        projects=[project.model_dump() for project in projects],
    )


def teams_view(version: str, teams: Sequence[TeamLine]) -> TeamsView:
    return TeamsView(version, [asdict(team) for team in teams])


def next_page_view(version: str, page: ChatPage) -> NextPageView:
    lines = [line.model_dump() for line in page.lines]
    return NextPageView(version, lines, list(page.end), page.more)


def news_view(after: Cursor, cursor: Cursor, events: Sequence[BridgeEvent]) -> NewsView:
    unlisted = ChatBranched | MessagePinned | ToolsChosen | SignInEnded | TeamUpdated | TeamsChanged
    listed = [event for event in events if not isinstance(event, unlisted)]
    return NewsView(after, cursor, [event.model_dump(exclude={"source"}) for event in listed])


def found_view(query: str, hits: Sequence[ChatHit]) -> FoundView:
    return FoundView(query, [asdict(hit) for hit in hits])


def parse_cursor(sent: object) -> Cursor:
    """A cursor that a page sent; empty if it is malformed."""
    if not isinstance(sent, dict):
        return {}
    pairs = cast("dict[object, object]", sent)
    if len(pairs) > TEAMS + 1:
        return {}
    cursor = {str(key): str(value) for key, value in pairs.items()}
    plain = all(len(key) <= ID_CHARS and is_entry_id(value) for key, value in cursor.items())
    return cursor if plain else {}
