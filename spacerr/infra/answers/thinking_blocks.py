"""Anthropic's blocks of reasoning: it wants them back, with their signatures, beside the calls of
tools that follow them. LiteLLM gives them in pieces, and sends them only whole.
"""

from collections.abc import Mapping
from typing import Any

FIELD = "thinking_blocks"


class ThinkingBlocks:
    """Puts blocks together. `whole` are those that have ended."""

    def __init__(self) -> None:
        self.whole: list[dict[str, Any]] = []
        self._text: list[str] = []

    def add(self, delta: Mapping[str, Any]) -> None:
        """Add the blocks of a delta, if it has any. The piece with the signature ends a block."""
        pieces = delta.get(FIELD)
        for piece in pieces if isinstance(pieces, list) else ():
            if not isinstance(piece, Mapping):
                continue
            if piece.get("type") == "redacted_thinking":
                self.whole.append(dict(piece))
                continue
            self._text.append(str(piece.get("thinking") or ""))
            if signature := piece.get("signature"):
                thought, self._text = "".join(self._text), []
                block = {"type": "thinking", "thinking": thought, "signature": signature}
                self.whole.append(block)
