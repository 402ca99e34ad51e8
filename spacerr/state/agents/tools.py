"""Which tools an agent may use, as its settings show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spacerr.domain.agents.agents import AgentSettings, only_named_tools
from spacerr.domain.tools.spec import ToolSpec
from spacerr.state.agents.fields import tool_field
from spacerr.words import agents as words


@dataclass(frozen=True, slots=True)
class ToolView:
    """A tool that can be chosen. `field` is the name of its field."""

    field: str
    title: str
    summary: str


def list_tools(settings: AgentSettings, here: Sequence[ToolSpec]) -> list[ToolView]:
    """The tools that are `here`, then those that an agent names and that aren't."""
    names = {it.name for it in here}
    return [
        *(ToolView(tool_field(it.name), it.title, it.summary) for it in here),
        *(
            ToolView(tool_field(it), words.not_here(it), "")
            for it in settings.tools
            if it not in names
        ),
    ]


def tools_in_words(settings: Mapping[str, Any], here: Sequence[ToolSpec]) -> str:
    """The tools that an agent with these stored settings may use; "" for all."""
    if not only_named_tools(settings):
        return ""
    titles = {it.name: it.title for it in here}
    named = [titles.get(str(it), str(it)) for it in settings.get("tools") or ()]
    return ", ".join(named) or words.NO_TOOLS
