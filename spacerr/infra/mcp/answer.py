"""How the call of a tool ended."""

import asyncio
import re
from enum import IntEnum
from typing import Any

import structlog

from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.errors.mcp import (
    McpAnswerTooLate,
    McpArgumentsRefused,
    McpNoAnswer,
    McpNotOffered,
    McpRequestRedirected,
    McpRequestRefused,
    McpResultTooLarge,
    McpResultUnreadable,
    McpRightsMissing,
    McpServerAway,
    McpServerBusy,
    McpServerFailed,
    McpServerLost,
    McpSessionEnded,
    McpToolFailed,
    McpUnknownTool,
)
from spacerr.domain.text import clean
from spacerr.infra.mcp.content import Content, read_content
from spacerr.infra.mcp.elicitation import InputNeeded, read_input_needed, read_links_needed
from spacerr.infra.mcp.http_note import HttpNote

log = structlog.get_logger(__name__)

TOO_LARGE = "The message is too large."
"""What the transport over standard input and output answers in place of a message that is."""

WORDS_CHARS = 2_000
"""Characters of a server's own words about an error."""

_UNKNOWN_TOOL = re.compile(
    r"(MCP error -32602: )?(unknown tool\b|tool ['\"]?[\w./-]+['\"]? not found)", re.IGNORECASE
)
_LOST = re.compile(r"Connection closed$|SSE stream (ended|failed)")
"""What the SDK says of a lost connection. Servers use its code for errors of their own, too."""

_NUMBER = re.compile(r"^MCP error -\d{1,9}: ")
_UNREAD = re.compile(r"Unexpected content type|server answered a request with 202")


class Code(IntEnum):
    """Error codes of the protocol and of its SDK, which is imported only where servers are."""

    CLOSED = -32000
    TIMED_OUT = -32001
    WRONG_HEADERS = -32020
    NEEDS_CAPABILITY = -32021
    NEEDS_LINKS = -32042
    INVALID_REQUEST = -32600
    INVALID_PARAMS = -32602
    PARSE_ERROR = -32700


def read_answer(calling: "asyncio.Task[Any]", note: HttpNote) -> Content | InputNeeded:
    """The result of an ended call. `note`: what happened to its request over HTTP. Raises a
    SpacerrError of `errors.mcp`, TimeoutError.
    """
    from mcp.shared.exceptions import MCPError

    error = calling.exception()
    if isinstance(error, MCPError):
        return _read_error(error, note)
    if isinstance(error, TimeoutError | SpacerrError):
        raise error
    if error is not None:  # the client refuses some results after the tool has run
        log.info("mcp.result_unreadable", reason=type(error).__name__)
        raise McpResultUnreadable from error
    return _read_result(calling.result())


def _read_result(result: Any) -> Content | InputNeeded:
    if result.result_type == "input_required":
        return read_input_needed(result)
    content = read_content(result)
    if not result.is_error:
        return content
    if _UNKNOWN_TOOL.match(content.text):
        raise McpUnknownTool
    raise _failed(content.text)


def _read_error(error: Any, note: HttpNote) -> InputNeeded:
    said = str(error.message)
    if note.too_large or said == TOO_LARGE or "byte limit" in said:
        raise McpResultTooLarge from error
    if note.unsent:
        raise McpServerAway from error
    if note.lost or (error.code == Code.CLOSED and _LOST.match(said)):
        raise McpServerLost from error
    if note.status == 404 and note.in_session:
        raise McpSessionEnded from error
    if note.status >= 300 and _is_made_up(said):
        raise _http_error(note) from error
    if error.code == Code.NEEDS_LINKS and (needed := read_links_needed(error.data)) is not None:
        return needed
    raise _protocol_error(error.code, said, error.data) from error


def _protocol_error(code: int, said: str, data: Any) -> Exception:
    match code:
        case Code.TIMED_OUT:
            return TimeoutError()
        case Code.PARSE_ERROR:
            return McpResultUnreadable()
        case Code.INVALID_REQUEST if _UNREAD.match(said):
            return McpNoAnswer()
        case Code.NEEDS_CAPABILITY:
            return McpNotOffered(_capabilities(data))
        case Code.INVALID_PARAMS if "requeststate" in said.lower():
            return McpAnswerTooLate()
        case Code.INVALID_PARAMS if _UNKNOWN_TOOL.match(said):
            return McpUnknownTool()
        case Code.INVALID_PARAMS:
            return McpArgumentsRefused(_words(said))
        case _:
            return _failed(said)


def _failed(said: str) -> McpToolFailed:
    words = _words(said)
    return McpToolFailed(words) if words else McpToolFailed()


def _is_made_up(said: str) -> bool:
    """Whether these words are the SDK's own for an HTTP status, which it doesn't hand on."""
    return said in ("Server returned an error response", "Not Found") or (
        said.startswith("Redirect to ")
    )


def _http_error(note: HttpNote) -> SpacerrError:
    status = note.status
    if note.lacks_rights:
        return McpRightsMissing()
    if status in (429, 503):
        return McpServerBusy(status, note.retry_after)
    if status >= 500:
        return McpServerFailed(status)
    if 300 <= status < 400:
        return McpRequestRedirected(status)
    return McpRequestRefused(status)


def _capabilities(data: Any) -> str:
    """What a server needs from its clients, by the protocol's names."""
    needed = data.get("requiredCapabilities") if isinstance(data, dict) else None
    return ", ".join(map(str, needed))[:WORDS_CHARS] if isinstance(needed, dict) else "unknown"


def _words(text: str) -> str:
    """A server's own words, without numbers of errors and links to pydantic's documentation."""
    said = _NUMBER.sub("", clean(text))
    lines = (it for it in said.splitlines() if "errors.pydantic.dev" not in it)
    return "\n".join(lines).strip()[:WORDS_CHARS]
