"""Anthropic's Messages protocol: the same script as named events, in blocks of thought and text."""

import json
from typing import Any

from tests.provider.frames import dump
from tests.provider.script import Fault, FaultKind, Script

_REASONS = {"stop": "end_turn", "length": "max_tokens", "content_filter": "refusal"}
_Told = tuple[str, dict[str, Any]]


def refused(status: int, kind: str, message: str) -> Fault:
    """An error as Anthropic words it."""
    body = {"type": "error", "error": {"type": kind, "message": message}}
    return Fault(FaultKind.STATUS, status=status, body=json.dumps(body))


class AnthropicFrames:
    """Every frame that answers one request `body` with `script`."""

    def __init__(self, script: Script, body: dict[str, Any]) -> None:
        self._script, self._body = script, body

    def deltas(self) -> list[bytes]:
        """One item per token; the first of a block is sent behind the block's beginning."""
        items: list[bytes] = []
        block = ""
        for name, token in [*self._script.before, *_text(self._script)]:
            kind = "thinking" if name == "reasoning_content" else "text"
            head = [] if kind == block else self._begin(block, kind)
            delta = {"type": f"{kind}_delta", kind: token}
            items.append(_events(*head, self._in_block(kind, "content_block_delta", delta=delta)))
            block = kind
        return items

    def tail(self) -> list[bytes]:
        """What follows the last token: why it ended and what was used where wanted, the end."""
        script = self._script
        told: list[_Told] = [("ping", {}), self._in_block("text", "content_block_stop")]
        if script.finish:
            reason = {"stop_reason": _REASONS.get(script.finish, script.finish)}
            usage = {"usage": {"output_tokens": self._said()}} if script.usage else {}
            told.append(("message_delta", {"delta": {**reason, "stop_sequence": None}, **usage}))
        open_end = script.fault is not None and script.fault.kind is FaultKind.OPEN_END
        return [_events(*told, *([] if open_end else [("message_stop", {})]))]

    def whole(self) -> bytes:
        """The reply in one piece, for a request that does not stream."""
        content = [{"type": "text", "text": self._script.text}]
        reason = _REASONS.get(self._script.finish or "", self._script.finish)
        usage = {"input_tokens": self._asked(), "output_tokens": self._said()}
        return dump({**self._message(), "content": content, "stop_reason": reason, "usage": usage})

    def _begin(self, before: str, kind: str) -> list[_Told]:
        empty = {"type": kind, kind: ""}
        start = self._in_block(kind, "content_block_start", content_block=empty)
        if before:
            return [self._in_block(before, "content_block_stop"), start]
        usage = {"usage": {"input_tokens": self._asked(), "output_tokens": 1}}
        message = {**self._message(), **(usage if self._script.usage else {})}
        return [("message_start", {"message": message}), start]

    def _in_block(self, kind: str, event: str, **more: Any) -> _Told:
        index = 1 if kind == "text" and self._script.reasoning else 0
        return event, {"index": index, **more}

    def _message(self) -> dict[str, Any]:
        known = {"id": "msg_1", "type": "message", "role": "assistant", "content": []}
        ends = {"stop_reason": None, "stop_sequence": None}
        return {**known, "model": self._body.get("model", ""), **ends}

    def _asked(self) -> int:
        return len(json.dumps(self._body.get("messages", []))) // 4

    def _said(self) -> int:
        return len(self._script.before) + len(self._script.tokens)


def _text(script: Script) -> list[tuple[str, str]]:
    return [("content", token) for token in script.tokens]


def _events(*told: _Told) -> bytes:
    return b"".join(
        b"event: %b\ndata: %b\n\n" % (name.encode(), dump({"type": name, **fields}))
        for name, fields in told
    )
