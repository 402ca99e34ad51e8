"""A tool that says more than a model is told at once."""

from collections.abc import Mapping
from typing import Any

import pytest

from spacerr.domain.tools.spec import ToolSpec
from spacerr.services.tools import registry
from spacerr.services.tools.tool import Tool, ToolContext

SPEC = ToolSpec(
    "long",
    "Long tool",
    "Says a lot",
    "Says a lot.",
    {"type": "object", "properties": {"size": {"type": "integer"}}, "required": ["size"]},
)


def long_text(size: int) -> str:
    """So many characters, of which no two pages are alike."""
    return "".join(f"{n}é\n" for n in range(size // 4))[:size]


@pytest.fixture
def long_tool(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tool `long`, which says `size` characters."""

    async def run(_: ToolContext, arguments: Mapping[str, Any]) -> str:
        return long_text(arguments["size"])

    monkeypatch.setattr(registry, "BUILT_IN", (*registry.BUILT_IN, Tool(SPEC, run)))
