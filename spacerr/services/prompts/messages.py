"""A branch as messages for a model: its text, and notes where another agent took over."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from spacerr.domain.chats.transitions import NoteStyle, bracketed_note, system_note, xml_note
from spacerr.domain.replies.steps import Step
from spacerr.domain.status import SWITCHES, Kind, Role
from spacerr.domain.tables import Message
from spacerr.infra.llm.interface import ChatMessage
from spacerr.services.chats import attribution
from spacerr.services.chats import context as chat_context
from spacerr.services.chats.context import ReplyContext
from spacerr.services.prompts.rounds import build_rounds

EARLIER = "(What was said before this is left out.)"
"""In place of a question that is left out: providers expect a question first."""


_ROLES = frozenset[str](Role)


def build_messages(
    messages: Iterable[Message], style: NoteStyle = NoteStyle.NOTE
) -> tuple[ChatMessage, ...]:
    """Messages as they are sent to a model, without the steps of replies."""
    return merge_same_role(built for it in messages for built in build_message(it, style))


def build_message(
    message: Message, style: NoteStyle, steps: Sequence[Step] = ()
) -> tuple[ChatMessage, ...]:
    """A message as it is sent to a model: one, several where a reply has `steps`, none where it
    isn't sent.
    """
    if steps:
        rounds, rest = build_rounds(message.content, steps)
        rounds = tuple(it._replace(extra={}) for it in rounds)  # wanted in the same reply only
        return (*rounds, ChatMessage(Role.ASSISTANT, rest)) if rest else rounds
    built = _build(message, style)
    return (built,) if built else ()


def _build(message: Message, style: NoteStyle) -> ChatMessage | None:
    if message.kind == Kind.AGENT_SWITCH:
        names = attribution.names_of(message)
        if style is NoteStyle.SYSTEM:
            return ChatMessage(Role.SYSTEM, system_note(*names))
        note = xml_note if style is NoteStyle.BLOCK else bracketed_note
        return ChatMessage(Role.USER, note(*names))
    if message.kind == Kind.MODEL_SWITCH or not message.content or message.role not in _ROLES:
        return None
    return ChatMessage(Role(message.role), message.content)


def merge_same_role(messages: Iterable[ChatMessage]) -> tuple[ChatMessage, ...]:
    """Messages with neighbours of one role merged, but for calls and their results. EARLIER is put
    before a reply that would come first.
    """
    runs = [list(run) for _, run in groupby(enumerate(messages), _mergeable)]
    turns = [
        run[0][1]
        if len(run) == 1
        else ChatMessage(run[0][1].role, "\n\n".join(it.text for _, it in run))
        for run in runs
    ]
    first = next((at for at, it in enumerate(turns) if it.role is not Role.SYSTEM), None)
    if first is not None and turns[first].role is Role.ASSISTANT:
        turns.insert(first, ChatMessage(Role.USER, EARLIER))
    return tuple(turns)


def _mergeable(numbered: tuple[int, ChatMessage]) -> tuple[Role, int]:
    """Equal for neighbours that are merged."""
    number, message = numbered
    return message.role, number if message.calls or message.call else -1


def find_agent_switches(branch: Sequence[Message], ctx: ReplyContext) -> dict[str, dict[str, Any]]:
    """By question id, where in a branch another agent took over: both names as the user who asks
    may see them, and whether one of the agents is private. The last question is for the agent that
    answers now.
    """
    found: dict[str, dict[str, Any]] = {}
    for question, before, reply in attribution.turns(branch):
        if before is None:
            continue
        previous = attribution.agent_of(before, ctx.user_id)
        new = chat_context.agent_snapshot(ctx.agent) or attribution.NO_AGENT
        if question is not branch[-1]:
            new = attribution.agent_of(reply, ctx.user_id) if reply else previous
        if not attribution.same_agent(previous, new):
            private = not (previous.shared and new.shared)
            names = {"previous": previous.name, "new": new.name}
            found[question.id] = {**names, "private": private}
    return found


def insert_agent_switches(
    branch: Iterable[Message], switches: Mapping[str, Mapping[str, Any]]
) -> list[Message]:
    """The messages of a branch, with these switches of agents before their questions."""
    found: list[Message] = []
    for message in branch:
        if message.kind in SWITCHES:
            continue
        if names := switches.get(message.id):
            line = attribution.agent_switch(str(names["previous"]), str(names["new"]))
            line.id = f"{message.id}~{line.kind}"
            found.append(line)
        found.append(message)
    return found
