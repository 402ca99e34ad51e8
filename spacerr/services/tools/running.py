"""Runs the calls of tools: checked, bounded in time and size, and never raising."""

import asyncio
import json
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import structlog
from sqlalchemy.exc import SQLAlchemyError

from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.errors.tool_calls import (
    ArgumentsTooLong,
    ToolFailed,
    ToolSilent,
    UnknownTool,
    WrongArguments,
    WrongJson,
)
from spacerr.domain.text import clean, utf8_length
from spacerr.domain.tools.limits import CALL_ARGUMENT_BYTES
from spacerr.domain.tools.long_results import cut, first_page, fits
from spacerr.domain.tools.spec import ToolSpec
from spacerr.infra.json_schema import first_mismatch
from spacerr.services.steps import results
from spacerr.services.tools.tool import Ask, Tool, ToolContext
from spacerr.tool_timings import TOOL_LONGEST, TOOL_SILENCE

log = structlog.get_logger(__name__)

NOTHING = "(The tool returned nothing.)"
SCHEMA_WORDS = 300
"""Characters of what a schema says against arguments."""


class Outcome(NamedTuple):
    """`text` is what the model is told. `wrong`: the model called the tool in a wrong way, so that
    nothing was run. `waits`: a person is asked first.
    """

    success: bool
    text: str
    wrong: bool = False
    waits: bool = False


def read_call(
    tools: Mapping[str, Tool], name: str, arguments: str
) -> tuple[Tool, Mapping[str, Any]]:
    """The tool of a call whose `arguments` are JSON as the model wrote it, and their values. Raises
    UnknownTool, ArgumentsTooLong, WrongJson, WrongArguments.
    """
    tool = tools.get(name)
    if tool is None:
        raise UnknownTool(name, tools)
    return tool, read_arguments(tool.spec, arguments)


class CallLimits(NamedTuple):
    """How long a call may still be silent, and how long it may run in all."""

    silence: asyncio.Timeout
    longest: asyncio.Timeout

    def heard(self) -> None:
        """The tool has shown that it goes on."""
        self.silence.reschedule(asyncio.get_running_loop().time() + TOOL_SILENCE)

    @contextmanager
    def paused(self) -> Generator[None]:
        """The time of the block isn't the tool's: a person takes it."""
        began, due = asyncio.get_running_loop().time(), self.longest.when()
        self.silence.reschedule(None)
        self.longest.reschedule(None)
        try:
            yield
        finally:
            self.heard()
            took = asyncio.get_running_loop().time() - began
            self.longest.reschedule(None if due is None else due + took)


async def run_tool(
    tool: Tool, values: Mapping[str, Any], context: Callable[[CallLimits], ToolContext]
) -> Outcome | Ask:
    """Run a tool. Never raises but when it is cancelled. `context` is given the limits of the
    call.
    """
    try:
        async with (
            asyncio.timeout(TOOL_LONGEST) as longest,
            asyncio.timeout(TOOL_SILENCE) as silence,
        ):
            ctx = context(CallLimits(silence, longest))
            result = await tool.run(ctx, values)
    except TimeoutError:
        return Outcome(success=False, text=str(ToolSilent()))
    except SpacerrError as error:
        text = clean(str(error)) or NOTHING
        return Outcome(success=False, text=text if fits(text) else cut(text))
    except Exception as error:
        log.error("tool.failed", tool=tool.spec.name, exc_info=error)
        return Outcome(success=False, text=str(ToolFailed()))
    if isinstance(result, Ask):
        return result
    return Outcome(success=True, text=await _bounded(ctx, clean(result)))


def read_arguments(spec: ToolSpec, arguments: str) -> Mapping[str, Any]:
    """The arguments of a call. Raises ArgumentsTooLong, WrongJson, WrongArguments: they are never
    repaired, because a repaired call is another call.
    """
    if utf8_length(arguments) > CALL_ARGUMENT_BYTES:
        raise ArgumentsTooLong
    try:
        values = json.loads(arguments) if arguments.strip() else {}
    except (ValueError, RecursionError) as error:
        raise WrongJson(str(error)) from error
    if not isinstance(values, dict):
        raise WrongJson("an object is needed")
    wrong = first_mismatch(spec.parameters, values)
    if wrong is not None:
        raise WrongArguments(wrong.place, wrong.why[:SCHEMA_WORDS])
    return values


async def _bounded(ctx: ToolContext, text: str) -> str:
    """A result as the model is told it. What is too long for that is kept."""
    if fits(text):
        return text or NOTHING
    try:
        kept = await results.keep(ctx.d, ctx.reply_id, ctx.step.id, text)
    except SQLAlchemyError as error:
        log.warning("tool.result_not_kept", step=ctx.step.id, reason=str(error))
        kept = None
    return first_page(kept.text, ctx.step.id, kept.chars) if kept else cut(text)
