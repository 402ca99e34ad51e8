"""Reads one delta, or one whole message, of OpenAI's protocol: text, reasoning, and other content.
Servers write the content as a text, as a list of parts, or as both in turn.
"""

from collections.abc import Mapping
from typing import Any

from spacerr.domain.replies.events import Delta, Reasoning
from spacerr.infra.answers.answer import Pieces
from spacerr.infra.answers.tool_calls import call_pieces

PICTURE, SOUND = "a picture", "sound"

_THOUGHTS = ("thinking", "reasoning", "reasoning_text", "summary_text")
_DEEPEST = 4
"""Most levels of parts within parts: Mistral's reasoning is a list in a part of a list."""


def message_parts(message: Mapping[str, Any]) -> Pieces:
    """Its reasoning, its text and its calls, in their order, without empty ones."""
    thought = message.get("reasoning_content") or message.get("reasoning")
    return [
        *_of(thought, Reasoning),
        *_of(message.get("content"), Delta),
        *call_pieces(message),
    ]


def non_text_parts(message: Mapping[str, Any]) -> set[str]:
    """The kinds of content besides text, in words for a sentence."""
    content = message.get("content")
    parts = content if isinstance(content, list) else []
    kinds = " ".join(str(it.get("type")) for it in parts if isinstance(it, Mapping))
    found: set[str] = set()
    if message.get("images") or "image" in kinds:
        found.add(PICTURE)
    if message.get("audio") or "audio" in kinds:
        found.add(SOUND)
    return found


def _of(
    content: object, kind: type[Delta] | type[Reasoning], depth: int = 0
) -> list[Delta | Reasoning]:
    if isinstance(content, str):
        return [kind(text=content)] if content else []
    if isinstance(content, list) and depth < _DEEPEST:
        return [piece for part in content for piece in _of(part, kind, depth + 1)]
    if not isinstance(content, Mapping):
        return []
    for name in _THOUGHTS:
        if name in content:
            return _of(content[name], Reasoning, depth + 1)
    if content.get("type") in _THOUGHTS:
        kind = Reasoning
    return _of(content.get("text"), kind, depth + 1)
