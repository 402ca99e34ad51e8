"""A server that is a program, spoken to over its standard input and output.

The SDK has such a transport. It reads a line of any length into memory, in a time that grows with
the square of it: 7 to 20 s of a processor for 20 MB.
"""

import asyncio
import os
import re
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import structlog

from spacerr.domain.errors.mcp import McpServerLost
from spacerr.domain.tools.limits import MCP_MESSAGE_BYTES
from spacerr.infra.mcp.answer import TOO_LARGE, Code
from spacerr.tool_timings import MCP_STOPS

if TYPE_CHECKING:
    from mcp import StdioServerParameters

log = structlog.get_logger(__name__)

_EDGE = 200
"""Bytes kept of the beginning and of the end of a line that is too long."""

_ID = rb'"id"\s*:\s*(\d{1,18}|"[^"\\]{1,100}")'
_ID_FIRST = re.compile(rb'\s*\{\s*(?:"jsonrpc"\s*:\s*"2\.0"\s*,\s*)?' + _ID)
_ID_LAST = re.compile(_ID + rb'\s*(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$')


@asynccontextmanager
async def bounded_stdio(server: "StdioServerParameters") -> AsyncGenerator[Any]:
    """A transport for the SDK's client. A message of more than MCP_MESSAGE_BYTES isn't kept: the
    call that it answers fails. The program gets few variables of the environment, and is ended with
    all that it started.
    """
    import anyio
    from mcp.client.stdio import get_default_environment

    process = await asyncio.create_subprocess_exec(
        server.command,
        *server.args,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=get_default_environment() | (server.env or {}),
        cwd=server.cwd,
        limit=MCP_MESSAGE_BYTES,
        start_new_session=True,
    )
    output: Any = process.stdout  # both are there, since both are pipes
    sink: Any = process.stdin
    incoming, read_stream = anyio.create_memory_object_stream[Any](0)
    write_stream, outgoing = anyio.create_memory_object_stream[Any](0)
    try:
        async with anyio.create_task_group() as group:
            group.start_soon(_read, output, incoming)
            group.start_soon(_write, sink, outgoing, incoming)
            try:
                yield read_stream, write_stream
            finally:
                group.cancel_scope.cancel()
    finally:
        for stream in (incoming, read_stream, write_stream, outgoing):
            stream.close()
        with anyio.CancelScope(shield=True):
            await _stop(process)


async def _read(output: asyncio.StreamReader, incoming: Any) -> None:
    """Hand on what the program says. Raises McpServerLost when it says no more, which ends the
    connection.
    """
    import anyio
    from mcp.shared.message import SessionMessage
    from mcp_types import jsonrpc_message_adapter

    with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError, ConnectionError):
        async with incoming:
            while line := await _line(output):
                try:
                    message = jsonrpc_message_adapter.validate_json(line, by_name=False)
                except ValueError as error:
                    log.info("mcp.message_unreadable", reason=type(error).__name__)
                    continue
                await incoming.send(SessionMessage(message))
        raise McpServerLost


async def _write(sink: asyncio.StreamWriter, outgoing: Any, incoming: Any) -> None:
    try:
        async with outgoing:
            async for it in outgoing:
                said = it.message.model_dump_json(by_alias=True, exclude_unset=True)
                sink.write(said.encode() + b"\n")
                await sink.drain()
    except OSError:
        await incoming.aclose()  # what was asked isn't answered any more


async def _line(reader: asyncio.StreamReader) -> bytes:
    """The next line with text; an error in place of one that is too long; b"" at the end."""
    while True:
        try:
            line = await reader.readuntil()
        except asyncio.IncompleteReadError as error:
            line = error.partial
            if not line.strip():
                return b""
        except asyncio.LimitOverrunError as error:
            line = await _error_for(reader, error.consumed)
        if line.strip():
            return line


async def _error_for(reader: asyncio.StreamReader, ready: int) -> bytes:
    """Read a line that is too long to its end, and answer in its place; b"" where it doesn't say
    what it answers.
    """
    first = last = b""
    more = True
    while more:
        chunk = await reader.readexactly(ready)
        first, last = (first + chunk[:_EDGE])[:_EDGE], (last + chunk[-_EDGE:])[-_EDGE:]
        try:
            rest = await reader.readuntil()
            last, more = (last + rest[-_EDGE:])[-_EDGE:], False
        except asyncio.LimitOverrunError as error:
            ready = error.consumed
        except asyncio.IncompleteReadError as error:
            last, more = (last + error.partial)[-_EDGE:], False
    found = _ID_FIRST.match(first) or _ID_LAST.search(last)
    log.info("mcp.message_too_large", answers=found is not None)
    if found is None:
        return b""
    code, said = int(Code.PARSE_ERROR), TOO_LARGE.encode()
    return b'{"jsonrpc":"2.0","id":%b,"error":{"code":%d,"message":"%b"}}' % (found[1], code, said)


async def _stop(process: asyncio.subprocess.Process) -> None:
    """End a program and all that it started: by the end of its input, then by force."""
    if process.stdin is not None:
        process.stdin.close()
    ending = asyncio.create_task(process.wait())
    for kill in (None, signal.SIGTERM, signal.SIGKILL):
        if kill is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, kill)
        await asyncio.wait({ending}, timeout=MCP_STOPS)
        if ending.done():
            break
    ending.cancel()
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)  # what it left behind
