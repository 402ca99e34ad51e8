"""What a page received: bytes by kind, from the browser's own account of its network."""

import json
from collections import Counter
from typing import Any

from playwright.sync_api import CDPSession


class Payload:
    """Counts from the moment it is cleared. Bytes are what was sent, without HTTP's headers."""

    def __init__(self, cdp: CDPSession) -> None:
        self.clear()
        cdp.on("Network.webSocketFrameReceived", self._frame)
        cdp.on("Network.dataReceived", self._data)
        cdp.send("Network.enable")

    def clear(self) -> None:
        self.frames: list[str] = []
        self.http = 0

    @property
    def socket(self) -> int:
        """Bytes in websocket frames."""
        return sum(len(frame.encode()) for frame in self.frames)

    def anatomy(self) -> dict[str, Any]:
        """How many frames carried what, and how many of their bytes the values were."""
        count: Counter[str] = Counter()
        size: Counter[str] = Counter()
        values: Counter[str] = Counter()
        for frame in self.frames:
            kind, inside = _kind(frame)
            count[kind] += 1
            size[kind] += len(frame.encode())
            values[kind] += inside
        example = {_kind(frame)[0]: frame[:400] for frame in reversed(self.frames)}
        return {
            kind: {
                "frames": count[kind],
                "bytes": size[kind],
                "bytes_per_frame": round(size[kind] / count[kind], 1),
                "of_which_values": values[kind],
                "example": example[kind],
            }
            for kind in count
        }

    def _frame(self, event: dict[str, Any]) -> None:
        self.frames.append(event["response"]["payloadData"])

    def _data(self, event: dict[str, Any]) -> None:
        self.http += event["dataLength"]


def _kind(frame: str) -> tuple[str, int]:
    """The states a Reflex update changes, and the bytes of their values."""
    start = frame.find("[")
    if start < 0:
        return "keepalive", 0
    try:
        event = json.loads(frame[start:])
        delta = event[1]["delta"]
    except (ValueError, LookupError, TypeError):
        return "other", 0
    values = sum(
        len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
        for state in delta.values()
        for value in state.values()
    )
    return "+".join(name.rpartition(".")[2] for name in sorted(delta)) or "no change", values
