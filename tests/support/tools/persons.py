"""A person who answers what tools ask, without a reply around the call."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from spacerr.domain.replies.forms import read_answer
from spacerr.domain.replies.questions import Decision, Question
from spacerr.domain.replies.steps import Step
from spacerr.infra.mcp.connection import McpConnection
from spacerr.services.tools.mcp_call import call_tool
from spacerr.services.tools.tool import Ask, ToolContext

Decide = Callable[[Question], tuple[Decision, Mapping[str, Any]]]


def accept(**values: Any) -> Decide:
    """Fill in these values, of those that a form has."""
    return lambda _: (Decision.ACCEPT, values)


def decide(decision: Decision) -> Decide:
    return lambda _: (decision, {})


@dataclass
class Person:
    """`asked` are the questions so far, `rounds` how often a call waited without a connection, and
    `lines` what was shown of its progress; `shown` are the text and images for people.
    """

    answers: Decide
    asked: list[Question] = field(default_factory=list[Question])
    rounds: int = 0
    lines: list[str] = field(default_factory=list[str])
    shown: list[tuple[str, tuple[bytes, ...]]] = field(default_factory=list[Any])

    async def answer(self, question: Question) -> Question:
        """The question with what this person decides."""
        self.asked.append(question)
        decision, values = self.answers(question)
        given = read_answer(question.fields, values) if decision is Decision.ACCEPT else {}
        return question.model_copy(update={"decision": decision, "answer": given})

    async def call(
        self, tool: str, arguments: Mapping[str, Any], *connections: McpConnection
    ) -> str:
        """The result of a call. It begins on the first connection, and goes on after each wait on
        the next one, as in other processes.
        """
        step = Step(id="step")
        at = 0
        while True:
            none = cast(Any, None)
            context = ToolContext(
                none, none, "reply", step, self.answer, self._show_progress, self._show
            )
            connection = connections[min(at, len(connections) - 1)]
            result = await call_tool(connection, tool, context, arguments)
            if not isinstance(result, Ask):
                return result
            self.rounds, at = self.rounds + 1, at + 1
            answered = [await self.answer(it) for it in result.questions]
            stored = step.changed(
                questions=(*step.questions, *answered),
                paused=json.loads(json.dumps(dict(result.paused))),
            )
            step = Step.model_validate_json(stored.model_dump_json())

    async def _show_progress(self, text: str) -> None:
        self.lines.append(text)

    async def _show(self, text: str, images: Sequence[bytes]) -> int:
        self.shown.append((text, tuple(images)))
        return len(images)
