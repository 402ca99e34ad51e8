"""Turns an answer into the events of a reply: with time limits, reasoning apart, a checked end."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any

from spacerr.domain.errors.answers import NotText, PerhapsTooLong
from spacerr.domain.errors.models import EmptyReply, PolicyRefused, ReplyCutOff
from spacerr.domain.prompts.token_estimates import rough_tokens
from spacerr.domain.replies.events import (
    CallArguments,
    CallStarted,
    Completed,
    Delta,
    ModelEvent,
    Reasoning,
    WasThought,
    Working,
)
from spacerr.domain.replies.think_tags import ParsedEvent, ThinkTagParser
from spacerr.infra.answers.answer import Answer, FinishState, Pieces
from spacerr.infra.answers.liveness import ServerActivity
from spacerr.infra.answers.timeouts import TimedReader
from spacerr.infra.answers.tool_calls import CallAssembler, CallPiece
from spacerr.infra.llm.interface import ModelRequest

SMALL_CONTEXT = 2_048
"""The smallest context of a model, in tokens: the default of llama.cpp's servers."""

TOOL_CALLS = "tool_calls"
"""The finish reason of an answer that calls tools. Some servers say another one."""

AnswerEvent = ParsedEvent | CallStarted | CallArguments

NEARLY_FULL = 0.75
"""Share of a context from which on a prompt probably leaves no room: tokens are estimated, and
templates take some."""


async def events(
    answer: Answer, request: ModelRequest, first_token_by: float, life: ServerActivity | None = None
) -> AsyncGenerator[ModelEvent]:
    """Yields the answer's events, then `Completed`; `Working` where its server works for long
    before the first text. `first_token_by` is in the loop's time; `life`: signs of life of the
    server, which extend that limit and the one between two words.

    Raises EmptyReply, NotText, ReplyCutOff, PolicyRefused, TimeoutError and what reading raises.
    """
    parser, output = ThinkTagParser(watches=not _asks_about_tags(request)), _Output()
    calls = CallAssembler()
    timed = TimedReader(answer, request, first_token_by, life or ServerActivity())
    async with timed as reader:
        try:
            while (pieces := await reader.next()) is not None:
                if isinstance(pieces, Working):
                    yield pieces
                    continue
                for event in _read(parser, calls, pieces):
                    yield output.add(event)
                if calls.overflow:
                    break
        except Exception:
            for event in parser.rest():
                yield event
            raise
    for event in (*parser.rest(), *calls.rest()):
        yield output.add(event)
    if calls.overflow:
        answer.finish.finish_reason = TOOL_CALLS
    yield _completed(answer.finish, output, request)


class _Output:
    """Whether an answer has text, whether it has reasoning, and whether it calls tools."""

    def __init__(self) -> None:
        self.has_text = self.has_reasoning = self.has_calls = False

    def add(self, event: AnswerEvent) -> AnswerEvent:
        match event:
            case CallStarted() | CallArguments():
                self.has_calls = True
            case Delta():
                self.has_text = self.has_text or not event.text.isspace()
            case Reasoning():
                self.has_reasoning = True
            case WasThought():
                self.has_text, self.has_reasoning = False, True
        return event


def _asks_about_tags(request: ModelRequest) -> bool:
    """Whether the question is about think tags, so that the answer may be too."""
    return any("think>" in it.text for it in request.messages[-1:])


def _read(parser: ThinkTagParser, calls: CallAssembler, pieces: Pieces) -> list[AnswerEvent]:
    """The events of some pieces: reasoning apart from text, calls put together. Text that was held
    back stands before the first call.
    """
    read: list[AnswerEvent] = []
    for piece in pieces:
        match piece:
            case Delta():
                read += parser.feed(piece.text)
            case CallPiece():
                if not calls.count:
                    read += parser.rest()
                read += calls.feed(piece)
            case Reasoning():
                parser.end_watch()
                read.append(piece)
    return read


def _completed(ending: FinishState, output: _Output, request: ModelRequest) -> Completed:
    """Raises where an answer is empty or cut off. A continuation may be empty, and so may an answer
    whose reasoning took all of its tokens.
    """
    said, thought, calls = output.has_text, output.has_reasoning, output.has_calls
    if not said and not calls and ending.non_text:
        raise NotText(ending.non_text)
    if not ending.finish_reason:
        raise ReplyCutOff if said or thought or calls else _empty(request)
    if not said and ending.finish_reason == "content_filter":
        raise PolicyRefused
    cut = ending.finish_reason == "length" and (thought or _has_hidden_reasoning(ending.usage))
    if not said and not calls and not request.partial and not cut:
        raise _empty(request)
    called = calls and ending.finish_reason != "length"
    return Completed(
        finish_reason=TOOL_CALLS if called else ending.finish_reason,
        model=ending.model,
        usage=ending.usage,
        brought=tuple(sorted(ending.non_text)),
        extra=ending.extra if calls else {},
    )


def _empty(request: ModelRequest) -> EmptyReply:
    """The error of an empty answer. Some servers send one where the context has no room left."""
    prompt = [request.instructions, request.partial, *(it.text for it in request.messages)]
    room = request.context * NEARLY_FULL if request.context else SMALL_CONTEXT * NEARLY_FULL
    return PerhapsTooLong() if rough_tokens(prompt) >= room else EmptyReply()


def _has_hidden_reasoning(usage: Mapping[str, Any]) -> bool:
    """Whether the provider counts reasoning tokens, of which it sent no text."""
    details = usage.get("completion_tokens_details")
    return isinstance(details, Mapping) and bool(details.get("reasoning_tokens"))
