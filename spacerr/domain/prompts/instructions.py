"""Instructions before a conversation: texts of several levels, the highest last.

A line `Label: value` replaces the lines with the same label on lower levels. Where the whole is too
long, the lowest level is cut first, from its end, by whole lines; of a long line, a part is kept.
"""

import re
import unicodedata
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from spacerr.domain.errors.prompts import InstructionsTooLong, UnknownVariable
from spacerr.domain.limits import INSTRUCTIONS_CHARS
from spacerr.domain.text import clean


class Level(StrEnum):
    """The level of a text, lowest first: where two disagree, the higher one wins."""

    PLATFORM = "platform"
    TEAM = "team"
    PROJECT = "project"
    PERSONAL = "personal"
    AGENT = "agent"


class Variable(StrEnum):
    """A variable, written `{{date}}` in instructions and replaced when they are sent. `\\{{` stands
    for the two braces themselves.
    """

    DATE = "date"
    TIME_ZONE = "time_zone"
    PERSON = "person"
    TEAM = "team"
    LANGUAGE = "language"
    MODEL = "model"
    AGENT = "agent"


class LineState(StrEnum):
    INCLUDED = "told"
    OVERRIDDEN = "overridden"
    CUT = "cut"


PREAMBLE = "frame"
"""In place of a level: our own words around the instructions."""

PREFACE = "These instructions come from several sources. Where two disagree, the later one holds."
HEADINGS = {
    Level.PLATFORM: "# From whoever runs this server",
    Level.TEAM: "# From the team",
    Level.PROJECT: "# For this project",
    Level.PERSONAL: "# From the person who asks",
    Level.AGENT: "# Who you are",
}

_RANK = {level: rank for rank, level in enumerate(Level)}
_VARIABLE = re.compile(r"\\(\{\{)|\{\{([^{}\n]{0,200})\}\}")
_LABEL = re.compile(r"(?:[-*•]\s+)?(?:\*\*)?([^\W\d_][^:*]{0,39}?)(?:\*\*)?\s*:(?:\*\*)?\s+\S")
_FENCE = ("```", "~~~")
_SENTENCE = re.compile(r"[.!?][\"')\]]*(?=\s)|[。！？]")
_WORD = re.compile(r"(?=\s)")
_JOINER = "\u200d"
_SKINS = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
LABEL_WORDS = 4
"""Most words of a label; a text with more before a colon is a sentence."""
SPLIT_BYTES = 300
"""A line with more bytes may be cut within; a shorter one is cut whole: half a rule is no rule."""


@dataclass(frozen=True, slots=True)
class InstructionLine:
    """`by`: the level that overrode it."""

    text: str
    state: LineState = LineState.INCLUDED
    by: str = ""


@dataclass(frozen=True, slots=True)
class InstructionPart:
    """Lines that belong together: of a level, or our own (`PREAMBLE`)."""

    level: str
    lines: Sequence[InstructionLine]


@dataclass(frozen=True, slots=True)
class ComposedInstructions:
    parts: Sequence[InstructionPart] = ()

    @property
    def text(self) -> str:
        """The text that is sent: every line whose state is INCLUDED."""
        lines = [line for part in self.parts for line in part.lines]
        return "\n".join(line.text for line in lines if line.state is LineState.INCLUDED)

    @property
    def levels(self) -> list[str]:
        """The levels that have a line in the text."""
        return [
            part.level for part in self.parts if part.level != PREAMBLE and _has_text(part.lines)
        ]

    @property
    def cut(self) -> bool:
        """Whether a part of the instructions was cut."""
        lines = (line for part in self.parts for line in part.lines)
        return any(line.state is LineState.CUT and line.text.strip() for line in lines)


def validate_instructions(text: str) -> str:
    """Instructions as they can be stored. Raises InstructionsTooLong, UnknownVariable."""
    text = clean(text).strip()
    if len(text) > INSTRUCTIONS_CHARS:
        raise InstructionsTooLong
    if (wrong := unknown_variable(text)) is not None:
        raise UnknownVariable(wrong, list(Variable))
    return text


def unknown_variable(text: str) -> str | None:
    """The first variable in a text that doesn't exist."""
    names = (found[2].strip() for found in _VARIABLE.finditer(text) if found[2] is not None)
    return next((name for name in names if name not in set(Variable)), None)


def compose(
    texts: Mapping[Level, str], values: Mapping[str, str], budget: int
) -> ComposedInstructions:
    """The instructions made of some texts, with `values` for variables. At most `budget` bytes
    (UTF-8) of the texts are included.
    """
    written = {level: _lines(texts[level]) for level in Level if texts.get(level, "").strip()}
    holders = {it: level for level, lines in written.items() for it in _labels(lines)}
    sections = {
        level: [
            _line(text, label, level, holders, values)
            for text, label in zip(lines, _labels(lines, every=True), strict=True)
        ]
        for level, lines in written.items()
    }
    return ComposedInstructions(tuple(_framed(_cut(sections, budget))))


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


def _labels(lines: Sequence[str], *, every: bool = False) -> Generator[str]:
    """The labels of lines, those in code aside; `every`: "" for each line that has none."""
    code = False
    for line in lines:
        fence = line.lstrip().startswith(_FENCE)
        label = "" if code or fence else _label(line)
        code = code != fence
        if label or every:
            yield label


def _label(line: str) -> str:
    found = _LABEL.match(line.strip())
    words = found[1].casefold().split() if found else []
    return " ".join(words) if len(words) <= LABEL_WORDS else ""


def _line(
    text: str, label: str, level: Level, holders: Mapping[str, Level], values: Mapping[str, str]
) -> InstructionLine:
    filled = _VARIABLE.sub(lambda found: _put_in(found, values), text)
    holder = holders.get(label, level)
    if _RANK[holder] > _RANK[level]:
        return InstructionLine(filled, LineState.OVERRIDDEN, holder)
    return InstructionLine(filled)


def _put_in(found: re.Match[str], values: Mapping[str, str]) -> str:
    return found[1] or values.get(found[2].strip(), found[0])


def _cut(
    sections: dict[Level, list[InstructionLine]], budget: int
) -> dict[Level, list[InstructionLine]]:
    """The same, with lines cut until the rest fits, the last line of the lowest level first."""
    included = [
        line for lines in sections.values() for line in lines if line.state is LineState.INCLUDED
    ]
    excess = sum(_size(line) for line in included) - budget
    for lines in sections.values():
        for at in range(len(lines) - 1, -1, -1):
            if excess <= 0:
                return sections
            if lines[at].state is LineState.INCLUDED:
                size = _size(lines[at])
                lines[at : at + 1] = _split(lines[at], size - excess)
                excess -= size
    return sections


def _split(line: InstructionLine, room: int) -> list[InstructionLine]:
    """A line that doesn't fit, marked as cut; a long one is split, and its first part included."""
    text = line.text
    at = _end(text, room - 1) if min(_size(line), 2 * room) > SPLIT_BYTES else 0
    cut = replace(line, text=text[at:], state=LineState.CUT)
    return [replace(line, text=text[:at]), cut] if at else [cut]


def _end(text: str, most: int) -> int:
    """Where to cut a text to at most so many bytes: after a sentence, else a word, else a
    character.
    """
    head = text.encode()[: max(most, 0)].decode(errors="ignore")
    for ends in (_SENTENCE, _WORD):
        found = [it.end() for it in ends.finditer(text, 0, len(head) + 1) if it.end() <= len(head)]
        if found and found[-1] > len(head) // 2:
            return found[-1]
    at = len(head)
    while 0 < at < len(text) and _joined(text[at - 1], text[at]):
        at -= 1
    return at


def _joined(one: str, next_one: str) -> bool:
    """Whether two code points belong to one character."""
    if _JOINER in (one, next_one) or next_one in _SKINS:
        return True
    return unicodedata.category(next_one).startswith("M")


def _size(line: InstructionLine) -> int:
    return len(line.text.encode()) + 1


def _framed(sections: Mapping[Level, Sequence[InstructionLine]]) -> Generator[InstructionPart]:
    several = sum(_has_text(lines) for lines in sections.values()) > 1
    before = [PREFACE, ""] if several else []
    for level, lines in sections.items():
        if _has_text(lines):
            yield InstructionPart(
                PREAMBLE, tuple(InstructionLine(it) for it in [*before, HEADINGS[level]])
            )
            before = [""]
        else:  # only empty lines are left
            lines = [
                replace(line, state=LineState.CUT) if not line.text.strip() else line
                for line in lines
            ]
        yield InstructionPart(level, tuple(lines))


def _has_text(lines: Sequence[InstructionLine]) -> bool:
    return any(line.state is LineState.INCLUDED and line.text.strip() for line in lines)
