"""The settings of an agent, and their validation."""

from collections.abc import Mapping
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, model_validator

from spacerr.domain.errors.agents import (
    AgentNameTooLong,
    AvatarTooLong,
    DescriptionTooLong,
    EmptyAgentName,
    StarterTooLong,
    TooManyStarters,
)
from spacerr.domain.errors.base import BadRequest, SpacerrError
from spacerr.domain.errors.team_models import TemperatureOutOfRange
from spacerr.domain.limits import (
    AGENT_NAME_CHARS,
    AVATAR_CHARS,
    AVATAR_LETTERS,
    DESCRIPTION_CHARS,
    MAX_TEMPERATURE,
    MODEL_CHARS,
    STARTER_CHARS,
    STARTERS,
    TOOL_CHARS,
    TOOLS,
)
from spacerr.domain.prompts import instructions
from spacerr.domain.status import Colour
from spacerr.domain.text import one_line
from spacerr.domain.tools.limits import ROUNDS


class AgentSettings(BaseModel):
    """The settings stored with a version of an agent.

    `avatar` is an emoji or letters on the `colour`; "" stands for the name's initials. `model` ""
    and `temperature` None leave the choice to the user who asks. With `only_tools` it may use none
    but those that `tools` names, and in one reply it may do so in up to `rounds` answers.
    `starters` are questions to begin with.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    avatar: str = ""
    colour: str = Colour.GREY.value
    description: str = ""
    instructions: str = ""
    model: str = ""
    temperature: float | None = None
    tools: tuple[str, ...] = ()
    only_tools: bool = False
    rounds: int = ROUNDS
    starters: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _with_limit(cls, given: Any) -> Any:
        if not isinstance(given, Mapping) or "only_tools" in given:
            return given
        stored = cast("Mapping[str, Any]", given)
        return {**stored, "only_tools": only_named_tools(stored)}


def validate_agent(settings: AgentSettings) -> AgentSettings:
    """Settings as they can be stored and shown.

    Raises EmptyAgentName, AgentNameTooLong, AvatarTooLong, DescriptionTooLong, InstructionsTooLong,
    UnknownVariable, TemperatureOutOfRange, StarterTooLong, TooManyStarters, BadRequest.
    """
    name = _line(settings.name, AGENT_NAME_CHARS, AgentNameTooLong)
    if not name:
        raise EmptyAgentName
    temperature = settings.temperature
    if temperature is not None and not 0 <= temperature <= MAX_TEMPERATURE:
        raise TemperatureOutOfRange
    if not 1 <= settings.rounds <= ROUNDS:
        raise BadRequest
    return AgentSettings(
        name=name,
        avatar=_avatar(settings.avatar),
        colour=settings.colour if settings.colour in set(Colour) else Colour.GREY.value,
        description=_line(settings.description, DESCRIPTION_CHARS, DescriptionTooLong),
        instructions=instructions.validate_instructions(settings.instructions),
        model=_line(settings.model, MODEL_CHARS, BadRequest),
        temperature=temperature,
        tools=_tools(settings),
        only_tools=settings.only_tools,
        rounds=settings.rounds,
        starters=_lines(
            settings.starters, STARTERS, TooManyStarters, STARTER_CHARS, StarterTooLong
        ),
    )


def only_named_tools(settings: Mapping[str, Any]) -> bool:
    """Whether an agent may use none but the tools that its stored settings name. Settings from
    before the field `only_tools` are limited to the tools they name, if any.
    """
    return bool(settings.get("only_tools", settings.get("tools")))


def may_use_tool(settings: Mapping[str, Any], name: str) -> bool:
    """Whether an agent with these stored settings may use a tool."""
    return not only_named_tools(settings) or name in (settings.get("tools") or ())


def max_rounds(settings: Mapping[str, Any]) -> int:
    """In how many answers of one reply an agent with these stored settings may call tools."""
    rounds = settings.get("rounds")
    return min(rounds, ROUNDS) if isinstance(rounds, int) else ROUNDS


def with_copy_name(settings: AgentSettings) -> AgentSettings:
    """The same settings, with a name that marks them as a copy."""
    ending = " (copy)"
    name = settings.name[: AGENT_NAME_CHARS - len(ending)].rstrip() + ending
    return settings.model_copy(update={"name": name})


def _tools(settings: AgentSettings) -> tuple[str, ...]:
    names = settings.tools if settings.only_tools else ()
    return _lines(names, TOOLS, BadRequest, TOOL_CHARS, BadRequest)


def _line(text: str, most: int, too_long: type[SpacerrError]) -> str:
    line = one_line(text)
    if len(line) > most:
        raise too_long
    return line


def _lines(
    texts: tuple[str, ...],
    count: int,
    too_many: type[SpacerrError],
    most: int,
    too_long: type[SpacerrError],
) -> tuple[str, ...]:
    """The lines without repetitions and empty ones."""
    lines = tuple(dict.fromkeys(line for text in texts if (line := _line(text, most, too_long))))
    if len(lines) > count:
        raise too_many
    return lines


def _avatar(text: str) -> str:
    """A valid avatar: one emoji, which may be several joined characters, or a few letters."""
    avatar = "".join(_line(text, AVATAR_CHARS, AvatarTooLong).split())
    if sum(it.isalnum() for it in avatar) > AVATAR_LETTERS:
        raise AvatarTooLong
    return avatar
