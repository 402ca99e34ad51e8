"""Puts the calls of one answer together from their pieces, however servers number them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from spacerr.domain.ids import new_id
from spacerr.domain.replies.events import CallArguments, CallStarted
from spacerr.domain.text import utf8_length
from spacerr.domain.tools.limits import CALL_ARGUMENT_BYTES, CALL_NAME_CHARS, CALLS_AT_ONCE


@dataclass(frozen=True, slots=True)
class CallPiece:
    """A piece of a call, as a server sent it: "" and None for what is not in it."""

    index: int | None
    id: str
    name: str
    arguments: str


def call_pieces(message: Mapping[str, Any]) -> list[CallPiece]:
    """The pieces of calls in a delta, or in a whole message, of OpenAI's protocol."""
    calls = message.get("tool_calls")
    found = calls if isinstance(calls, list) else []
    pieces = [piece for it in found if (piece := _piece(_fields(it)))]
    if not pieces and (legacy := message.get("function_call")):
        call = _piece({"index": 0, "function": legacy})
        pieces = [call] if call else []
    return pieces


def _fields(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else getattr(value, "__dict__", {})


def _piece(call: Mapping[str, Any]) -> CallPiece | None:
    function = _fields(call.get("function"))
    index, arguments = call.get("index"), function.get("arguments")
    if isinstance(arguments, Mapping | list):  # some servers send the object itself
        arguments = json.dumps(arguments, ensure_ascii=False)
    piece = CallPiece(
        index if isinstance(index, int) else None,
        _text(call.get("id"))[:CALL_ARGUMENT_BYTES],
        _text(function.get("name")),
        _text(arguments),
    )
    return piece if piece.id or piece.name or piece.arguments else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


@dataclass(slots=True)
class _Call:
    """A call so far. `told`: whether its beginning was reported."""

    number: int
    index: int | None
    id: str = ""
    name: str = ""
    arguments: list[str] = field(default_factory=list[str])
    size: int = 0
    told: bool = False

    @property
    def complete(self) -> bool:
        """Whether its arguments are a JSON value."""
        try:
            json.loads("".join(self.arguments))
        except (ValueError, RecursionError):
            return False
        return True


class CallAssembler:
    """Turns pieces into `CallStarted` and `CallArguments`. Feed pieces in order, then call `rest`.

    A server that follows the protocol numbers its calls, and names each once. Others send every
    call with index 0, without an id, without an index, or in one piece: a new id begins another
    call, and so does a name after arguments that are complete. `overflow`: whether a call has more
    arguments, or the answer more calls, than are read; what is beyond is left out.
    """

    def __init__(self) -> None:
        self._calls: list[_Call] = []
        self.overflow = False

    @property
    def count(self) -> int:
        return len(self._calls)

    def feed(self, piece: CallPiece) -> list[CallStarted | CallArguments]:
        """The events that are certain: those of a call wait for its name."""
        events: list[CallStarted | CallArguments] = []
        call = self._find(piece)
        if call is None:
            if len(self._calls) >= CALLS_AT_ONCE:
                self.overflow = True
                return []
            events += self.rest()
            call = _Call(len(self._calls), piece.index)
            self._calls.append(call)
        if not any(it.id == piece.id for it in self._calls):
            call.id = call.id or piece.id
        call.name = call.name or piece.name[:CALL_NAME_CHARS]
        return [*events, *self._tell(call, piece.arguments)]

    def _find(self, piece: CallPiece) -> _Call | None:
        """The call that a piece belongs to; None where it begins another one."""
        if not self._calls or (
            piece.name and piece.index is not None and not self._at(piece.index)
        ):
            return None
        if piece.id:
            known = next((it for it in self._calls if it.id == piece.id), None)
            if known:
                return known
            waiting = self._at(piece.index)
            return waiting if waiting and not waiting.id and not waiting.arguments else None
        call = self._at(piece.index) if piece.index is not None else self._calls[-1]
        if call and piece.name and (call.name not in ("", piece.name) or call.complete):
            return None
        return call

    def _at(self, index: int | None) -> _Call | None:
        """The newest call with an index."""
        return next((it for it in reversed(self._calls) if it.index == index), None)

    def _tell(self, call: _Call, text: str) -> list[CallStarted | CallArguments]:
        events: list[CallStarted | CallArguments] = []
        text = text[: max(0, CALL_ARGUMENT_BYTES + 1 - call.size)]
        call.size += utf8_length(text)
        self.overflow = self.overflow or call.size > CALL_ARGUMENT_BYTES
        if text:
            call.arguments.append(text)
        if not call.told and call.name and (call.id or call.arguments):
            call.told, call.id = True, call.id or _new_call_id()
            events.append(CallStarted(number=call.number, id=call.id, name=call.name))
            text = "".join(call.arguments)
        if call.told and text:
            events.append(CallArguments(number=call.number, text=text))
        return events

    def rest(self) -> list[CallStarted | CallArguments]:
        """The events of calls that were held back, at their end."""
        events: list[CallStarted | CallArguments] = []
        for call in self._calls:
            if not call.told:
                call.id, call.name = call.id or _new_call_id(), call.name or "?"
                events += self._tell(call, "")
        return events


def _new_call_id() -> str:
    """At most 40 characters, which all providers accept."""
    return f"call_{new_id().replace('-', '')}"
