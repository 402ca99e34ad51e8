"""Gemini's streamGenerateContent protocol: the same script as candidates made of parts."""

import json
from typing import Any

from tests.provider.frames import dump, event
from tests.provider.script import Call, Fault, FaultKind, Script

_REASONS = {
    "stop": "STOP",
    "length": "MAX_TOKENS",
    "content_filter": "SAFETY",
    "tool_calls": "STOP",
}


def refused(status: int, word: str, message: str) -> Fault:
    """An error as Google words it."""
    body = {"error": {"code": status, "message": message, "status": word}}
    return Fault(FaultKind.STATUS, status=status, body=json.dumps(body))


class GeminiFrames:
    """Every frame that answers one request `body`, for the model its `path` names."""

    def __init__(self, script: Script, body: dict[str, Any], path: str) -> None:
        self._script, self._body = script, body
        self._model = path.rpartition("/")[2].partition(":")[0]

    def deltas(self) -> list[bytes]:
        """One event per token: thoughts first, then text, then a whole call each."""
        said = [({"text": token}, name) for name, token in self._script.before]
        said += [({"text": token}, "content") for token in self._script.tokens]
        events = [
            self._event([{**part, "thought": True} if name == "reasoning_content" else part])
            for part, name in said
        ]
        return events + [self._event([part]) for part in self._calls()]

    def tail(self) -> list[bytes]:
        """What follows the last token: why it ended, and what was used where wanted."""
        if not self._script.finish:
            return []
        usage = {"usageMetadata": self._usage()} if self._script.usage else {}
        return [self._event([{"text": ""}], self._reason(), **usage)]

    def whole(self) -> bytes:
        """The reply in one piece, for a request that does not stream."""
        said = [{"text": self._script.text}] if self._script.text or not self._script.calls else []
        parts: list[dict[str, Any]] = [*said, *self._calls()]
        return dump(self._candidate(parts, self._reason(), usageMetadata=self._usage()))

    def _calls(self) -> list[dict[str, Any]]:
        """A part per call. Of several at once only the first is signed."""
        parts = [_part(call) for call in self._script.calls]
        if parts and self._script.signature:
            parts[0]["thoughtSignature"] = self._script.signature
        return parts

    def _event(self, parts: list[dict[str, Any]], reason: str = "", **more: Any) -> bytes:
        return event(dump(self._candidate(parts, reason, **more)))

    def _candidate(self, parts: list[dict[str, Any]], reason: str, **more: Any) -> dict[str, Any]:
        ending = {"finishReason": reason} if reason else {}
        candidate = {"content": {"parts": parts, "role": "model"}, "index": 0, **ending}
        return {"candidates": [candidate], "modelVersion": self._model, "responseId": "1", **more}

    def _reason(self) -> str:
        return _REASONS.get(self._script.reason or "", self._script.reason or "")

    def _usage(self) -> dict[str, int]:
        asked = len(json.dumps(self._body.get("contents", []))) // 4
        thought, said = len(self._script.before), self._script.length_after_thoughts
        counted = {"promptTokenCount": asked, "candidatesTokenCount": said}
        return {
            **counted,
            "thoughtsTokenCount": thought,
            "totalTokenCount": asked + thought + said,
        }


def _part(call: Call) -> dict[str, Any]:
    return {"functionCall": {"name": call.name, "args": call.parsed}}
