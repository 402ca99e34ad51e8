"""What models are told before a conversation: texts of several levels, the highest last.

A line `Label: value` replaces the lines with the same label on lower levels. Where all of it is too
long, the lowest level is cut first, from its end and by whole lines.
"""

import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from spacerr.domain.errors import InstructionsTooLong, UnknownVariable
from spacerr.domain.limits import INSTRUCTIONS_CHARS
from spacerr.domain.text import clean


class Level(StrEnum):
    """Who a text is from, lowest first: where two disagree, the higher one holds."""

    PLATFORM = "platform"
    TEAM = "team"
    PROJECT = "project"
    PERSONAL = "personal"
    AGENT = "agent"


class Variable(StrEnum):
    """What stands in instructions as `{{date}}`, and is put in when they are told."""

    DATE = "date"
    TIME_ZONE = "time_zone"
    PERSON = "person"
    TEAM = "team"
    LANGUAGE = "language"
    MODEL = "model"
    AGENT = "agent"


class State(StrEnum):
    TOLD = "told"
    OVERRIDDEN = "overridden"
    CUT = "cut"


FRAME = "frame"
"""In place of a level: words of our own around what people wrote."""

PREFACE = "These instructions come from several sources. Where two disagree, the later one holds."
HEADINGS = {
    Level.PLATFORM: "# From whoever runs this server",
    Level.TEAM: "# From the team",
    Level.PROJECT: "# For this project",
    Level.PERSONAL: "# From the person who asks",
    Level.AGENT: "# Who you are",
}

_RANK = {level: rank for rank, level in enumerate(Level)}
_VARIABLE = re.compile(r"\{\{([^{}\n]{0,200})\}\}")
_LABEL = re.compile(r"(?:[-*•]\s+)?(?:\*\*)?([^\W\d_][^:*]{0,39}?)(?:\*\*)?\s*:(?:\*\*)?\s+\S")
_FENCE = ("```", "~~~")
LABEL_WORDS = 4
"""Words of a label; more of them before a colon are a sentence."""


@dataclass(frozen=True, slots=True)
class Line:
    """`by`: the level that overrode it."""

    text: str
    state: State = State.TOLD
    by: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that belong together: a level's, or our own (`FRAME`)."""

    level: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Composed:
    parts: Sequence[Part] = ()

    @property
    def text(self) -> str:
        """Exactly what is told: every line whose state is so."""
        lines = [line for part in self.parts for line in part.lines]
        return "\n".join(line.text for line in lines if line.state is State.TOLD)

    @property
    def levels(self) -> list[str]:
        """The levels of which something is told."""
        return [part.level for part in self.parts if part.level != FRAME and _tells(part.lines)]


def checked(text: str) -> str:
    """Instructions as they can be stored. Raises InstructionsTooLong, UnknownVariable."""
    text = clean(text).strip()
    if len(text) > INSTRUCTIONS_CHARS:
        raise InstructionsTooLong
    if (wrong := unknown(text)) is not None:
        raise UnknownVariable(wrong, list(Variable))
    return text


def unknown(text: str) -> str | None:
    """The first variable in a text that doesn't exist."""
    names = (found[1].strip() for found in _VARIABLE.finditer(text))
    return next((name for name in names if name not in set(Variable)), None)


def compose(texts: Mapping[Level, str], values: Mapping[str, str], budget: int) -> Composed:
    """What is told of some texts, with `values` for variables, in at most `budget` bytes (UTF-8)
    of what people wrote.
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
    return Composed(tuple(_framed(_cut(sections, budget))))


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
) -> Line:
    told = _VARIABLE.sub(lambda found: values.get(found[1].strip(), found[0]), text)
    holder = holders.get(label, level)
    if _RANK[holder] > _RANK[level]:
        return Line(told, State.OVERRIDDEN, holder)
    return Line(told)


def _cut(sections: dict[Level, list[Line]], budget: int) -> dict[Level, list[Line]]:
    """The same with as many lines cut as have no room, the lowest level's last line first."""
    told = [line for lines in sections.values() for line in lines if line.state is State.TOLD]
    excess = sum(_size(line) for line in told) - budget
    for lines in sections.values():
        for at in range(len(lines) - 1, -1, -1):
            if excess <= 0:
                return sections
            if lines[at].state is State.TOLD:
                excess -= _size(lines[at])
                lines[at] = replace(lines[at], state=State.CUT)
    return sections


def _size(line: Line) -> int:
    return len(line.text.encode()) + 1


def _framed(sections: Mapping[Level, Sequence[Line]]) -> Generator[Part]:
    several = sum(_tells(lines) for lines in sections.values()) > 1
    before = [PREFACE, ""] if several else []
    for level, lines in sections.items():
        if _tells(lines):
            yield Part(FRAME, tuple(Line(it) for it in [*before, HEADINGS[level]]))
            before = [""]
        else:  # what is left of it are empty lines
            lines = [replace(it, state=State.CUT) if not it.text.strip() else it for it in lines]
        yield Part(level, tuple(lines))


def _tells(lines: Sequence[Line]) -> bool:
    return any(line.state is State.TOLD and line.text.strip() for line in lines)
