"""Separates reasoning from the answer where a model writes them into channels, as gpt-oss does:
`<|channel|>analysis<|message|>…<|end|><|start|>assistant<|channel|>final<|message|>…`.
"""

import re

from spacerr.domain.replies.events import Delta, Reasoning

BEGINNINGS = ("<|channel|>", "<|start|>")
LONGEST_HEADER = 200
"""Characters before a message that name its channel; what is longer is text."""

_MESSAGE = "<|message|>"
_ENDS = re.compile(r"<\|(?:end|return|call|start|channel)\|>")
_LAST = re.compile(r"<\|(?:end|return)\|>")
_LONGEST_MARK = len("<|channel|>")
_PART = re.compile(r"<(?:\|(?:[a-z]{1,7}\|?)?)?$")


class Channels:
    """Turns pieces into `Reasoning` and `Delta`, the same however they are cut. The channel `final`
    is the answer; a mark in it that doesn't end it is text.
    """

    def __init__(self) -> None:
        self._held = ""
        self._in: type[Delta] | type[Reasoning] | None = None  # None: before a message
        self._started = False
        self._again = False  # in a thought that is not the first one

    def feed(self, piece: str) -> list[Delta | Reasoning]:
        """The events that are certain so far."""
        self._held += piece
        events: list[Delta | Reasoning] = []
        while self._step(events):
            pass
        return events

    def rest(self) -> list[Delta | Reasoning]:
        """The events of the text held back, at the end of the reply."""
        held, self._held = self._held, ""
        if self._in is None:
            return [] if self._started or not held else [Delta(text=held)]
        events: list[Delta | Reasoning] = []
        if self._in is Reasoning or not _LAST.match(held):
            self._emit(held, events)
        return events

    def _step(self, events: list[Delta | Reasoning]) -> bool:
        """Go past the next mark; False where there is none yet."""
        if self._in is None:
            return self._go_past_header()
        marks = _LAST if self._in is Delta else _ENDS
        if not (mark := marks.search(self._held)):
            part = _PART.search(self._held[-_LONGEST_MARK:])
            kept = len(part[0]) if part else 0
            self._emit(self._held[: len(self._held) - kept], events)
            self._held = self._held[len(self._held) - kept :]
            return False
        if self._in is Delta:
            return self._go_past_last(mark, events)
        self._emit(self._held[: mark.start()], events)
        self._held = self._held[mark.end() :]
        self._in = None
        return True

    def _go_past_header(self) -> bool:
        header, found, after = self._held.partition(_MESSAGE)
        if found:
            self._in = Delta if "final" in header else Reasoning
            self._again = self._in is Reasoning and self._started
            self._held = after
        elif len(self._held) > LONGEST_HEADER:
            self._in = Delta
        return self._in is not None

    def _go_past_last(self, mark: re.Match[str], events: list[Delta | Reasoning]) -> bool:
        """The answer has ended if nothing follows, or another message."""
        after = self._held[mark.end() :].lstrip()
        if any(it.startswith(after) for it in BEGINNINGS):
            self._emit(self._held[: mark.start()], events)
            self._held = self._held[mark.start() :]
            return False
        ended = after.startswith(BEGINNINGS)
        self._emit(self._held[: mark.start() if ended else mark.end()], events)
        self._held = after if ended else self._held[mark.end() :]
        self._in = None if ended else self._in
        return True

    def _emit(self, text: str, events: list[Delta | Reasoning]) -> None:
        if not text or self._in is None:
            return
        self._started = True
        events.append(self._in(text=f"\n\n{text}" if self._again else text))
        self._again = False
