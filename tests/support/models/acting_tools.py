"""Tools that ask a person first."""

from collections.abc import Mapping
from typing import Any

import pytest

from spacerr.domain.replies.questions import Choice, FieldKind, FormField, QuestionKind
from spacerr.domain.tools.asking import Asking
from spacerr.domain.tools.spec import ToolSpec
from spacerr.services.questions import questions
from spacerr.services.tools import registry
from spacerr.services.tools.tool import Ask, Tool, ToolContext

FIELDS = (
    FormField(name="city", title="City", required=True),
    FormField(name="seats", title="Seats", kind=FieldKind.INTEGER, least=1, most=9, default=2),
    FormField(
        name="class",
        title="Class",
        kind=FieldKind.CHOICE,
        choices=(Choice(value="a", title="First"), Choice(value="b", title="Second")),
    ),
)


class ActingTools:
    """`act` asks whether it may run, `book` asks for values, and `order` asks for them while its
    call goes on. `runs` are the arguments of every run, with what a person answered.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.runs: list[dict[str, Any]] = []
        self._monkeypatch = monkeypatch
        self.ask(Asking.ONCE)

    def ask(self, asking: Asking) -> None:
        """When `act` asks."""
        tools = [
            Tool(_spec("act", "Act"), self._act, asking),
            Tool(_spec("book", "Book"), self._book),
            Tool(_spec("order", "Order"), self._order),
        ]
        names = {it.spec.name for it in tools}
        known = [it for it in registry.BUILT_IN if it.spec.name not in names]
        self._monkeypatch.setattr(registry, "BUILT_IN", (*known, *tools))

    async def _act(self, _: ToolContext, arguments: Mapping[str, Any]) -> str:
        self.runs.append(dict(arguments))
        return f"acted on {arguments['n']}"

    async def _book(self, ctx: ToolContext, arguments: Mapping[str, Any]) -> str | Ask:
        if not ctx.step.questions:
            asked = questions.new_question(QuestionKind.FORM, "Where to?", fields=FIELDS)
            return Ask((asked,), {"ticket": 7})
        answered = ctx.step.questions[-1]
        self.runs.append({**arguments, **ctx.step.paused, **answered.answer})
        return f"{answered.decision}: {answered.answer}"

    async def _order(self, ctx: ToolContext, arguments: Mapping[str, Any]) -> str:
        asked = questions.new_question(QuestionKind.FORM, "Where to?", fields=FIELDS)
        answered = await ctx.ask_now(asked)
        self.runs.append({**arguments, **answered.answer})
        return f"{answered.decision}: {answered.answer}"


def _spec(name: str, title: str) -> ToolSpec:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    return ToolSpec(name, title, title, f"{title}s.", schema)


@pytest.fixture
def acting(monkeypatch: pytest.MonkeyPatch) -> ActingTools:
    return ActingTools(monkeypatch)
