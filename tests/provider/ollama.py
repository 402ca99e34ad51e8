"""Ollama's chat protocol: the same script as lines of JSON."""

import json
from typing import Any

from tests.provider.frames import dump
from tests.provider.script import Script


class OllamaFrames:
    """Every line that answers one request `body`."""

    def __init__(self, script: Script, body: dict[str, Any]) -> None:
        self._script, self._body = script, body

    def deltas(self) -> list[bytes]:
        """One line per token: thoughts first, then text."""
        thought = [{"content": "", "thinking": token} for _, token in self._script.before]
        said = [{"content": token} for token in self._script.tokens]
        return [self._line(it) for it in (*thought, *said)]

    def tail(self) -> list[bytes]:
        """What follows the last token: why it ended, and what was used where wanted."""
        return [self._line({"content": ""}, **self._ending())] if self._script.finish else []

    def whole(self) -> bytes:
        """The reply in one piece, for a request that does not stream."""
        return self._line({"content": self._script.text}, **self._ending())

    def _line(self, message: dict[str, str], **more: Any) -> bytes:
        line = {"model": self._body["model"], "created_at": "2026-01-01T00:00:00Z", "done": False}
        return dump({**line, "message": {"role": "assistant", **message}, **more}) + b"\n"

    def _ending(self) -> dict[str, Any]:
        ending = {"done": True, "done_reason": self._script.finish}
        if not self._script.usage:
            return ending
        asked = len(json.dumps(self._body.get("messages", []))) // 4
        said = len(self._script.before) + len(self._script.tokens)
        return {**ending, "prompt_eval_count": asked, "eval_count": said}
