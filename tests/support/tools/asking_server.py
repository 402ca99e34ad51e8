"""A server of tools that ask persons, on the official SDK, over HTTP:
`python -m tests.support.tools.asking_server PORT`. At `/mcp` it speaks both eras of the protocol,
and at `/old/mcp` only the older one.
"""

import asyncio
import json
import sys
from typing import Annotated, Any, Literal

import uvicorn
from mcp.server import MCPServer
from mcp.server.elicitation import ElicitationResult
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.resolve import Elicit, Resolve
from mcp_types import (
    CreateMessageRequest,
    CreateMessageRequestParams,
    ElicitRequest,
    ElicitRequestFormParams,
    ElicitRequestURLParams,
    InputRequiredResult,
    SamplingMessage,
    TextContent,
)
from pydantic import BaseModel, Field

from tests.support.tools.old_era import OldAt

server = MCPServer("asking")
seen: list[str] = []
NO_FIELDS = {"type": "object", "properties": {}}


class Table(BaseModel):
    people: int = Field(ge=1, le=8, title="How many people")
    place: Literal["inside", "outside"] = "inside"


class Name(BaseModel):
    name: str


def ask_table() -> Elicit[Table]:
    return Elicit("Which table?", Table)


def ask_name() -> Elicit[Name]:
    return Elicit("Whose name?", Name)


def ask_name_of(table: Annotated[Table, Resolve(ask_table)]) -> Elicit[Name]:
    return Elicit(f"Whose name, for {table.people}?", Name)


def said(outcome: ElicitationResult[Any]) -> str:
    data = getattr(outcome, "data", None)
    return f"{outcome.action} {data.model_dump_json()}" if data else outcome.action


@server.tool()
def book(day: str, table: Annotated[ElicitationResult[Table], Resolve(ask_table)]) -> str:
    """One question."""
    seen.append(f"book {day}")
    return f"{day}: {said(table)}"


@server.tool()
def book_for(
    table: Annotated[ElicitationResult[Table], Resolve(ask_table)],
    name: Annotated[ElicitationResult[Name], Resolve(ask_name)],
) -> str:
    """Two questions at once."""
    return f"{said(table)}, {said(name)}"


@server.tool()
def book_in_turn(
    table: Annotated[Table, Resolve(ask_table)], name: Annotated[Name, Resolve(ask_name_of)]
) -> str:
    """The second question needs the answer to the first."""
    return f"{name.name}: {table.people} {table.place}"


@server.tool()
async def ask_in_the_middle(ctx: Context, times: int = 1) -> str:
    """Asks while it runs, which only the older era can."""
    answers = [said(await ctx.elicit(f"Which table, {n}?", Table)) for n in range(times)]
    return ", ".join(answers)


@server.tool()
async def open_in_the_middle(ctx: Context, url: str) -> str:
    return (await ctx.elicit_url("Sign in there.", url, "one")).action


def asked(*requests: Any, state: str | None = None) -> InputRequiredResult:
    named = {f"q{n}": it for n, it in enumerate(requests)}
    return InputRequiredResult(input_requests=named or None, request_state=state)


@server.tool()
def sign_in(ctx: Context, url: str) -> str | InputRequiredResult:
    """Asks to open an address."""
    if ctx.input_responses is None:
        return asked(ElicitRequest(params=ElicitRequestURLParams(message="Sign in.", url=url)))
    return str(ctx.input_responses["q0"].action)


@server.tool()
def fill_in(ctx: Context, schemas: list[dict[str, Any]]) -> str | InputRequiredResult:
    """Asks for forms of these schemas."""
    if ctx.input_responses is None:
        forms = (ElicitRequestFormParams(message="Fill in.", requested_schema=it) for it in schemas)
        return asked(*(ElicitRequest(params=it) for it in forms))
    answered = sorted(ctx.input_responses.items())
    answers = (it.model_dump(exclude_none=True) for _, it in answered)
    return "; ".join(f"{it['action']} {it.get('content', '')}".strip() for it in answers)


@server.tool()
def come_again(ctx: Context, times: int) -> str | InputRequiredResult:
    """Wants to be called so many times more, without an answer."""
    n = int(ctx.request_state or 0)
    return f"called {n} times more" if n == times else asked(state=str(n + 1))


@server.tool()
def ask_for_ever(ctx: Context) -> str | InputRequiredResult:
    """Never has enough."""
    one = ElicitRequestFormParams(message="More?", requested_schema=NO_FIELDS)
    return asked(ElicitRequest(params=one), state="more")


@server.tool()
def sample() -> str | InputRequiredResult:
    """Asks for what isn't offered."""
    message = SamplingMessage(role="user", content=TextContent(type="text", text="Hi"))
    return asked(
        CreateMessageRequest(params=CreateMessageRequestParams(messages=[message], max_tokens=9))
    )


@server.tool()
async def hang(ctx: Context, name: str) -> str:
    """Runs until it is cancelled."""
    await ctx.report_progress(1, 3)
    try:
        await asyncio.sleep(600)
    except asyncio.CancelledError:
        seen.append(f"cancelled {name}")
        raise
    return "done"


@server.tool(structured_output=False)
def much(size: int) -> str:
    return "x" * size


@server.tool()
async def grow(ctx: Context, name: str) -> str:
    """Have one more tool."""
    server.add_tool(lambda: "new", name=name, description="New")
    await ctx.notify_tools_changed()
    return name


@server.tool()
async def end_sessions() -> str:
    """Forget all sessions of the older era, as a server that was started again."""
    _sessions().clear()
    return "forgotten"


def _sessions() -> dict[str, Any]:
    return server._lowlevel_server.session_manager._server_instances


@server.tool(structured_output=False)
def told() -> str:
    """What has happened here, as JSON."""
    return json.dumps(seen)


if __name__ == "__main__":
    app = OldAt(server.streamable_http_app())
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
