"""Anthropic's Messages protocol: the same script as named events, in blocks of thought, text and
calls.
"""

import json
from dataclasses import dataclass
from typing import Any

from tests.provider.frames import dump
from tests.provider.script import Call, Fault, FaultKind, Script

_REASONS = {
    "stop": "end_turn",
    "length": "max_tokens",
    "content_filter": "refusal",
    "tool_calls": "tool_use",
}
_Fields = dict[str, Any]
_Told = tuple[str, _Fields]


def refused(status: int, kind: str, message: str) -> Fault:
    """An error as Anthropic words it."""
    body = {"type": "error", "error": {"type": kind, "message": message}}
    return Fault(FaultKind.STATUS, status=status, body=json.dumps(body))


@dataclass(frozen=True, slots=True)
class _Block:
    """One block of a reply: how it starts, and the deltas of each of its tokens."""

    start: _Fields
    tokens: list[list[_Fields]]


class AnthropicFrames:
    """Every frame that answers one request `body` with `script`."""

    def __init__(self, script: Script, body: _Fields) -> None:
        self._script, self._body = script, body
        self._blocks = _blocks(script)

    def deltas(self) -> list[bytes]:
        """One item per token; the first of a block is sent behind the block's beginning."""
        items: list[bytes] = []
        for index, block in enumerate(self._blocks):
            head = self._begin(index, block)
            for deltas in block.tokens:
                told = [_in_block(index, "content_block_delta", delta=delta) for delta in deltas]
                items.append(_events(*head, *told))
                head = []
        return items

    def tail(self) -> list[bytes]:
        """What follows the last token: why it ended and what was used where wanted, the end."""
        script = self._script
        stop = _in_block(len(self._blocks) - 1, "content_block_stop")
        told: list[_Told] = [("ping", {}), stop]
        if script.finish:
            usage = {"usage": {"output_tokens": script.length}} if script.usage else {}
            ending = {"stop_reason": self._reason(), "stop_sequence": None}
            told.append(("message_delta", {"delta": ending, **usage}))
        open_end = script.fault is not None and script.fault.kind is FaultKind.OPEN_END
        return [_events(*told, *([] if open_end else [("message_stop", {})]))]

    def whole(self) -> bytes:
        """The reply in one piece, for a request that does not stream."""
        calls = self._script.calls
        content: list[_Fields] = []
        if self._script.text or not calls:
            content.append({"type": "text", "text": self._script.text})
        content += [{**_tool_use(call), "input": call.parsed} for call in calls]
        ending = {"content": content, "stop_reason": self._reason()}
        usage = {"input_tokens": self._asked(), "output_tokens": self._script.length}
        return dump({**self._message(), **ending, "usage": usage})

    def _begin(self, index: int, block: _Block) -> list[_Told]:
        """The end of the block before, or the beginning of all, and the start of this one."""
        start = _in_block(index, "content_block_start", content_block=block.start)
        if index:
            return [_in_block(index - 1, "content_block_stop"), start]
        usage = {"usage": {"input_tokens": self._asked(), "output_tokens": 1}}
        message = {**self._message(), **(usage if self._script.usage else {})}
        return [("message_start", {"message": message}), start]

    def _reason(self) -> str | None:
        return _REASONS.get(self._script.reason or "", self._script.reason)

    def _message(self) -> _Fields:
        known = {"id": "msg_1", "type": "message", "role": "assistant", "content": []}
        ends = {"stop_reason": None, "stop_sequence": None}
        return {**known, "model": self._body.get("model", ""), **ends}

    def _asked(self) -> int:
        return len(json.dumps(self._body.get("messages", []))) // 4


def _blocks(script: Script) -> list[_Block]:
    """A text without calls has its block even where it is empty: its end is sent all the same."""
    blocks: list[_Block] = []
    if script.reasoning:
        blocks.append(_thinking(script))
    tagged = [token for name, token in script.before if name == "content"]
    if tagged or script.tokens or not script.calls:
        said = [[{"type": "text_delta", "text": it}] for it in (*tagged, *script.tokens)]
        blocks.append(_Block({"type": "text", "text": ""}, said))
    return blocks + [
        _Block({**_tool_use(call), "input": {}}, _input(call)) for call in script.calls
    ]


def _thinking(script: Script) -> _Block:
    """Thoughts, the last with the signature of all."""
    start = {"type": "thinking", "thinking": ""}
    said: list[list[_Fields]]
    said = [[{"type": "thinking_delta", "thinking": it}] for it in script.reasoning]
    if script.signature:
        start["signature"] = ""
        said[-1].append({"type": "signature_delta", "signature": script.signature})
    return _Block(start, said)


def _tool_use(call: Call) -> _Fields:
    known = {"id": call.id} if call.id else {}
    return {"type": "tool_use", **known, "name": call.name}


def _input(call: Call) -> list[list[_Fields]]:
    """The arguments behind an empty piece, which is all there is where the call has none."""
    pieces = [[{"type": "input_json_delta", "partial_json": it}] for it in call.pieces] or [[]]
    pieces[0].insert(0, {"type": "input_json_delta", "partial_json": ""})
    return pieces


def _in_block(index: int, event: str, **more: Any) -> _Told:
    return event, {"index": index, **more}


def _events(*told: _Told) -> bytes:
    return b"".join(
        b"event: %b\ndata: %b\n\n" % (name.encode(), dump({"type": name, **fields}))
        for name, fields in told
    )
