"""A tool as the server runs it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from spacerr.deps import Deps
from spacerr.domain.tools.spec import ToolSpec
from spacerr.services.chats.context import ReplyContext


@dataclass(frozen=True, slots=True)
class ToolContext:
    """On whose behalf a tool runs, and in which chat."""

    d: Deps
    reply: ReplyContext


@dataclass(frozen=True, slots=True)
class Tool:
    """`run` returns what the model is told. It raises a SpacerrError whose sentence says to the
    model and to people what went wrong.
    """

    spec: ToolSpec
    run: Callable[[ToolContext, Mapping[str, Any]], Awaitable[str]]
