"""Separates reasoning from the answer where a model marks the reasoning in its text.

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
"""The start tags of reasoning, each with its end tag."""
LONE = ("</think>", "</thinking>", "</seed:think>", "◁/think▷")
"""End tags that may come without a start tag."""
_TAG_STARTS = {tag[0] for tag in (*TAGS, *LONE)}
BLANKS = 200
"""White space held back at the beginning: after more of it no tag follows."""

ParsedEvent = Delta | Reasoning | WasThought
_SENTENCE = ",.;:?!)"  # follows a tag only in a sentence about it
_OPENING, _CLOSING = "\"'`“‘«(", "\"'`”’»)"
_MENTIONS = 20
"""End tags that are only mentioned, after which no more are looked for."""


class _Place(Enum):
    START = auto()
    THOUGHT = auto()
    AFTER = auto()
    CHANNELS = auto()
    TEXT = auto()


class ThinkTagParser:
    """Separates the reasoning from the text of a stream, the same however its pieces are cut.

    Only a tag at the very beginning of the reply starts reasoning; later ones are text. Reasoning
    without an end tag goes on to the end. Where an end tag comes without a start tag, all text
    before it `WasThought`, unless the text is about such tags: `watches` says whether to look for
    that. Feed pieces in order, then call `rest`.
    """

    def __init__(self, *, watches: bool = True) -> None:
        self._place = _Place.START
        self._held = ""
        self._end = ""
        self._thought = False
        self._watches = watches
        self._said: list[str] = []
        self._mentions = 0
        self._channels = Channels()

    def feed(self, piece: str) -> list[ParsedEvent]:
        """The events that are certain; text that may be part of a tag is held back."""
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
        return [*thought, *self._emit()]

    def end_watch(self) -> None:
        """Stop looking for end tags: the provider sends the reasoning separately."""
        self._watches = False

    def rest(self) -> list[ParsedEvent]:
        """The events of the text held back, at the end of the reply."""
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

    def _emit(self) -> list[ParsedEvent]:
        if self._place is not _Place.TEXT or not self._held:
            return []
        if self._watches:
            return self._emit_watching()
        text, self._held = self._held, ""
        return [Delta(text=text)]

    def _emit_watching(self) -> list[ParsedEvent]:
        """Text up to a tag that may end reasoning; the tag is held back until more text follows."""
        events: list[ParsedEvent] = []
        if _TAG_STARTS.isdisjoint(self._held):
            text, self._held = self._held, ""
            self._emit_text(text, events)
            return events
        while found := _first(LONE, self._held):
            at, tag = found
            before, after = self._held[:at], self._held[at + len(tag) :]
            if any(it in before for it in TAGS):
                self._watches = False  # the text is about such tags
                return [*events, *self._emit()]
            self._emit_text(before, events)
            if not after.strip() and len(after) <= BLANKS:
                self._held = tag + after
                return events
            self._held = after
            if not after.strip() or _is_mention("".join(self._said), after):
                self._emit_text(tag, events)
                self._mentions += 1
                if self._mentions < _MENTIONS:
                    continue
                self._watches = False
                return [*events, *self._emit()]
            self._watches, self._place = False, _Place.AFTER
            events.append(WasThought())
            self._skip_blank_lines()
            return [*events, *self._emit()]
        kept = max(_beginning_of(tag, self._held) for tag in (*TAGS, *LONE))
        text, self._held = (
            self._held[: len(self._held) - kept],
            self._held[len(self._held) - kept :],
        )
        if any(it in text for it in TAGS):
            self._watches = False
            text, self._held = text + self._held, ""
        self._emit_text(text, events)
        return events

    def _emit_text(self, text: str, events: list[ParsedEvent]) -> None:
        if text:
            self._said.append(text)
            events.append(Delta(text=text))

    def _think(self) -> list[ParsedEvent]:
        thought, end, after = self._held.partition(self._end)
        if end:
            self._place, self._held = _Place.AFTER, after
            return self._reasoning(thought)
        kept = _beginning_of(self._end, thought)
        self._held = thought[len(thought) - kept :]
        return self._reasoning(thought[: len(thought) - kept])

    def _reasoning(self, thought: str) -> list[ParsedEvent]:
        """Nothing for blank reasoning: models with reasoning turned off write an empty tag."""
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


def _is_mention(before: str, after: str) -> bool:
    """Whether a tag between two texts is only mentioned: in code, or in quotation marks."""
    if after[0] in _SENTENCE or (before[-1:] in {*_OPENING} and after[0] in _CLOSING):
        return True
    return before.count("```") % 2 == 1 or before.rpartition("\n")[2].count("`") % 2 == 1


def _beginning_of(tag: str, text: str) -> int:
    """How many characters at the end of a text may be the beginning of a tag."""
    for length in range(min(len(tag) - 1, len(text)), 0, -1):
        if text.endswith(tag[:length]):
            return length
    return 0
