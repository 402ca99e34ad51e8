"""A branch as messages for a model: its text, and notes where another agent took over."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from spacerr.domain.chats.transitions import NoteStyle, bracketed_note, system_note, xml_note
from spacerr.domain.status import SWITCHES, Kind, Role
from spacerr.domain.tables import Message
from spacerr.infra.llm.interface import ChatMessage
from spacerr.services.chats import attribution
from spacerr.services.chats import context as chat_context
from spacerr.services.chats.context import ReplyContext

EARLIER = "(What was said before this is left out.)"
"""In place of a question that is left out: providers expect a question first."""


_ROLES = frozenset[str](Role)


def build_messages(
    messages: Iterable[Message], style: NoteStyle = NoteStyle.NOTE
) -> tuple[ChatMessage, ...]:
    """Messages as they are sent to a model."""
    return merge_same_role(
        item for item in (build_message(message, style) for message in messages) if item
    )


def build_message(message: Message, style: NoteStyle) -> ChatMessage | None:
    """A message as it is sent to a model, None where it isn't sent."""
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
    """Messages with neighbours of one role merged. EARLIER is put before a reply that would come
    first.
    """
    runs = [(role, list(run)) for role, run in groupby(messages, attrgetter("role"))]
    turns = [
        run[0] if len(run) == 1 else ChatMessage(role, "\n\n".join(it.text for it in run))
        for role, run in runs
    ]
    first = next((at for at, it in enumerate(turns) if it.role is not Role.SYSTEM), None)
    if first is not None and turns[first].role is Role.ASSISTANT:
        turns.insert(first, ChatMessage(Role.USER, EARLIER))
    return tuple(turns)


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
