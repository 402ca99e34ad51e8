"""The call of an MCP server's tool, with what its server asks persons: before the result, where the
reply waits without a connection, or in the middle of the call.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from spacerr.domain.errors.mcp import (
    McpAnswerTooLate,
    McpAsksTooOften,
    McpFormUnreadable,
    McpLinkDeclined,
)
from spacerr.domain.replies.questions import Question, Questions
from spacerr.domain.tools.limits import MCP_ROUNDS
from spacerr.infra.mcp.calls import CallHooks, Given
from spacerr.infra.mcp.connection import McpConnection
from spacerr.infra.mcp.elicitation import Asked, InputNeeded
from spacerr.services.questions.questions import new_question
from spacerr.services.tools.tool import Ask, ToolContext
from spacerr.tool_timings import MCP_AGAIN_FIRST, MCP_AGAIN_LONGEST


class Paused(BaseModel):
    """A call between two rounds. `asked` are the ids of the questions by the server's keys, "" for
    those that couldn't be shown, with `notes` on them for the result. `state` is what the server
    wants back. `anew`: it takes no answers, but is called once more after them.
    `restarted`: the server had forgotten the call, which was begun again; `reused` are the ids of
    questions whose answers have served again since.
    """

    model_config = ConfigDict(extra="ignore")

    round: int = 0
    asked: dict[str, str] = {}
    state: str | None = None
    anew: bool = False
    restarted: bool = False
    reused: list[str] = []
    notes: list[str] = []


async def call_tool(
    connection: McpConnection, tool: str, context: ToolContext, arguments: Mapping[str, Any]
) -> str | Ask:
    """The result of a call, or what its server asks first. Raises a SpacerrError of `errors.mcp`,
    TimeoutError.
    """
    call = _Call(connection, tool, arguments, context)
    return await call.run()


class _Call:
    def __init__(
        self,
        connection: McpConnection,
        tool: str,
        arguments: Mapping[str, Any],
        context: ToolContext,
    ) -> None:
        self._connection, self._tool, self._arguments = connection, tool, arguments
        self._questions = {it.id: it for it in context.step.questions}
        self._hooks = CallHooks(
            lambda it: context.ask_now(_question(it)), context.show_progress, context.show
        )
        self._kept = Paused.model_validate(context.step.paused)

    async def run(self) -> str | Ask:
        pause = MCP_AGAIN_FIRST
        while True:
            result = await self._send()
            if isinstance(result, str):
                return "\n\n".join([result, *self._kept.notes])
            self._kept.round += 1
            if self._kept.round > MCP_ROUNDS:
                raise McpAsksTooOften
            asked = self._take(result)
            if asked:
                return Ask(asked, self._kept.model_dump())
            if not result.requests:
                await asyncio.sleep(pause)
                pause = min(2 * pause, MCP_AGAIN_LONGEST)

    async def _send(self) -> str | InputNeeded:
        """One round. A call whose answers come too late for its server is begun again, once."""
        try:
            return await self._round()
        except McpAnswerTooLate:
            if self._kept.restarted or self._kept.state is None:
                raise
            self._kept = Paused(round=self._kept.round, restarted=True)
            return await self._round()

    async def _round(self) -> str | InputNeeded:
        kept = self._kept
        answers = {key: self._questions.get(id_) for key, id_ in kept.asked.items()}
        if kept.anew:
            if not all(it is not None and it.accepted for it in answers.values()):
                raise McpLinkDeclined
            answers = {}
        given = Given(answers or None, kept.state)
        return await self._connection.call(self._tool, self._arguments, self._hooks, given)

    def _take(self, needed: InputNeeded) -> Questions:
        """Keep what a server needs for the next round. Returns the questions that persons have not
        answered yet.
        """
        kept = self._kept
        kept.asked, kept.state, kept.anew = {}, needed.state, needed.anew
        new: list[Question] = []
        for key, request in needed.requests.items():
            if isinstance(request, McpFormUnreadable):
                kept.asked[key] = ""
                kept.notes = list(dict.fromkeys([*kept.notes, str(request)]))
                continue
            question = self._answered_before(key, request)
            if question is None:
                question = _question(request, key)
                new.append(question)
            else:
                kept.reused.append(question.id)
            kept.asked[key] = question.id
        return tuple(new)

    def _answered_before(self, key: str, request: Asked) -> Question | None:
        """The answer to the same question from before the call was begun again."""
        if not self._kept.restarted:
            return None
        return next(
            (
                it
                for it in self._questions.values()
                if it.key == key
                and (it.kind, it.message, it.fields, it.url)
                == (request.kind, request.message, request.fields, request.url)
                and not it.open
                and it.id not in self._kept.reused
            ),
            None,
        )


def _question(request: Asked, key: str = "") -> Question:
    return new_question(
        request.kind, request.message, fields=request.fields, url=request.url, key=key
    )
