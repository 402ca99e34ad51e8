"""The prompts of replies: stored beside each reply, for users who can read its chat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.chats.transitions import ANOTHER_AGENT, NoteStyle
from spacerr.domain.errors.prompts import PromptNotKept
from spacerr.domain.prompts.instructions import Level
from spacerr.domain.replies.steps import Step
from spacerr.domain.status import Role, enum_or_default
from spacerr.domain.tables import Agent, Message, Prompt
from spacerr.domain.text import utf16_length, utf16_prefix
from spacerr.infra.cpu_work import in_thread_if_long
from spacerr.infra.database.database import insert_into
from spacerr.infra.llm.interface import ChatMessage, ChatModel, ModelRequest
from spacerr.infra.llm.messages import GO_ON
from spacerr.services.access import access_message
from spacerr.services.prompts import history as prompt_history
from spacerr.services.prompts.build import BuiltPrompt
from spacerr.services.prompts.messages import (
    EARLIER,
    build_message,
    build_messages,
    insert_agent_switches,
)
from spacerr.services.prompts.rounds import build_rounds
from spacerr.services.steps.steps import read_steps

log = structlog.get_logger(__name__)

_COUNTS = ("sent", "left_out", "pinned", "estimated")
BEGINNING = 300
"""Characters shown of a message that was left out."""


@dataclass(frozen=True, slots=True)
class PromptPiece:
    """A message that was sent, or left out. `why`: "" or "pinned" for one that was sent, "partial"
    for the reply's text so far, "added" for a text of our own, "left-out" otherwise.
    """

    role: str
    text: str
    why: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class PromptView:
    """The prompt of a reply, as a user may see it. A part that is hidden from them has no lines,
    but their number, `hidden`.
    """

    chat_id: str
    parts: Sequence[dict[str, Any]]
    pieces: Sequence[PromptPiece]
    history: dict[str, Any] = field(default_factory=dict[str, Any])
    parameters: dict[str, Any] = field(default_factory=dict[str, Any])
    at: int = 0


async def store_prompt(
    d: Deps,
    reply_id: str,
    prompt: BuiltPrompt,
    request: ModelRequest,
    model: ChatModel,
    rounds: int = 0,
) -> None:
    """Store the prompt of a reply after so many `rounds` of calls. Never raises: a reply must not
    fail because of this.
    """
    parameters = {"model": request.model, **await model.params_sent(request)}
    if request.partial:
        parameters["partial"] = utf16_length(request.partial)
    if rounds:
        parameters["rounds"] = rounds
    row = Prompt(
        message_id=reply_id, parts=prompt.parts, history=prompt.history, parameters=parameters
    )
    values = row.model_dump()
    try:
        async with d.db.writing() as session:
            insert = insert_into(session, Prompt).values(**values)
            await session.exec(
                insert.on_conflict_do_update(index_elements=[Prompt.message_id], set_=values)
            )
    except SQLAlchemyError as error:
        log.info("prompt.not_stored", reply=reply_id, reason=type(error).__name__)


async def get_prompt(d: Deps, user_id: str, message_id: str) -> PromptView:
    """The prompt of a reply. Raises MessageNotFound, PromptNotKept."""
    async with d.db.reading() as session:
        chat, message = await access_message(session, user_id, message_id)
        row = await session.get(Prompt, message_id)
        if row is None:
            raise PromptNotKept
        parts = [await _shown(session, user_id, message, part) for part in row.parts]
    history = row.history
    sent = {history.get("since"), *history.get("kept", ()), *history.get("pins", ())}
    branch = await prompt_history.read_branch(d, chat, message.parent_id, also=sent)
    parameters = dict(row.parameters)
    steps = await read_steps(d, [*branch, message], user_id)
    own = message.author_id == user_id
    pieces = await in_thread_if_long(len(branch), lambda: _pieces(branch, steps, history, own))
    sent_rounds = parameters.pop("rounds", 0)
    done = [it for it in steps.get(message.id, ()) if it.round <= sent_rounds]
    rounds, rest = build_rounds(message.content, done)
    partial = utf16_prefix(rest, parameters.pop("partial", 0))
    pieces += [PromptPiece(it.role, _piece_text(it), "partial") for it in rounds]
    return PromptView(
        chat.id,
        parts,
        [*pieces, *_continuation_pieces(partial)],
        {name: it for name, it in history.items() if name in _COUNTS},
        parameters,
        row.created_at,
    )


async def _shown(
    session: AsyncSession, user_id: str, message: Message, part: dict[str, Any]
) -> dict[str, Any]:
    """A part of the prompt as this user may see it. The text of personal instructions is only for
    their author. An agent's part is as the agent was then: sharing it later shares nothing older.
    """
    level, own = part["level"], message.author_id == user_id
    if level == Level.AGENT and not own:
        agent = await session.get(Agent, part.get("of", ""))
        own = part.get("shared") is True or (agent is not None and agent.user_id == user_id)
    if own or level not in (Level.PERSONAL, Level.AGENT):
        return {"level": level, "lines": part["lines"]}
    return {"level": level, "lines": [], "hidden": len(part["lines"])}


def _pieces(
    branch: Sequence[Message],
    steps: Mapping[str, Sequence[Step]],
    history: dict[str, Any],
    own: bool,
) -> list[PromptPiece]:
    manner, pins = (
        enum_or_default(NoteStyle, history.get("manner"), NoteStyle.NOTE),
        history.get("pins", ()),
    )
    messages = insert_agent_switches(branch, _switches(history, own))
    turns = [
        (it, built) for it in messages if (built := build_message(it, manner, steps.get(it.id, ())))
    ]
    ids, kept = [it.id for it, _ in turns], history.get("kept", [])
    since = ids.index(history["since"]) if history.get("since") in ids else 0
    sent = [at >= since or it in kept for at, it in enumerate(ids)]
    each = zip(turns, sent, strict=True)
    pieces = [
        _piece(it, part, is_sent, it.id in pins)
        for (it, built), is_sent in each
        for part in (built if is_sent else built[:1])
    ]
    built_messages = build_messages(
        [it for (it, _), is_sent in zip(turns, sent, strict=True) if is_sent], manner
    )
    if ChatMessage(Role.USER, EARLIER) in built_messages:
        first = next(
            at for at, it in enumerate(pieces) if it.why != "left-out" and it.role != Role.SYSTEM
        )
        pieces.insert(first, PromptPiece(Role.USER, EARLIER, "added"))
    return pieces


def _switches(history: dict[str, Any], own: bool) -> dict[str, dict[str, Any]]:
    """The switches in the prompt. Names of private agents are only for the user who asked."""
    switches: dict[str, dict[str, Any]] = history.get("switches", {})
    if own:
        return switches
    return {at: _without_names(it) if it["private"] else it for at, it in switches.items()}


def _without_names(names: dict[str, Any]) -> dict[str, Any]:
    return names | {it: names[it] and ANOTHER_AGENT for it in ("previous", "new")}


def _piece(message: Message, built: ChatMessage, sent: bool, pinned: bool) -> PromptPiece:
    if not sent:
        return PromptPiece(built.role, built.text[:BEGINNING], "left-out", message.id)
    return PromptPiece(built.role, _piece_text(built), "pinned" if pinned else "", message.id)


def _piece_text(built: ChatMessage) -> str:
    calls = [f"{it.name}({it.arguments})" for it in built.calls]
    return "\n".join([built.text, *calls] if built.text else calls)


def _continuation_pieces(partial: str) -> list[PromptPiece]:
    if not partial:
        return []
    return [PromptPiece(Role.ASSISTANT, partial, "partial"), PromptPiece(Role.USER, GO_ON, "added")]
