"""A reply with steps as the messages that its provider expects: in each round what the model said,
its calls, and their results in the order of the calls.
"""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from spacerr.domain.replies.steps import Step
from spacerr.domain.status import Role
from spacerr.domain.text import utf16_prefix
from spacerr.infra.llm.interface import ChatMessage, ToolCall

BREAK = "\n\n"
"""Stands in a reply between the texts of two rounds. The model didn't write it."""

NOT_RUN = "(This call wasn't carried out.)"
"""What a model is told of a call without a result: the reply was stopped before."""


class ReplyMessages(NamedTuple):
    """`rounds` are the messages up to the results of the last calls, `rest` the text after them."""

    rounds: tuple[ChatMessage, ...]
    rest: str


def build_rounds(text: str, steps: Sequence[Step]) -> ReplyMessages:
    """The messages of a reply with some steps."""
    messages: list[ChatMessage] = []
    done = 0
    for _, run in groupby(steps, attrgetter("round")):
        calls = list(run)
        end = len(utf16_prefix(text, calls[-1].at))
        said = _without_break(text[:end], done)
        done = max(done, end)
        made = tuple(ToolCall(it.call, it.name, it.arguments) for it in calls)
        messages.append(ChatMessage(Role.ASSISTANT, said, made, extra=calls[0].extra))
        messages += [ChatMessage(Role.TOOL, it.result or NOT_RUN, call=it.call) for it in calls]
    return ReplyMessages(tuple(messages), _without_break(text, done))


def _without_break(text: str, done: int) -> str:
    """What the model said after the first `done` characters of a reply."""
    return text[done:].removeprefix(BREAK) if done else text
