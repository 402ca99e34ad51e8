"""Turns an answer into the events of a reply: with time limits, reasoning apart, a checked end."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any

from spacerr.domain.errors.answers import NotText, PerhapsTooLong
from spacerr.domain.errors.models import EmptyReply, PolicyRefused, ReplyCutOff
from spacerr.domain.prompts.token_estimates import rough_tokens
from spacerr.domain.replies.events import (
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
from spacerr.infra.llm.interface import ModelRequest

SMALL_CONTEXT = 2_048
"""The smallest context of a model, in tokens: the default of llama.cpp's servers."""

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
    timed = TimedReader(answer, request, first_token_by, life or ServerActivity())
    async with timed as reader:
        try:
            while (pieces := await reader.next()) is not None:
                if isinstance(pieces, Working):
                    yield pieces
                    continue
                for event in _separate_reasoning(parser, pieces):
                    yield output.add(event)
        except Exception:
            for event in parser.rest():
                yield event
            raise
    for event in parser.rest():
        yield output.add(event)
    yield _completed(answer.finish, output, request)


class _Output:
    """Whether an answer has text, and whether it has reasoning."""

    def __init__(self) -> None:
        self.has_text = self.has_reasoning = False

    def add(self, event: ParsedEvent) -> ParsedEvent:
        match event:
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


def _separate_reasoning(parser: ThinkTagParser, pieces: Pieces) -> list[ParsedEvent]:
    separated: list[ParsedEvent] = []
    for piece in pieces:
        if isinstance(piece, Delta):
            separated += parser.feed(piece.text)
        else:
            parser.end_watch()
            separated.append(piece)
    return separated


def _completed(ending: FinishState, output: _Output, request: ModelRequest) -> Completed:
    """Raises where an answer is empty or cut off. A continuation may be empty, and so may an answer
    whose reasoning took all of its tokens.
    """
    said, thought = output.has_text, output.has_reasoning
    if not said and ending.non_text:
        raise NotText(ending.non_text)
    if not ending.finish_reason:
        raise ReplyCutOff if said or thought else _empty(request)
    if not said and ending.finish_reason == "content_filter":
        raise PolicyRefused
    cut = ending.finish_reason == "length" and (thought or _has_hidden_reasoning(ending.usage))
    if not said and not request.partial and not cut:
        raise _empty(request)
    return Completed(
        finish_reason=ending.finish_reason,
        model=ending.model,
        usage=ending.usage,
        brought=tuple(sorted(ending.non_text)),
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
