"""The JSON of the chat-completions protocol, as bytes ready to send."""

import json
import re
import time
from itertools import zip_longest
from typing import Any

from tests.provider.script import Call, FaultKind, Script

PARTS = re.compile(rb',(?="(?:choices|created|model|object)":)')
DONE = b"data: [DONE]\n\n"
NO_JSON = b'data: {"choices": [{"delta": {"content": \n\n'


def dump(value: Any) -> bytes:
    """Real UTF-8, as providers send it, so that a chunk border can fall inside a character."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def event(payload: bytes) -> bytes:
    return b"data: %b\n\n" % payload


def odd(events: bytes) -> bytes:
    """The same events, each after a comment, with CR LF, its JSON cut into lines between its
    parts.
    """
    return b"".join(_odd(event) for event in events.strip().split(b"\n\n"))


def _odd(event: bytes) -> bytes:
    lines = PARTS.sub(b",\r\ndata:", event.strip())
    return b": still here\r\n\r\nevent: message\r\n%b\r\n\r\n" % lines


class Frames:
    """Every frame that answers one request `body` with `script`."""

    def __init__(self, script: Script, body: dict[str, Any]) -> None:
        self._script = script
        self._body = body
        self._base = {"id": f"chatcmpl-{time.time_ns():x}", "created": int(time.time())}
        self._base["model"] = body.get("model", "")

    def deltas(self) -> list[bytes]:
        """One item per token: thoughts first, then content, then calls. The first piece of a call
        is sent behind the call's beginning.
        """
        said = self._script.before + [("content", token) for token in self._script.tokens]
        items: list[list[dict[str, Any]]] = [[{name: token}] for name, token in said]
        for calls in self._calls():
            items.append([{"tool_calls": [call]} for call in calls])
        if items:
            nothing_said = {} if said else {"content": None}
            items[0][0] = {"role": "assistant", **nothing_said, **items[0][0]}
        return [b"".join(self._chunk(delta) for delta in deltas) for deltas in items]

    def _calls(self) -> list[list[dict[str, Any]]]:
        """Deltas of calls, one list per token."""
        script = self._script
        if script.calls_whole:
            return [[_call(call, at, call.arguments)] for at, call in enumerate(script.calls)]
        streams = [_in_pieces(call, at) for at, call in enumerate(script.calls)]
        if script.interleaved:
            turns = zip_longest(*streams)
            return [deltas for turn in turns for deltas in turn if deltas is not None]
        return [deltas for stream in streams for deltas in stream]

    def tail(self) -> list[bytes]:
        """What follows the last token: finish_reason and usage where wanted, then [DONE]."""
        events = [self._chunk({}, self._script.reason)] if self._script.finish else []
        options = self._body.get("stream_options") or {}
        if self._script.usage and options.get("include_usage"):
            events.append(self._event("chat.completion.chunk", choices=[], usage=self._usage()))
        return events if self._open_end() else [*events, DONE]

    def _open_end(self) -> bool:
        fault = self._script.fault
        return fault is not None and fault.kind is FaultKind.OPEN_END

    def whole(self) -> bytes:
        """The reply as one completion, for a request that does not stream."""
        message: dict[str, Any] = {"role": "assistant", "content": self._script.text}
        if calls := self._script.calls:
            message["content"] = self._script.text or None
            message["tool_calls"] = [_whole_call(call) for call in calls]
        choice = {"index": 0, "message": message, "finish_reason": self._script.reason}
        usage = {"usage": self._usage()} if self._script.usage else {}
        return dump({**self._base, "object": "chat.completion", "choices": [choice], **usage})

    def _chunk(self, delta: dict[str, Any], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return self._event("chat.completion.chunk", choices=[choice])

    def _event(self, kind: str, **fields: Any) -> bytes:
        return event(dump({**self._base, "object": kind, **fields}))

    def _usage(self) -> dict[str, Any]:
        """Completion tokens are exact; prompt tokens are four characters of JSON each."""
        asked = len(json.dumps(self._body.get("messages", []))) // 4
        thought, said = len(self._script.before), self._script.length
        return {
            "prompt_tokens": asked,
            "completion_tokens": said,
            "total_tokens": asked + said,
            "completion_tokens_details": {"reasoning_tokens": thought},
        }


def _in_pieces(call: Call, at: int) -> list[list[dict[str, Any]]]:
    """The deltas of the call at this place, one list per token."""
    index = {"index": _index(call, at)}
    pieces = [[{**index, "function": {"arguments": piece}}] for piece in call.pieces]
    begun = _call(call, at, "")
    return [[begun, *pieces[0]], *pieces[1:]] if pieces else [[begun]]


def _call(call: Call, at: int, arguments: str) -> dict[str, Any]:
    return {"index": _index(call, at), **_whole_call(call, arguments)}


def _index(call: Call, at: int) -> int:
    return at if call.index is None else call.index


def _whole_call(call: Call, arguments: str | None = None) -> dict[str, Any]:
    said = call.arguments if arguments is None else arguments
    known = {"id": call.id} if call.id else {}
    return {**known, "type": "function", "function": {"name": call.name, "arguments": said}}
