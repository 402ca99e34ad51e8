"""Tells what a model thought from what it answered, where it marks the thought with tags.

Some models write `<think>…</think>` before their answer, in the text itself.
"""

from enum import Enum, auto

from spacerr.domain.events import Delta, Reasoning

TAGS = ("<think>", "<thinking>")
BLANKS = 200
"""White space kept back before the text is believed to begin: more holds no tag, only a model
that has lost its way."""


class _Place(Enum):
    START = auto()
    THOUGHT = auto()
    AFTER = auto()
    TEXT = auto()


class Thinking:
    """Turns pieces of content into `Reasoning` and `Delta`, the same however they were cut.

    Only a tag that is the first thing of the reply counts; later ones are text. A thought without
    an end is a thought to the end. Feed pieces in order, then call `rest`.
    """

    def __init__(self) -> None:
        self._place = _Place.START
        self._held = ""
        self._end = ""
        self._thought = False

    def feed(self, piece: str) -> list[Delta | Reasoning]:
        """What is certain so far; what may be part of a tag waits."""
        if self._place is _Place.TEXT:
            return [Delta(text=piece)] if piece else []
        self._held += piece
        if self._place is _Place.START:
            self._look_for_a_tag()
        thought = self._think() if self._place is _Place.THOUGHT else []
        if self._place is _Place.AFTER:
            self._skip_blank_lines()
        return thought + self._say()

    def rest(self) -> list[Delta | Reasoning]:
        """What was still held back when the reply ended, or broke off."""
        held, self._held = self._held, ""
        if self._place is _Place.THOUGHT:
            return self._reasoning(held)
        return [Delta(text=held)] if held and self._place is _Place.START else []

    def _look_for_a_tag(self) -> None:
        begun = self._held.lstrip()
        if len(self._held) - len(begun) > BLANKS:
            self._place = _Place.TEXT
            return
        for tag in TAGS:
            if begun.startswith(tag):
                self._place, self._end = _Place.THOUGHT, tag.replace("<", "</")
                self._held = begun.removeprefix(tag)
                return
        if not any(tag.startswith(begun) for tag in TAGS):
            self._place = _Place.TEXT

    def _say(self) -> list[Delta | Reasoning]:
        if self._place is not _Place.TEXT or not self._held:
            return []
        text, self._held = self._held, ""
        return [Delta(text=text)]

    def _think(self) -> list[Delta | Reasoning]:
        thought, end, after = self._held.partition(self._end)
        if end:
            self._place, self._held = _Place.AFTER, after
            return self._reasoning(thought)
        kept = _beginning_of(self._end, thought)
        self._held = thought[len(thought) - kept :]
        return self._reasoning(thought[: len(thought) - kept])

    def _reasoning(self, thought: str) -> list[Delta | Reasoning]:
        """Models that were told not to think write an empty thought: that is none."""
        if not self._thought:
            thought = thought.lstrip()
        self._thought = self._thought or bool(thought)
        return [Reasoning(text=thought)] if thought else []

    def _skip_blank_lines(self) -> None:
        begun = self._held.lstrip()
        blank = self._held[: len(self._held) - len(begun)]
        self._held = blank[blank.rfind("\n") + 1 :] + begun
        if begun:
            self._place = _Place.TEXT


def _beginning_of(tag: str, text: str) -> int:
    """How many characters at the end of a text may be the beginning of a tag."""
    for length in range(min(len(tag) - 1, len(text)), 0, -1):
        if text.endswith(tag[:length]):
            return length
    return 0
