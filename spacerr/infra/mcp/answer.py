"""How the call of a tool ended."""

import asyncio
from typing import Any

import structlog

from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.errors.mcp import McpResultUnreadable, McpToolFailed
from spacerr.infra.mcp.content import result_text

log = structlog.get_logger(__name__)


def read_answer(calling: "asyncio.Task[Any]") -> str:
    """The result of an ended call. Raises McpToolFailed, McpResultUnreadable, TimeoutError."""
    from mcp.shared.exceptions import MCPError

    error = calling.exception()
    if isinstance(error, MCPError):
        raise McpToolFailed(str(error)) from error
    if isinstance(error, TimeoutError | SpacerrError):
        raise error
    if error is not None:  # the client refuses some results after the tool has run
        log.info("mcp.result_unreadable", reason=type(error).__name__)
        raise McpResultUnreadable from error
    result = calling.result()
    if result.is_error:
        raise McpToolFailed(result_text(result) or None)
    return result_text(result)
