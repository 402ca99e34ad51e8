"""Tells what a model thought from what it answered, where it marks the thought in the text itself.

Most write `<think>…</think>` before their answer. Where a server's template writes the first tag,
only the last one arrives; where its parser is off, channels do (`channels.py`).
"""

from enum import Enum, auto

from spacerr.domain.replies import channels
from spacerr.domain.replies.channels import Channels
from spacerr.domain.replies.events import Delta, Reasoning, WasThought

_NAMES = ("think", "thinking", "thought", "seed:think", "reason", "reasoning")
TAGS = {f"<{name}>": f"</{name}>" for name in _NAMES} | {
    "[THINK]": "[/THINK]",
    "<|START_THINKING|>": "<|END_THINKING|>",
    "◁think▷": "◁/think▷",
}
"""The tags before a thought, each with the one behind it."""
LONE = ("</think>", "</thinking>", "</seed:think>", "◁/think▷")
"""Tags that end a thought whose first tag never came."""
BLANKS = 200
"""White space kept back before the text is believed to begin: more holds no tag, only a model
that has lost its way."""

Told = Delta | Reasoning | WasThought
_SENTENCE = ",.;:?!)"  # what stands behind a tag only in a sentence about it
_OPENING, _CLOSING = "\"'`“‘«(", "\"'`”’»)"
_TIMES_SPOKEN_OF = 20
"""Tags that are only spoken of, after which no end of a thought is waited for."""


class _Place(Enum):
    START = auto()
    THOUGHT = auto()
    AFTER = auto()
    CHANNELS = auto()
    TEXT = auto()


class Thinking:
    """Turns pieces of content into what was thought and what was said, the same however they were
    cut.

    Only a tag that is the first thing of the reply begins a thought; later ones are text. A thought
    without an end is a thought to the end. Where a thought's last tag comes without a first one,
    all before it `WasThought`, unless the tag is only spoken of: `watches` says whether that is
    looked for. Feed pieces in order, then call `rest`.
    """

    def __init__(self, *, watches: bool = True) -> None:
        self._place = _Place.START
        self._held = ""
        self._end = ""
        self._thought = False
        self._watches = watches
        self._said: list[str] = []
        self._spoken_of = 0
        self._channels = Channels()

    def feed(self, piece: str) -> list[Told]:
        """What is certain so far; what may be part of a tag waits."""
        if self._place is _Place.CHANNELS:
            return [*self._channels.feed(piece)]
        if self._place is _Place.TEXT and not self._watches and not self._held:
            return [Delta(text=piece)] if piece else []
        self._held += piece
        if self._place is _Place.START and self._begins_with_a_channel():
            begun, self._held = self._held, ""
            return [*self._channels.feed(begun)]
        thought = self._think() if self._place is _Place.THOUGHT else []
        if self._place is _Place.AFTER:
            self._skip_blank_lines()
        return [*thought, *self._say()]

    def heard_a_thought(self) -> None:
        """The model's thoughts come apart from its text: no text was a thought."""
        self._watches = False

    def rest(self) -> list[Told]:
        """What was still held back when the reply ended, or broke off."""
        held, self._held = self._held, ""
        match self._place:
            case _Place.THOUGHT:
                return self._reasoning(held)
            case _Place.CHANNELS:
                return [*self._channels.rest()]
            case _Place.AFTER:
                return []
            case _:
                return [Delta(text=held)] if held else []

    def _begins_with_a_channel(self) -> bool:
        self._look_for_a_tag()
        return self._place is _Place.CHANNELS

    def _look_for_a_tag(self) -> None:
        begun = self._held.lstrip()
        if len(self._held) - len(begun) > BLANKS:
            self._place = _Place.TEXT
            return
        if begun.startswith(channels.BEGINNINGS):
            self._place, self._held = _Place.CHANNELS, begun
            return
        for tag, end in TAGS.items():
            if begun.startswith(tag):
                self._place, self._end, self._watches = _Place.THOUGHT, end, False
                self._held = begun.removeprefix(tag)
                return
        if not any(it.startswith(begun) for it in (*TAGS, *channels.BEGINNINGS)):
            self._place = _Place.TEXT

    def _say(self) -> list[Told]:
        if self._place is not _Place.TEXT or not self._held:
            return []
        if self._watches:
            return self._say_and_watch()
        text, self._held = self._held, ""
        return [Delta(text=text)]

    def _say_and_watch(self) -> list[Told]:
        """Text up to a tag that may end a thought; the tag waits for what follows it."""
        told: list[Told] = []
        while found := _first(LONE, self._held):
            at, tag = found
            before, after = self._held[:at], self._held[at + len(tag) :]
            if any(it in before for it in TAGS):
                self._watches = False  # it speaks of such tags
                return [*told, *self._say()]
            self._pass_on(before, told)
            if not after.strip() and len(after) <= BLANKS:
                self._held = tag + after
                return told
            self._held = after
            if not after.strip() or _spoken_of("".join(self._said), after):
                self._pass_on(tag, told)
                self._spoken_of += 1
                if self._spoken_of < _TIMES_SPOKEN_OF:
                    continue
                self._watches = False
                return [*told, *self._say()]
            self._watches, self._place = False, _Place.AFTER
            told.append(WasThought())
            self._skip_blank_lines()
            return [*told, *self._say()]
        kept = max(_beginning_of(tag, self._held) for tag in (*TAGS, *LONE))
        text, self._held = (
            self._held[: len(self._held) - kept],
            self._held[len(self._held) - kept :],
        )
        if any(it in text for it in TAGS):
            self._watches = False
            text, self._held = text + self._held, ""
        self._pass_on(text, told)
        return told

    def _pass_on(self, text: str, told: list[Told]) -> None:
        if text:
            self._said.append(text)
            told.append(Delta(text=text))

    def _think(self) -> list[Told]:
        thought, end, after = self._held.partition(self._end)
        if end:
            self._place, self._held = _Place.AFTER, after
            return self._reasoning(thought)
        kept = _beginning_of(self._end, thought)
        self._held = thought[len(thought) - kept :]
        return self._reasoning(thought[: len(thought) - kept])

    def _reasoning(self, thought: str) -> list[Told]:
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


def _first(tags: tuple[str, ...], text: str) -> tuple[int, str] | None:
    """The first of some tags in a text, and where it begins."""
    found = [(at, tag) for tag in tags if (at := text.find(tag)) >= 0]
    return min(found) if found else None


def _spoken_of(before: str, after: str) -> bool:
    """Whether a tag between two texts is meant as it stands: in code, or in quotation marks."""
    if after[0] in _SENTENCE or (before[-1:] in {*_OPENING} and after[0] in _CLOSING):
        return True
    return before.count("```") % 2 == 1 or before.rpartition("\n")[2].count("`") % 2 == 1


def _beginning_of(tag: str, text: str) -> int:
    """How many characters at the end of a text may be the beginning of a tag."""
    for length in range(min(len(tag) - 1, len(text)), 0, -1):
        if text.endswith(tag[:length]):
            return length
    return 0
