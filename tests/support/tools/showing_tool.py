"""A tool that shows images and text to people."""

import io
from collections.abc import Mapping
from typing import Any

import pytest
from PIL import Image

from spacerr.domain.tools.spec import ToolSpec
from spacerr.services.tools import registry
from spacerr.services.tools.tool import Tool, ToolContext

SPEC = ToolSpec("draw", "Draw", "Draws", "Draws.", {"type": "object"})


def picture(width: int = 40, height: int = 30, kind: str = "PNG", colour: str = "red") -> bytes:
    """An image of one colour."""
    made = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(made, kind)
    return made.getvalue()


class ShowingTool:
    """`draw` shows `text` and `images`. `shown` are how many of them can be shown, by call."""

    def __init__(self) -> None:
        self.text, self.images = "", [picture()]
        self.shown: list[int] = []

    async def run(self, ctx: ToolContext, _: Mapping[str, Any]) -> str:
        self.shown.append(await ctx.show(self.text, self.images))
        return "drawn"


@pytest.fixture
def showing_tool(monkeypatch: pytest.MonkeyPatch) -> ShowingTool:
    tool = ShowingTool()
    monkeypatch.setattr(registry, "BUILT_IN", (*registry.BUILT_IN, Tool(SPEC, tool.run)))
    return tool
