"""From an answer to the events of a reply: in time, thoughts told from text, with a true ending."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any

from spacerr.domain.errors.answers import NotText, PerhapsTooLong
from spacerr.domain.errors.models import EmptyReply, PolicyRefused, ReplyCutOff
from spacerr.domain.prompts.token_estimate import rough_tokens
from spacerr.domain.replies.events import (
    Completed,
    Delta,
    ModelEvent,
    Reasoning,
    WasThought,
    Working,
)
from spacerr.domain.replies.think_tags import Thinking, Told
from spacerr.infra.answers.answer import Answer, FinishState, Pieces
from spacerr.infra.answers.liveness import ServerActivity
from spacerr.infra.answers.timeouts import TimedReader
from spacerr.infra.llm.interface import ModelRequest

SMALL_CONTEXT = 2_048
"""Tokens that a model holds at the least: what llama.cpp's servers give it unless they are told."""

NEARLY_FULL = 0.75
"""How much of what a model holds may be taken before it is likely that there is no room: tokens are
estimated, and templates take some."""


async def events(
    answer: Answer, request: ModelRequest, first_token_by: float, life: ServerActivity | None = None
) -> AsyncGenerator[ModelEvent]:
    """What was said, then `Completed`; `Working` where its server is at work for long before it
    says anything. `first_token_by` is in the loop's time; `life`: signs of its server, by which
    that limit and the one between two words are extended.

    Raises EmptyReply, NotText, ReplyCutOff, PolicyRefused, TimeoutError and what reading raises.
    """
    thinking, heard = Thinking(watches=not _asks_about_tags(request)), _Heard()
    timed = TimedReader(answer, request, first_token_by, life or ServerActivity())
    async with timed as reader:
        try:
            while (pieces := await reader.next()) is not None:
                if isinstance(pieces, Working):
                    yield pieces
                    continue
                for event in _told_apart(thinking, pieces):
                    yield heard.note(event)
        except Exception:
            for event in thinking.rest():
                yield event
            raise
    for event in thinking.rest():
        yield heard.note(event)
    yield _completed(answer.finish, heard, request)


class _Heard:
    """Whether anything was said, and whether anything was thought."""

    def __init__(self) -> None:
        self.said = self.thought = False

    def note(self, event: Told) -> Told:
        match event:
            case Delta():
                self.said = self.said or not event.text.isspace()
            case Reasoning():
                self.thought = True
            case WasThought():
                self.said, self.thought = False, True
        return event


def _asks_about_tags(request: ModelRequest) -> bool:
    """Whether an answer may speak of the tags round thoughts, because the question does."""
    return any("think>" in it.text for it in request.messages[-1:])


def _told_apart(thinking: Thinking, pieces: Pieces) -> list[Told]:
    told: list[Told] = []
    for piece in pieces:
        if isinstance(piece, Delta):
            told += thinking.feed(piece.text)
        else:
            thinking.heard_a_thought()
            told.append(piece)
    return told


def _completed(ending: FinishState, heard: _Heard, request: ModelRequest) -> Completed:
    """A model that goes on may have nothing to add, and one cut at its length says so."""
    said, thought = heard.said, heard.thought
    if not said and ending.non_text:
        raise NotText(ending.non_text)
    if not ending.finish_reason:
        raise ReplyCutOff if said or thought else _empty(request)
    if not said and ending.finish_reason == "content_filter":
        raise PolicyRefused
    cut = ending.finish_reason == "length" and (thought or _thought_unheard(ending.usage))
    if not said and not request.partial and not cut:
        raise _empty(request)
    return Completed(
        finish_reason=ending.finish_reason,
        model=ending.model,
        usage=ending.usage,
        brought=tuple(sorted(ending.non_text)),
    )


def _empty(request: ModelRequest) -> EmptyReply:
    """Some servers answer with nothing at all where there is no room for an answer."""
    told = [request.instructions, request.partial, *(it.text for it in request.messages)]
    room = request.context * NEARLY_FULL if request.context else SMALL_CONTEXT * NEARLY_FULL
    return PerhapsTooLong() if rough_tokens(told) >= room else EmptyReply()


def _thought_unheard(usage: Mapping[str, Any]) -> bool:
    """Whether the provider counts reasoning tokens, of which it sent no text."""
    told = usage.get("completion_tokens_details")
    return isinstance(told, Mapping) and bool(told.get("reasoning_tokens"))
