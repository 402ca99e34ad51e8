"""The JSON of the chat-completions protocol, as bytes ready to send."""

import json
import re
import time
from typing import Any

from tests.provider.script import FaultKind, Script

PARTS = re.compile(rb',(?="(?:choices|created|model|object)":)')
DONE = b"data: [DONE]\n\n"
NO_JSON = b'data: {"choices": [{"delta": {"content": \n\n'


def dump(value: Any) -> bytes:
    """Real UTF-8, as providers send it, so that a chunk border can fall inside a character."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def event(payload: bytes) -> bytes:
    return b"data: %b\n\n" % payload


def odd(event: bytes) -> bytes:
    """The same event after a comment, with CR LF, its JSON cut into lines between its parts."""
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
        """One event per token: thoughts first, then content."""
        said = self._script.before + [("content", token) for token in self._script.tokens]
        events = [self._chunk({name: token}) for name, token in said]
        if said:
            name, token = said[0]
            events[0] = self._chunk({"role": "assistant", name: token})
        return events

    def tail(self) -> list[bytes]:
        """What follows the last token: finish_reason and usage where wanted, then [DONE]."""
        events = [self._chunk({}, self._script.finish)] if self._script.finish else []
        options = self._body.get("stream_options") or {}
        if self._script.usage and options.get("include_usage"):
            events.append(self._event("chat.completion.chunk", choices=[], usage=self._usage()))
        return events if self._open_end() else [*events, DONE]

    def _open_end(self) -> bool:
        fault = self._script.fault
        return fault is not None and fault.kind is FaultKind.OPEN_END

    def whole(self) -> bytes:
        """The reply as one completion, for a request that does not stream."""
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": self._script.text},
            "finish_reason": self._script.finish,
        }
        usage = {"usage": self._usage()} if self._script.usage else {}
        return dump({**self._base, "object": "chat.completion", "choices": [choice], **usage})

    def _chunk(self, delta: dict[str, str], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return self._event("chat.completion.chunk", choices=[choice])

    def _event(self, kind: str, **fields: Any) -> bytes:
        return event(dump({**self._base, "object": kind, **fields}))

    def _usage(self) -> dict[str, Any]:
        """Completion tokens are exact; prompt tokens are four characters of JSON each."""
        asked = len(json.dumps(self._body.get("messages", []))) // 4
        thought = len(self._script.before)
        said = thought + len(self._script.tokens)
        return {
            "prompt_tokens": asked,
            "completion_tokens": said,
            "total_tokens": asked + said,
            "completion_tokens_details": {"reasoning_tokens": thought},
        }
