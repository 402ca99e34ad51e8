"""What models and people are told of a tool."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LEGAL_NAME = re.compile(r"^[A-Za-z0-9_-]{1,64}$")
"""Names that all providers accept."""


PERSONAL = frozenset({"search_knowledge_base", "read_result"})
"""Tools whose results may quote what only the person who asked may read: pages of a long result may
be those of a search.
"""

FOR_THE_ASKER = "(Only the person who asked can see this: it may quote other chats.)"


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """`name` and `description` are for models, `title` and `summary` are for people. `parameters`
    is the JSON Schema of the arguments, an object. `repeatable`: running it twice does no harm.
    """

    name: str
    title: str
    summary: str
    description: str
    parameters: Mapping[str, Any]
    repeatable: bool = False

    def __post_init__(self) -> None:
        if not LEGAL_NAME.match(self.name):
            raise ValueError(f"{self.name!r} is no name that all providers accept")


def legal_name(name: str) -> str:
    """A name that a model wrote, as all providers accept it."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", name)[:64] or "_"


def describe(spec: ToolSpec) -> str:
    """Everything of a tool that costs a model tokens."""
    return f"{spec.name} {spec.description} {json.dumps(dict(spec.parameters))}"
