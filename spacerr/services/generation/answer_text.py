"""The text of one answer: whole characters, without what a continuation repeats."""

from spacerr.domain.replies.continuation import Seam
from spacerr.domain.text import TextCleaner


class AnswerText:
    """Feed pieces in order, then call `rest`. `partial` is the text that the answer continues, and
    `lead` stands before its first text.
    """

    def __init__(self, partial: str, lead: str = "") -> None:
        self._partial, self._lead = partial, lead
        self._text, self._thought = TextCleaner(), TextCleaner()
        self._seam = Seam(partial)
        self._parts: list[str] = []

    def feed(self, piece: str) -> str:
        """The text that is certain so far."""
        return self._kept(self._seam.feed(self._text.feed(piece)))

    def feed_thought(self, piece: str) -> str:
        """The reasoning that is certain so far."""
        return self._thought.feed(piece)

    def rest(self) -> str:
        """The text still held back."""
        return self._kept(self._seam.feed(self._text.flush()) + self._seam.rest())

    def take_back(self) -> str:
        """All text so far, which turned out to be reasoning. The answer begins anew."""
        text = "".join(self._parts) + self._seam.rest()
        self._seam, self._parts = Seam(self._partial), []
        return text

    def _kept(self, text: str) -> str:
        if not text:
            return ""
        text, self._lead = self._lead + text, ""
        self._parts.append(text)
        return text
