"""A message with its steps, as it is exported."""

from collections.abc import Mapping, Sequence
from typing import Any

from spacerr.domain.chats.transitions import ANOTHER_AGENT
from spacerr.domain.data.exported_steps import ExportedQuestion, ExportedStep
from spacerr.domain.data.exports import ExportedError, ExportedOrigin, MessagePart
from spacerr.domain.replies.meta import ReplyMeta
from spacerr.domain.replies.steps import Step
from spacerr.domain.status import (
    UNKNOWN_CATEGORY_AS,
    UNKNOWN_STATUS_AS,
    Category,
    Kind,
    Role,
    Status,
    enum_or_default,
)
from spacerr.domain.tables import Message
from spacerr.services.chats import attribution

_SWITCHED = f"Switched to {ANOTHER_AGENT}"


def message_part(
    user_id: str, row: Message, author: str, steps: Sequence[Step], names: Mapping[str, str]
) -> MessagePart:
    """A message as it is stored, even a reply too long to be imported again. Names of agents that
    the user can't see are left out. `names` are those of the persons who have answered questions,
    by their ids.
    """
    own, meta = row.author_id == user_id, ReplyMeta.read(row.meta)
    if row.kind == Kind.AGENT_SWITCH and not own:
        previous, new = (it and ANOTHER_AGENT for it in attribution.names_of(row))
        meta = meta.merge(ReplyMeta(previous=previous, new=new))
    elif meta.agent:
        meta = meta.merge(ReplyMeta(agent=attribution.agent_of(row, user_id)))
    return MessagePart.model_construct(
        id=row.id,
        parent_id=row.parent_id,
        role=enum_or_default(Role, row.role, Role.SYSTEM),
        kind=enum_or_default(Kind, row.kind, Kind.TEXT),
        status=enum_or_default(Status, row.status, UNKNOWN_STATUS_AS),
        text=row.content if own or row.kind != Kind.AGENT_SWITCH else _SWITCHED,
        reasoning=row.reasoning,
        steps=[_step(user_id, it, names) for it in steps],
        model=row.model,
        error=_error(row.error) if row.error else None,
        origin=ExportedOrigin.model_validate(meta.model_dump(by_alias=True, exclude_unset=True)),
        author=author,
        mine=own,
        pinned=row.pinned,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )


def _step(user_id: str, step: Step, names: Mapping[str, str]) -> ExportedStep:
    kept = step.model_dump(include=set(ExportedStep.model_fields) - {"questions"})
    decided = [
        ExportedQuestion(
            kind=it.kind,
            decision=it.decision,
            asked_at=it.asked_at,
            decided_at=it.decided_at,
            by=names.get(it.decided_by, ""),
            mine=it.decided_by == user_id,
        )
        for it in step.questions
        if it.decision
    ]
    return ExportedStep.model_construct(**kept, questions=decided)


def _error(error: dict[str, Any]) -> ExportedError:
    category = enum_or_default(Category, error.get("category"), UNKNOWN_CATEGORY_AS)
    return ExportedError.model_validate({**error, "category": category})
