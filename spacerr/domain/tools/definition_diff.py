"""How a tool's description differs from the one that was seen, for people."""

import json
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from spacerr.domain.tools.limits import DIFF_LINES, DIFF_WORDS
from spacerr.domain.tools.mcp_tool import McpTool

AROUND = 160
"""Characters shown before and after a change."""
_WORD = re.compile(r"\s*\S+|\s+")


class PartKind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class Part(NamedTuple):
    """A piece of text that stayed, was added or was removed."""

    kind: PartKind
    text: str


class Difference(NamedTuple):
    """What differs in one aspect of a tool: `about` is "title", "effect", "description" or
    "arguments".
    """

    about: str
    parts: tuple[Part, ...]


def differences(old: McpTool | None, new: McpTool) -> tuple[Difference, ...]:
    """What a description says anew; all of it where there is no old one."""
    aspects = (
        ("title", old and old.title, new.title),
        ("effect", old and effect(old), effect(new)),
        ("description", old and old.description, new.description),
        ("arguments", old and _arguments(old), _arguments(new)),
    )
    return tuple(
        Difference(about, _diff(_visible(before or ""), _visible(after)))
        for about, before, after in aspects
        if before != after
    )


def effect(tool: McpTool) -> str:
    """What a server says of a tool's effect."""
    return "Only reads" if tool.read_only else "May change something"


def _visible(text: str) -> str:
    """A text in which every character is seen: an invisible one could tell a model something."""
    return "".join(it if it.isprintable() or it in "\n\t" else f"⟨U+{ord(it):04X}⟩" for it in text)


def _arguments(tool: McpTool) -> str:
    return json.dumps(tool.parameters, ensure_ascii=False, indent=1, sort_keys=True)


def _diff(old: str, new: str) -> tuple[Part, ...]:
    if not old:
        return (Part(PartKind.ADDED, new),) if new else ()
    before, after = _WORD.findall(old), _WORD.findall(new)
    if max(len(before), len(after)) > DIFF_WORDS:
        before, after = _lines(old), _lines(new)
    return tuple(_shortened(list(_parts(before, after))))


def _lines(text: str) -> list[str]:
    """The lines of a text; the last one has all that are beyond DIFF_LINES."""
    lines = text.splitlines(keepends=True)
    rest = "".join(lines[DIFF_LINES:])
    return [*lines[:DIFF_LINES], *([rest] if rest else [])]


def _parts(before: Sequence[str], after: Sequence[str]) -> Iterator[Part]:
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, before, after).get_opcodes():
        if kind == "equal":
            yield Part(PartKind.SAME, "".join(before[a1:a2]))
            continue
        if a1 < a2:
            yield Part(PartKind.REMOVED, "".join(before[a1:a2]))
        if b1 < b2:
            yield Part(PartKind.ADDED, "".join(after[b1:b2]))


def _shortened(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts with what stayed cut to what stands next to a change."""
    for place, part in enumerate(parts):
        if part.kind is not PartKind.SAME:
            yield part
            continue
        head = part.text[:AROUND] if place else ""
        tail = part.text[-AROUND:] if place < len(parts) - 1 else ""
        cut = len(part.text) > len(head) + len(tail) + 20
        yield Part(PartKind.SAME, f"{head} … {tail}" if cut else part.text)
