"""The fields of the form that an agent is edited in, each a text under a name."""

from collections.abc import Mapping, Sequence

from spacerr.domain.agents.agents import AgentSettings
from spacerr.domain.errors import agents as errors
from spacerr.domain.errors.prompts import InstructionsTooLong, UnknownVariable
from spacerr.domain.errors.team_models import TemperatureOutOfRange
from spacerr.domain.limits import STARTERS
from spacerr.domain.numbers import NotANumber, amount
from spacerr.domain.tools.limits import ROUNDS
from spacerr.domain.tools.spec import ToolSpec
from spacerr.words.numbers import plain

STARTER_FIELDS = [f"starter-{number + 1}" for number in range(STARTERS)]
TEMPERATURE_WAY = "temperature-way"
DEFAULT, OWN = "default", "own"
"""Whose temperature is used: the model's, or the agent's own."""
PRIVATE, SHARED = "private", "shared"
TOOLS_WAY = "tools-way"
ALL_TOOLS, ONLY_TOOLS = "all", "only"
ROUNDS_FIELD = "rounds"
TOOL, CHECKED = "tool-", "on"
"""How the field of a tool begins, and what it holds while it is checked."""
TEXTS = ("name", "avatar", "colour", "description", "instructions", "model")
FIELD_OF_ERROR: Mapping[type[Exception], str] = {
    errors.EmptyAgentName: "name",
    errors.AgentNameTooLong: "name",
    errors.AvatarTooLong: "avatar",
    errors.DescriptionTooLong: "description",
    InstructionsTooLong: "instructions",
    UnknownVariable: "instructions",
    errors.StarterTooLong: STARTER_FIELDS[0],
    TemperatureOutOfRange: "temperature",
}
"""The field that an error is about."""


def tool_field(name: str) -> str:
    """The name of a tool's field."""
    return f"{TOOL}{name}"


def to_fields(
    settings: AgentSettings, tools: Sequence[ToolSpec], *, shared: bool
) -> dict[str, str]:
    """What the form shows of an agent. While it may use all tools, all are checked."""
    here = [it.name for it in tools]
    checked = settings.tools if settings.only_tools else here
    own = settings.temperature
    starters = [*settings.starters, *[""] * STARTERS]
    return {
        **{it: getattr(settings, it) for it in TEXTS},
        **dict(zip(STARTER_FIELDS, starters, strict=False)),
        ROUNDS_FIELD: str(settings.rounds),
        TOOLS_WAY: ONLY_TOOLS if settings.only_tools else ALL_TOOLS,
        **{tool_field(it): "" for it in here},
        **{tool_field(it): CHECKED for it in checked},
        TEMPERATURE_WAY: DEFAULT if own is None else OWN,
        "temperature": "1" if own is None else plain(own),
        "shared": SHARED if shared else PRIVATE,
    }


def to_settings(fields: Mapping[str, str]) -> AgentSettings:
    """The agent that a form describes. Raises TemperatureOutOfRange."""
    return AgentSettings.model_validate(
        {it: fields.get(it, "") for it in TEXTS}
        | {
            "temperature": _temperature(fields),
            "tools": [
                name.removeprefix(TOOL)
                for name, it in fields.items()
                if name.startswith(TOOL) and it == CHECKED
            ],
            "rounds": _rounds(fields.get(ROUNDS_FIELD, "")),
            "only_tools": fields.get(TOOLS_WAY) == ONLY_TOOLS,
            "starters": [fields.get(it, "") for it in STARTER_FIELDS],
        }
    )


def _rounds(chosen: str) -> int:
    """The number that was chosen; 0, which no agent takes, for anything else."""
    if not chosen:
        return ROUNDS
    return int(chosen) if chosen in map(str, range(ROUNDS + 1)) else 0


def _temperature(fields: Mapping[str, str]) -> float | None:
    if fields.get(TEMPERATURE_WAY) != OWN:
        return None
    try:
        own = amount(fields.get("temperature", ""))
    except NotANumber:
        own = None
    if own is None:
        raise TemperatureOutOfRange
    return own
