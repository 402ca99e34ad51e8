"""Builds the prompt of a reply: the instructions, and as much of the chat as the model can hold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import Any, NamedTuple

from spacerr.deps import Deps
from spacerr.domain.accounts.time_zones import get_zone
from spacerr.domain.chats.transitions import NoteStyle
from spacerr.domain.limits import INSTRUCTIONS_BYTES, INSTRUCTIONS_SHARE
from spacerr.domain.prompts import token_estimates
from spacerr.domain.prompts.context_window import select_messages
from spacerr.domain.prompts.instructions import InstructionPart, Level, Variable, compose
from spacerr.domain.prompts.languages import language_name
from spacerr.domain.replies.meta import ReplyMeta, Sent
from spacerr.domain.replies.steps import Step
from spacerr.domain.status import Role
from spacerr.domain.tables import Message, UserSettings
from spacerr.domain.tools.spec import ToolSpec, describe
from spacerr.infra.cpu_work import in_thread_if_long
from spacerr.infra.llm import tokenizer
from spacerr.infra.llm.interface import ChatMessage
from spacerr.services.accounts.people import LOCAL_NAME
from spacerr.services.chats.context import ReplyContext
from spacerr.services.models.resolve import ResolvedModel
from spacerr.services.prompts import history as prompt_history
from spacerr.services.prompts.messages import (
    build_message,
    find_agent_switches,
    insert_agent_switches,
    merge_same_role,
)

NO_STEPS: Mapping[str, Sequence[Step]] = {}

ANSWER = 4_096
"""Tokens left for an answer where the model's limit is unknown."""
LONG_ANSWER = 16_384
"""Tokens left for an answer without a limit: few are longer, though some models allow more."""
AROUND = 5
"""Tokens a message takes besides its text."""
_OUTPUT_SENT = "anthropic/"
"""Models whose provider requires a limit: LiteLLM sends the model's own."""


@dataclass(frozen=True, slots=True)
class BuiltPrompt:
    """`instructions` are the system prompt, `messages` follow it. The rest is for the prompt
    inspector: see the table Prompt.

    `history`: how many messages were `sent`, `left_out`, and sent because they are `pinned`;
    whether tokens were `estimated`; for a long chat, the message it was sent `since`, and the older
    ones that were `kept`; the `pins` that were sent; the `switches` of agents, and the `manner` of
    their notes. `cut`: whether some of the instructions were cut for lack of room.
    """

    instructions: str
    messages: tuple[ChatMessage, ...]
    parts: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    history: dict[str, Any] = field(default_factory=dict[str, Any])
    levels: list[str] = field(default_factory=list[str])
    cut: bool = False

    @property
    def meta(self) -> ReplyMeta:
        """The prompt's part of a reply's metadata."""
        counts = ("sent", "left_out", "pinned", "estimated")
        history = Sent(**{it: self.history.get(it, 0) for it in counts})
        return ReplyMeta(levels=self.levels, instructions_cut=self.cut, history=history)


async def build_prompt(
    d: Deps,
    ctx: ReplyContext,
    resolved: ResolvedModel,
    messages: Iterable[Message],
    rounds: Sequence[ChatMessage] = (),
    partial: str = "",
    *,
    steps: Mapping[str, Sequence[Step]] = NO_STEPS,
    tools: Sequence[ToolSpec] = (),
) -> BuiltPrompt:
    """The prompt for an answer to the last of some messages, or for the continuation of a reply:
    after its `rounds` of calls, whose text since then is `partial`. `steps`: those of the messages,
    by their ids.
    """
    facts = resolved.facts
    composed = compose(
        get_instruction_texts(d, ctx),
        get_context_values(ctx, resolved.called or resolved.model.name),
        instructions_budget(facts.context),
    )
    branch, style = list(messages), resolved.note_style
    switches, candidates = await in_thread_if_long(
        len(branch), lambda: _build_branch(branch, ctx, style, steps)
    )
    room = None if facts.context is None else facts.context - reserve_for_answer(resolved)
    omitted = await prompt_history.count_left_out(d, branch)
    fixed = [composed.text, partial, *(it.all_text for it in rounds), *map(describe, tools)]
    fitting, history = await _fit_history(fixed, candidates, resolved.name, room, omitted)
    return BuiltPrompt(
        composed.text,
        await in_thread_if_long(
            len(fitting),
            lambda: merge_same_role([*chain.from_iterable(it.built for it in fitting), *rounds]),
        ),
        [_part_json(part, ctx) for part in composed.parts],
        history | ({"switches": switches, "manner": style.value} if switches else {}),
        composed.levels,
        composed.cut,
    )


class _BuiltMessage(NamedTuple):
    """A message, and what is sent of it."""

    message: Message
    built: tuple[ChatMessage, ...]

    @property
    def text(self) -> str:
        return "".join(it.all_text for it in self.built)


def _build_branch(
    branch: Sequence[Message],
    ctx: ReplyContext,
    style: NoteStyle,
    steps: Mapping[str, Sequence[Step]],
) -> tuple[dict[str, dict[str, Any]], list[_BuiltMessage]]:
    """The switches of agents in a branch, and its messages that can be sent."""
    switches = find_agent_switches(branch, ctx)
    found = [
        (it, build_message(it, style, steps.get(it.id, ())))
        for it in insert_agent_switches(branch, switches)
    ]
    return switches, [_BuiltMessage(it, built) for it, built in found if built]


def _part_json(part: InstructionPart, ctx: ReplyContext) -> dict[str, Any]:
    """A part as it is stored; an agent's part with `of`, the agent's id, and whether it was
    `shared`.
    """
    if not ctx.agent or part.level != Level.AGENT:
        return asdict(part)
    return asdict(part) | {"of": ctx.agent.id, "shared": ctx.agent.shared}


def get_instruction_texts(d: Deps, ctx: ReplyContext) -> dict[Level, str]:
    """The instructions of each level that hold in this chat."""
    return {
        Level.PLATFORM: get_platform_instructions(d, ctx.platform),
        Level.TEAM: ctx.team.instructions,
        Level.PROJECT: ctx.project.instructions if ctx.project else "",
        Level.PERSONAL: ctx.user_settings.instructions,
        Level.AGENT: str(ctx.agent.settings.get("instructions", "")) if ctx.agent else "",
    }


def get_platform_instructions(d: Deps, written: str) -> str:
    """The instructions for every chat of the server: the setting, else the operator's text."""
    return d.settings.instructions or written


def get_context_values(ctx: ReplyContext, model: str) -> dict[str, str]:
    """The values of variables in a chat."""
    agent = str(ctx.agent.settings.get("name", "")) if ctx.agent else ""
    return get_variable_values(ctx.user_settings, ctx.user_name, ctx.team_name, model, agent)


def get_variable_values(
    user_settings: UserSettings, name: str, team: str, model: str = "", agent: str = ""
) -> dict[str, str]:
    """The value of each variable, with a phrase where it isn't known."""
    zone = get_zone(user_settings.time_zone)
    now = datetime.now(zone)
    return {
        Variable.DATE: f"{now:%A}, {now.day} {now:%B} {now.year}",
        Variable.TIME_ZONE: user_settings.time_zone if zone is not UTC else "UTC",
        Variable.PERSON: name if name not in ("", LOCAL_NAME) else "the person who asks",
        Variable.TEAM: team,
        Variable.LANGUAGE: language_name(user_settings.language) or "the language of the question",
        Variable.MODEL: model or "the model",
        Variable.AGENT: agent or "the assistant",
    }


def instructions_budget(context: int | None) -> int:
    """The most bytes of instructions for a model whose context holds so many tokens."""
    if context is None:
        return INSTRUCTIONS_BYTES
    return min(INSTRUCTIONS_BYTES, context // INSTRUCTIONS_SHARE * token_estimates.BYTES_PER_TOKEN)


def reserve_for_answer(resolved: ResolvedModel) -> int:
    """The tokens of a model's context that are reserved for its answer."""
    facts = resolved.facts
    if facts.context is None or facts.separate_output:
        return 0
    limit = facts.output or ANSWER
    if resolved.max_tokens:
        limit = min(resolved.max_tokens, facts.output or resolved.max_tokens)
    elif not resolved.name.startswith(_OUTPUT_SENT):
        limit = min(limit, LONG_ANSWER)
    return min(limit, facts.context // 2)


async def _fit_history(
    fixed: Sequence[str],
    candidates: Sequence[_BuiltMessage],
    model: str,
    room: int | None,
    omitted: int,
) -> tuple[Sequence[_BuiltMessage], dict[str, Any]]:
    """The messages that fit into `room` tokens beside the `fixed` texts, and the history's facts.
    `omitted` messages of the branch were not read.
    """
    recent = _from_a_question(candidates) if omitted else candidates
    texts = [*fixed, *(it.text for it in recent)]
    if room is None or sum(token_estimates.token_upper_bound(it) + AROUND for it in texts) <= room:
        return recent, _summarise(candidates, recent, omitted, estimated=False)
    tokens, exact = await tokenizer.count_tokens(model, texts)
    fitting = await in_thread_if_long(
        len(texts), lambda: _drop_oldest(recent, tokens[: len(fixed)], tokens[len(fixed) :], room)
    )
    return fitting, _summarise(candidates, fitting, omitted, estimated=not exact)


def _drop_oldest(
    candidates: Sequence[_BuiltMessage], fixed: Sequence[int], tokens: Sequence[int], room: int
) -> Sequence[_BuiltMessage]:
    left = room - sum(fixed) - AROUND * len(fixed)
    pinned = {at for at, it in enumerate(candidates) if it.message.pinned}
    places = select_messages([it + AROUND for it in tokens], pinned, left)
    return _from_a_question([candidates[at] for at in places])


def _from_a_question(built: Sequence[_BuiltMessage]) -> Sequence[_BuiltMessage]:
    """Without the first replies, whose question is left out, unless they are pinned."""
    first = next(
        (at for at, (it, _) in enumerate(built) if it.pinned or it.role == Role.USER), len(built)
    )
    return built[first:] or built[-1:]


def _summarise(
    candidates: Sequence[_BuiltMessage],
    fitting: Sequence[_BuiltMessage],
    omitted: int,
    *,
    estimated: bool,
) -> dict[str, Any]:
    """`history` of a BuiltPrompt."""
    sent = [it.message for it in fitting]
    left_out = len(candidates) - len(sent) + omitted
    history: dict[str, Any] = {
        "sent": len(sent),
        "left_out": left_out,
        "pinned": sum(it.pinned for it in sent),
        "estimated": estimated,
    }
    if pins := [it.id for it in sent if it.pinned]:
        history["pins"] = pins
    if left_out:
        since = next((it.id for it in sent if not it.pinned), sent[-1].id)
        ids = [it.id for it in sent]
        history |= {"since": since, "kept": ids[: ids.index(since)]}
    return history
