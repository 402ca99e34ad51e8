"""Ollama's chat protocol: the same script as lines of JSON."""

import json
from typing import Any

from tests.provider.frames import dump
from tests.provider.script import Call, Script


class OllamaFrames:
    """Every line that answers one request `body`."""

    def __init__(self, script: Script, body: dict[str, Any]) -> None:
        self._script, self._body = script, body

    def deltas(self) -> list[bytes]:
        """One line per token: thoughts first, then text, then a whole call each."""
        thought = [{"content": "", "thinking": token} for _, token in self._script.before]
        said = [{"content": token} for token in self._script.tokens]
        called = [{"content": "", "tool_calls": [_call(it)]} for it in self._script.calls]
        return [self._line(it) for it in (*thought, *said, *called)]

    def tail(self) -> list[bytes]:
        """What follows the last token: why it ended, and what was used where wanted."""
        return [self._line({"content": ""}, **self._ending())] if self._script.finish else []

    def whole(self) -> bytes:
        """The reply in one piece, for a request that does not stream."""
        calls = [_call(it) for it in self._script.calls]
        called = {"tool_calls": calls} if calls else {}
        return self._line({"content": self._script.text, **called}, **self._ending())

    def _line(self, message: dict[str, Any], **more: Any) -> bytes:
        line = {"model": self._body["model"], "created_at": "2026-01-01T00:00:00Z", "done": False}
        return dump({**line, "message": {"role": "assistant", **message}, **more}) + b"\n"

    def _ending(self) -> dict[str, Any]:
        ending = {"done": True, "done_reason": self._script.finish}
        if not self._script.usage:
            return ending
        asked = len(json.dumps(self._body.get("messages", []))) // 4
        return {**ending, "prompt_eval_count": asked, "eval_count": self._script.length}


def _call(call: Call) -> dict[str, Any]:
    return {"function": {"name": call.name, "arguments": call.parsed}}
