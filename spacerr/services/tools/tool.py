"""A tool as the server runs it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from spacerr.deps import Deps
from spacerr.domain.replies.questions import Question, Questions
from spacerr.domain.replies.steps import Step
from spacerr.domain.tools.asking import Asking
from spacerr.domain.tools.spec import ToolSpec
from spacerr.services.chats.context import ReplyContext


@dataclass(frozen=True, slots=True)
class Ask:
    """What a tool returns in place of a result while it needs answers: the `questions`, and what it
    needs to go on afterwards, which is stored: it may go on in another process, days later. It is
    run again then, with the same arguments and the step that has the answers.
    """

    questions: Questions
    paused: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class ToolContext:
    """On whose behalf a tool runs, in which chat and reply, and for which `step`: that has what
    persons have answered, and what the tool stored when it asked. `ask_now` waits for an answer
    while the call goes on, for tools that can't be run again. `show_progress` shows a line in place
    of seconds. Both let the tool be silent for longer. `show` shows text and images to people, of
    which the model isn't told, and returns how many of the images can be shown.
    """

    d: Deps
    reply: ReplyContext
    reply_id: str
    step: Step
    ask_now: Callable[[Question], Awaitable[Question]]
    show_progress: Callable[[str], Awaitable[None]]
    show: Callable[[str, Sequence[bytes]], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Tool:
    """`run` returns what the model is told, or asks. It raises a SpacerrError whose sentence says
    to the model and to people what went wrong. `asking`: whether persons are asked before it runs.
    `server`: the title of the server that it belongs to, "" for a built-in one.
    """

    spec: ToolSpec
    run: Callable[[ToolContext, Mapping[str, Any]], Awaitable[str | Ask]]
    asking: Asking = Asking.NEVER
    server: str = ""
