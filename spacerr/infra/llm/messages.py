"""The messages of a request, and for a continued reply the request to continue."""

import re

from spacerr.domain.status import Role
from spacerr.infra.llm.interface import ChatMessage, ModelRequest

GO_ON = (
    "Your reply was cut off. Go on exactly where it stopped, in the middle of the word if need be. "
    "Don't repeat anything of it and don't comment on this."
)


_KEEPS_IDS = "gemini/"
"""Models whose ids of calls hold a signature that the provider wants back."""

_LEGAL_ID = re.compile(r"[A-Za-z0-9_-]{1,37}")
"""Ids of calls that all providers accept, also with a number before them."""


def with_call_ids(
    messages: tuple[ChatMessage, ...], *, keeps: bool = False
) -> tuple[ChatMessage, ...]:
    """The messages with ids of calls that differ, and that every provider accepts: each provider
    makes its own, and some begin anew in every answer. `keeps`: long ids stay as they are.
    """
    if not any(it.calls for it in messages):
        return messages
    names = _CallNames(keeps=keeps)
    return tuple(
        message._replace(
            calls=tuple(it._replace(id=names.new(it.id)) for it in message.calls),
            call=names.of(message.call),
        )
        for message in messages
    )


class _CallNames:
    """Ids of calls as they are sent: `new` for a call, `of` for its result."""

    def __init__(self, *, keeps: bool) -> None:
        self._keeps = keeps
        self._used: set[str] = set()
        self._renamed: dict[str, str] = {}

    def new(self, call_id: str) -> str:
        legal = call_id and (self._keeps or _LEGAL_ID.fullmatch(call_id))
        name = base = call_id if legal else "call"
        number = 1
        while name in self._used:
            number += 1
            name = f"{number}_{base}"
        self._used.add(name)
        self._renamed[call_id] = name
        return name

    def of(self, call_id: str) -> str:
        return self._renamed.get(call_id, call_id) if call_id else ""


def build_messages(request: ModelRequest) -> tuple[ChatMessage, ...]:
    """The messages to send: instructions first; after a partial reply the request to continue."""
    messages = with_call_ids(request.messages, keeps=request.model.startswith(_KEEPS_IDS))
    if request.instructions:
        messages = (ChatMessage(Role.SYSTEM, request.instructions), *messages)
    if request.partial:
        go_on = (ChatMessage(Role.ASSISTANT, request.partial), ChatMessage(Role.USER, GO_ON))
        messages = (*messages, *go_on)
    return messages
