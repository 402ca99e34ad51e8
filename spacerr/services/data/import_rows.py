"""Turns the parts of an export into rows, with new ids in the order of the old ones."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from spacerr.domain.chats.search_terms import index_words
from spacerr.domain.chats.tree import ROOT
from spacerr.domain.data.exported_steps import ExportedQuestion
from spacerr.domain.data.exports import AgentPart, ChatPart, MessagePart, ProjectPart
from spacerr.domain.ids import new_id
from spacerr.domain.replies.meta import ReplyMeta
from spacerr.domain.replies.questions import Question
from spacerr.domain.replies.steps import OPEN_STEPS, StepState
from spacerr.domain.status import ACTIVE, Role, Status
from spacerr.domain.tables import Agent, Chat, Message, Passage, Project, ReplyStep
from spacerr.domain.text import utf16_length

_IMPORT = "import:"


AT_ONCE = 200
"""Chats, messages and steps in one transaction, so that other writers don't wait long; a message
counts once more for each `HEAVY` characters, those of its steps included.
"""

HEAVY = 1_000


class Piece(NamedTuple):
    """Rows of messages, of their steps and of the search index, stored in one transaction."""

    messages: list[dict[str, Any]]
    steps: list[dict[str, Any]]
    passages: list[dict[str, Any]]


class Batch(NamedTuple):
    """Rows of chats with their messages: several pieces only for a single chat."""

    chats: list[dict[str, Any]]
    pieces: list[Piece]


class Places(NamedTuple):
    """The team's projects and the user's agents, by their ids in the file."""

    projects: Mapping[str, str]
    agents: Mapping[str, str]


def chat_request(chat_id: str) -> str:
    """The request id of an imported chat: one user imports one chat once."""
    return _IMPORT + chat_id


def original_id(request_id: str) -> str:
    """The id that an imported chat had before."""
    return request_id.removeprefix(_IMPORT)


def project_request(user_id: str, team_id: str, project_id: str) -> str:
    """The request id of a project that a user imports into a team."""
    return f"{user_id}/{_IMPORT}{team_id}/{project_id}"


def agent_row(user_id: str, team_id: str, part: AgentPart) -> Agent:
    """The row of an imported agent: private to the user who imports it."""
    return Agent(
        team_id=team_id,
        user_id=user_id,
        client_request_id=agent_request(team_id, part.id),
        version=0,
        created_at=part.created_at,
    )


def agent_request(team_id: str, agent_id: str) -> str:
    """The request id of an agent that a user imports into a team."""
    return f"{_IMPORT}{team_id}/{agent_id}"


def project_row(user_id: str, team_id: str, part: ProjectPart) -> Project:
    return Project(
        team_id=team_id,
        client_request_id=project_request(user_id, team_id, part.id),
        revision=1,
        **part.model_dump(exclude={"id"}),
    )


def chat_weight(chat: ChatPart) -> int:
    """The chat's share of a transaction, as AT_ONCE counts."""
    return 1 + sum(_weight(message) for message in chat.messages)


def _weight(message: MessagePart) -> int:
    texts = [message.text, message.reasoning]
    texts += [text for it in message.steps for text in (it.call, it.arguments, it.result)]
    return 1 + len(message.steps) + sum(map(len, texts)) // HEAVY


def build_batch(user_id: str, team_id: str, places: Places, parts: Sequence[ChatPart]) -> Batch:
    """The rows of chats, in pieces for one transaction each."""
    batch, remaining = Batch([], [Piece([], [], [])]), AT_ONCE
    for part in parts:
        chat, messages = _chat_rows(user_id, team_id, places, part)
        batch.chats.append(chat.model_dump())
        title = Passage(chat_id=chat.id, words=index_words(chat.title))
        batch.pieces[-1].passages.append(_passage(title))
        for message, old in zip(messages, part.messages, strict=True):
            remaining -= _weight(old)
            if remaining < 0 and batch.pieces[-1].messages and len(parts) == 1:
                batch.pieces.append(Piece([], [], []))
                remaining = AT_ONCE
            batch.pieces[-1].messages.append(message.model_dump())
            batch.pieces[-1].steps.extend(_step_rows(user_id, message, old))
            if message.content and message.role in (Role.USER, Role.ASSISTANT):
                found = index_words(message.content)
                passage = Passage(chat_id=chat.id, message_id=message.id, words=found)
                batch.pieces[-1].passages.append(_passage(passage))
    return batch


def _passage(row: Passage) -> dict[str, Any]:
    return row.model_dump(exclude={"id"})


def _chat_rows(
    user_id: str, team_id: str, places: Places, part: ChatPart
) -> tuple[Chat, list[Message]]:
    old = sorted(message.id for message in part.messages)
    ids = dict(zip(old, sorted(new_id() for _ in old), strict=True)) | {ROOT: ROOT}
    chat = Chat(
        user_id=user_id,
        team_id=team_id,
        project_id=places.projects.get(part.project_id or ""),
        agent_id=places.agents.get(part.agent_id or ""),
        title=part.title or "New chat",
        title_source=part.title_source,
        model=part.model,
        tools=part.tools or None,
        leaf_id=ids[part.leaf_id] if part.leaf_id else None,
        chosen={ids[parent]: ids[child] for parent, child in part.chosen.items()},
        client_request_id=chat_request(part.id),
        pinned_at=part.pinned_at,
        archived_at=part.archived_at,
        revision=1,
        created_at=part.created_at,
        active_at=part.active_at,
    )
    return chat, [_message(user_id, chat.id, ids, places.agents, it) for it in part.messages]


def _message(
    user_id: str,
    chat_id: str,
    ids: Mapping[str, str],
    agents: Mapping[str, str],
    part: MessagePart,
) -> Message:
    """The row of an imported message. A reply that was running when exported counts as ended."""
    running = part.status in ACTIVE
    return Message(
        id=ids[part.id],
        chat_id=chat_id,
        parent_id=ids[part.parent_id] if part.parent_id else None,
        role=part.role,
        kind=part.kind,
        status=Status.INTERRUPTED if running else part.status,
        content=part.text,
        reasoning=part.reasoning,
        model=part.model,
        error=part.error.model_dump(mode="json") if part.error else None,
        meta=_meta(part, ids, agents),
        author_id=user_id if part.mine else None,
        pinned=part.pinned,
        created_at=part.created_at,
        ended_at=part.ended_at,
    )


def _step_rows(user_id: str, message: Message, part: MessagePart) -> list[dict[str, Any]]:
    """The rows of a reply's steps. Each stands in the text, not before the last, and has ended."""
    rows: list[dict[str, Any]] = []
    at, end = 0, utf16_length(message.content)
    for position, step in enumerate(part.steps):
        at = max(at, min(step.at, end))
        state = StepState.CANCELLED if step.state in OPEN_STEPS else step.state
        changed: dict[str, Any] = {
            "at": at,
            "state": state.value,
            "title": step.title or step.name,
            "questions": [_question(user_id, it) for it in step.questions],
        }
        fields: dict[str, Any] = step.model_dump() | changed
        row = ReplyStep(id=new_id(), message_id=message.id, position=position, **fields)
        rows.append(row.model_dump())
    return rows


def _question(user_id: str, part: ExportedQuestion) -> dict[str, Any]:
    """A question of which only the decision is known."""
    question = Question(
        id=new_id(),
        kind=part.kind,
        asked_at=part.asked_at,
        until=part.decided_at,
        decision=part.decision,
        decided_by=user_id if part.mine else "",
        decided_at=part.decided_at,
    )
    return question.model_dump(mode="json")


def _meta(
    part: MessagePart, ids: Mapping[str, str], agents: Mapping[str, str]
) -> dict[str, object]:
    made_from = ("edit_of", "version_of", "continues")
    meta = part.origin.model_dump(exclude_none=True)
    if part.origin.agent:
        meta["agent"]["id"] = agents.get(part.origin.agent.id, "")
    moved = {key: ids.get(it, "") if key in made_from else it for key, it in meta.items()}
    found = ReplyMeta.read(moved)
    return (found.merge(ReplyMeta(steps=len(part.steps))) if part.steps else found).stored()
