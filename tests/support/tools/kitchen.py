"""A kitchen's tools, on a server within a test's own process: they ask persons, say how far they
are, and end when the test says so.
"""

import asyncio
import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from mcp.server.elicitation import ElicitationResult
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.resolve import Elicit, Resolve
from mcp_types import Annotations, ImageContent, TextContent
from pydantic import BaseModel, Field

from tests.support.tools.live_server import in_thread, live_server
from tests.support.tools.showing_tool import picture

LOOK = 0.02


class Table(BaseModel):
    people: int = Field(ge=1, le=8, title="How many people")
    place: Literal["inside", "outside"] = Field("inside", title="Where")
    wishes: str = Field("", title="Wishes", description="Such as a high chair", max_length=200)


def ask_table() -> Elicit[Table]:
    return Elicit("Which table would you like?", Table)


@dataclass
class Kitchen:
    """`runs` are the tools that ran to the point where they act. While `doing` changes, `bake` says
    so; it goes on until `done`.
    """

    runs: list[str] = field(default_factory=list)
    doing: str = ""
    done: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/mcp"

    @property
    def old_url(self) -> str:
        """Where it knows only the older era, in which it asks while a call goes on."""
        return f"http://127.0.0.1:{self.port}/old/mcp"

    def empty(self) -> None:
        """Begin anew."""
        self.runs.clear()
        self.doing = ""
        self.done.clear()

    def book(self, table: Annotated[ElicitationResult[Table], Resolve(ask_table)]) -> str:
        """Books a table."""
        return self._booked("booked", table)

    async def reserve(self, ctx: Context) -> str:
        """Books a table, and asks for it in mid-call."""
        return self._booked("reserved", await ctx.elicit("Which table would you like?", Table))

    def order(self, dish: str) -> str:
        """Orders a dish."""
        self.runs.append(f"order {dish}")
        return f"{dish} is ordered"

    async def bake(self, ctx: Context, cake: str) -> str:
        """Bakes a cake."""
        self.runs.append(f"bake {cake}")
        said = ""
        while not self.done.is_set():
            if self.doing != said:
                said = self.doing
                await ctx.report_progress(1, 3, said)
            await asyncio.sleep(LOOK)
        return f"{cake} is baked"

    def photograph(self) -> list[TextContent | ImageContent]:
        """Takes a picture."""
        self.runs.append("photograph")
        data = base64.b64encode(picture()).decode()
        receipt = TextContent(
            type="text", text="Picture No. 7", annotations=Annotations(audience=["user"])
        )
        return [ImageContent(type="image", data=data, mime_type="image/png"), receipt]

    def _booked(self, name: str, asked: ElicitationResult[Any]) -> str:
        self.runs.append(name)
        data = getattr(asked, "data", None)
        if data is None:
            return asked.action
        return f"{asked.action}: {data.people} {data.place}, {data.wishes}"


@contextmanager
def kitchen() -> Iterator[Kitchen]:
    """A kitchen that is open."""
    found = Kitchen()
    with in_thread(live_server(streams=True)) as server:
        found.port = server.port
        for tool in (found.book, found.reserve, found.order, found.bake, found.photograph):
            server.mcp.add_tool(tool)
        try:
            yield found
        finally:
            found.done.set()
