"""What a model is told: its instructions, and as much of what was said as it can hold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from spacerr.deps import Deps
from spacerr.domain.accounts.time_zones import get_zone
from spacerr.domain.chats.transitions import NoteStyle, bracketed_note, system_note, xml_note
from spacerr.domain.limits import INSTRUCTIONS_BYTES, INSTRUCTIONS_SHARE
from spacerr.domain.prompts.context_window import select_messages
from spacerr.domain.prompts.instructions import InstructionPart, Level, Variable, compose
from spacerr.domain.prompts.languages import language_name
from spacerr.domain.replies.meta import ReplyMeta, Sent
from spacerr.domain.status import SWITCHES, Kind, Role
from spacerr.domain.tables import Message, UserSettings
from spacerr.infra.llm import tokenizer
from spacerr.infra.llm.interface import ChatMessage
from spacerr.services.accounts.people import LOCAL_NAME
from spacerr.services.chats import attribution
from spacerr.services.chats import context as chat_context
from spacerr.services.chats.context import ReplyContext
from spacerr.services.cpu_work import in_thread_if_long
from spacerr.services.models.resolve import ResolvedModel
from spacerr.services.prompts import history as prompt_history

ANSWER = 4_096
"""Tokens left for an answer where the model's limit is unknown."""
LONG_ANSWER = 16_384
"""Tokens left for an answer without a limit: few are longer, though some models allow more."""
AROUND = 5
"""Tokens a message takes besides its text."""
EARLIER = "(What was said before this is left out.)"
"""In place of a question that is left out, because a conversation begins with one."""
_OUTPUT_SENT = "anthropic/"
"""Whose service wants to be told a limit, so that LiteLLM sends the model's own."""


@dataclass(frozen=True, slots=True)
class BuiltPrompt:
    """`instructions` come first, as the system's; then what was `said`. The rest is what the
    inspector shows: see the table Prompt.

    `history`: how many messages were `sent`, `left_out`, and sent for being `pinned`; whether that
    was `estimated`; for a long conversation, the message it was sent `since`, and those `kept` of
    what is older; the `pins` that were sent; which `switches` were told, and in which `manner`.
    `cut`: whether some of the instructions had no room.
    """

    instructions: str
    said: tuple[ChatMessage, ...]
    parts: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    history: dict[str, Any] = field(default_factory=dict[str, Any])
    levels: list[str] = field(default_factory=list[str])
    cut: bool = False

    @property
    def meta(self) -> ReplyMeta:
        """What a reply's row says of it."""
        counts = ("sent", "left_out", "pinned", "estimated")
        history = Sent(**{it: self.history.get(it, 0) for it in counts})
        return ReplyMeta(levels=self.levels, instructions_cut=self.cut, history=history)


async def build_prompt(
    d: Deps,
    here: ReplyContext,
    resolved: ResolvedModel,
    messages: Iterable[Message],
    partial: str = "",
) -> BuiltPrompt:
    """What a model is told that is to answer the last of some messages, or to go on with what it
    has said in `partial`.
    """
    known = resolved.facts
    composed = compose(
        get_instruction_texts(d, here),
        get_context_values(here, resolved.called or resolved.model.name),
        instructions_budget(known.context),
    )
    branch, manner = list(messages), resolved.manner
    switches, tellable = await in_thread_if_long(
        len(branch), lambda: _build_branch(branch, here, manner)
    )
    room = None if known.context is None else known.context - reserve_for_answer(resolved)
    omitted = await prompt_history.count_left_out(d, branch)
    told, history = await _fit_history(
        [composed.text, partial], tellable, resolved.name, room, omitted
    )
    return BuiltPrompt(
        composed.text,
        await in_thread_if_long(len(told), lambda: merge_neighbours(said for _, said in told)),
        [_part_json(part, here) for part in composed.parts],
        history | ({"switches": switches, "manner": manner.value} if switches else {}),
        composed.levels,
        composed.cut,
    )


class _Built(NamedTuple):
    """A message, and how a model is told it."""

    message: Message
    said: ChatMessage


def _build_branch(
    branch: Sequence[Message], here: ReplyContext, manner: NoteStyle
) -> tuple[dict[str, dict[str, Any]], list[_Built]]:
    """The switches of agents in a branch, and all of it that a model can be told."""
    switches = find_agent_switches(branch, here)
    found = [(it, build_message(it, manner)) for it in insert_agent_switches(branch, switches)]
    return switches, [_Built(it, said) for it, said in found if said]


def _part_json(part: InstructionPart, here: ReplyContext) -> dict[str, Any]:
    """A part as it is kept, with the agent it is `of`, and whether that was `shared`."""
    if not here.agent or part.level != Level.AGENT:
        return asdict(part)
    return asdict(part) | {"of": here.agent.id, "shared": here.agent.shared}


def find_agent_switches(branch: Sequence[Message], here: ReplyContext) -> dict[str, dict[str, Any]]:
    """By question id, where in a branch another agent took over: both names as the user who asks
    may see them, and whether one of the agents is private. The last question is for the agent that
    answers now.
    """
    found: dict[str, dict[str, Any]] = {}
    for question, before, reply in attribution.turns(branch):
        if before is None:
            continue
        previous = attribution.agent_of(before, here.user_id)
        new = chat_context.agent_snapshot(here.agent) or attribution.NO_AGENT
        if question is not branch[-1]:
            new = attribution.agent_of(reply, here.user_id) if reply else previous
        if not attribution.same(previous, new):
            private = not (previous.shared and new.shared)
            names = {"previous": previous.name, "new": new.name}
            found[question.id] = {**names, "private": private}
    return found


def insert_agent_switches(
    branch: Iterable[Message], switches: Mapping[str, Mapping[str, Any]]
) -> list[Message]:
    """What was said in a branch, with these switches of agents before their questions."""
    found: list[Message] = []
    for it in branch:
        if it.kind in SWITCHES:
            continue
        if names := switches.get(it.id):
            line = attribution.agent_switch(str(names["previous"]), str(names["new"]))
            line.id = f"{it.id}~{line.kind}"
            found.append(line)
        found.append(it)
    return found


def get_instruction_texts(d: Deps, here: ReplyContext) -> dict[Level, str]:
    """The instructions of each level that hold in this chat."""
    return {
        Level.PLATFORM: get_platform_instructions(d, here.platform),
        Level.TEAM: here.team.instructions,
        Level.PROJECT: here.project.instructions if here.project else "",
        Level.PERSONAL: here.person.instructions,
        Level.AGENT: str(here.agent.settings.get("instructions", "")) if here.agent else "",
    }


def get_platform_instructions(d: Deps, written: str) -> str:
    """What is told on every chat of this server: its setting, else what an operator wrote."""
    return d.settings.instructions or written


def get_context_values(here: ReplyContext, model: str) -> dict[str, str]:
    """What variables stand for in a chat."""
    agent = str(here.agent.settings.get("name", "")) if here.agent else ""
    return get_variable_values(here.person, here.user_name, here.team_name, model, agent)


def get_variable_values(
    person: UserSettings, name: str, team: str, model: str = "", agent: str = ""
) -> dict[str, str]:
    """What variables stand for, with words where something isn't known."""
    zone = get_zone(person.time_zone)
    now = datetime.now(zone)
    return {
        Variable.DATE: f"{now:%A}, {now.day} {now:%B} {now.year}",
        Variable.TIME_ZONE: person.time_zone if zone is not UTC else "UTC",
        Variable.PERSON: name if name not in ("", LOCAL_NAME) else "the person who asks",
        Variable.TEAM: team,
        Variable.LANGUAGE: language_name(person.language) or "the language of the question",
        Variable.MODEL: model or "the model",
        Variable.AGENT: agent or "the assistant",
    }


def instructions_budget(context: int | None) -> int:
    """How many bytes of instructions a model is told whose context holds so many tokens."""
    if context is None:
        return INSTRUCTIONS_BYTES
    return min(INSTRUCTIONS_BYTES, context // INSTRUCTIONS_SHARE * tokenizer.BYTES_PER_TOKEN)


def reserve_for_answer(resolved: ResolvedModel) -> int:
    """How many tokens of what a model holds are left for its answer."""
    known = resolved.facts
    if known.context is None or known.separate_output:
        return 0
    most = known.output or ANSWER
    if resolved.max_tokens:
        most = min(resolved.max_tokens, known.output or resolved.max_tokens)
    elif not resolved.name.startswith(_OUTPUT_SENT):
        most = min(most, LONG_ANSWER)
    return min(most, known.context // 2)


def build_messages(
    messages: Iterable[Message], manner: NoteStyle = NoteStyle.NOTE
) -> tuple[ChatMessage, ...]:
    """Messages as a model is told them."""
    return merge_neighbours(
        it for it in (build_message(message, manner) for message in messages) if it
    )


def merge_neighbours(told: Iterable[ChatMessage]) -> tuple[ChatMessage, ...]:
    """What a model is told, with neighbours of one role in one, from a question on."""
    runs = [(role, list(run)) for role, run in groupby(told, attrgetter("role"))]
    turns = [
        run[0] if len(run) == 1 else ChatMessage(role, "\n\n".join(it.text for it in run))
        for role, run in runs
    ]
    first = next((at for at, it in enumerate(turns) if it.role is not Role.SYSTEM), None)
    if first is not None and turns[first].role is Role.ASSISTANT:
        turns.insert(first, ChatMessage(Role.USER, EARLIER))
    return tuple(turns)


_ROLES = frozenset[str](Role)


def build_message(message: Message, manner: NoteStyle) -> ChatMessage | None:
    """A message as a model is told it, None where it isn't."""
    if message.kind == Kind.AGENT_SWITCH:
        names = attribution.names_of(message)
        if manner is NoteStyle.SYSTEM:
            return ChatMessage(Role.SYSTEM, system_note(*names))
        words = xml_note if manner is NoteStyle.BLOCK else bracketed_note
        return ChatMessage(Role.USER, words(*names))
    if message.kind == Kind.MODEL_SWITCH or not message.content or message.role not in _ROLES:
        return None
    return ChatMessage(Role(message.role), message.content)


async def _fit_history(
    around: Sequence[str],
    tellable: Sequence[_Built],
    model: str,
    room: int | None,
    omitted: int,
) -> tuple[Sequence[_Built], dict[str, Any]]:
    """What has room beside what stands `around` it, and how that went."""
    recent = _from_a_question(tellable) if omitted else tellable
    texts = [*around, *(it.said.text for it in recent)]
    if room is None or sum(tokenizer.token_upper_bound(it) + AROUND for it in texts) <= room:
        return recent, _summarise(tellable, recent, omitted, estimated=False)
    tokens, exact = await tokenizer.count_tokens(model, texts)
    told = await in_thread_if_long(
        len(texts), lambda: _drop_oldest(recent, tokens[: len(around)], tokens[len(around) :], room)
    )
    return told, _summarise(tellable, told, omitted, estimated=not exact)


def _drop_oldest(
    tellable: Sequence[_Built], around: Sequence[int], tokens: Sequence[int], room: int
) -> Sequence[_Built]:
    left = room - sum(around) - AROUND * len(around)
    pinned = {at for at, it in enumerate(tellable) if it.message.pinned}
    places = select_messages([it + AROUND for it in tokens], pinned, left)
    return _from_a_question([tellable[at] for at in places])


def _from_a_question(told: Sequence[_Built]) -> Sequence[_Built]:
    """Without the replies at the beginning whose question is left out, unless they are pinned."""
    begins = next(
        (at for at, (it, _) in enumerate(told) if it.pinned or it.role == Role.USER), len(told)
    )
    return told[begins:] or told[-1:]


def _summarise(
    tellable: Sequence[_Built], turns: Sequence[_Built], omitted: int, *, estimated: bool
) -> dict[str, Any]:
    told = [it.message for it in turns]
    left_out = len(tellable) - len(told) + omitted
    noted: dict[str, Any] = {
        "sent": len(told),
        "left_out": left_out,
        "pinned": sum(it.pinned for it in told),
        "estimated": estimated,
    }
    if pins := [it.id for it in told if it.pinned]:
        noted["pins"] = pins
    if left_out:
        since = next((it.id for it in told if not it.pinned), told[-1].id)
        ids = [it.id for it in told]
        noted |= {"since": since, "kept": ids[: ids.index(since)]}
    return noted
