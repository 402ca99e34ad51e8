"""Joins a continuation to a reply: leaves out what the model repeats of the earlier text."""

REPEATED_CHARS = 20
REPEATED_WORDS = 3


class Seam:
    """Joins a continuation to a partial text.

    Models that are asked to go on often say the last words again, or begin anew. A beginning
    that repeats the partial's end, or all of it, is dropped when it is too long to be chance: at
    least REPEATED_CHARS characters and REPEATED_WORDS different words, or the whole partial. Feed
    pieces in order, then call `rest`.
    """

    def __init__(self, partial: str) -> None:
        self._partial = partial
        self._held = ""
        self._open = bool(partial)

    def feed(self, piece: str) -> str:
        """The text that is certain so far; what may still be a repetition waits."""
        if not self._open:
            return piece
        self._held += piece
        if self._held in self._partial:
            return ""
        return self._close()

    def rest(self) -> str:
        """The text still held back, at the end of the model's answer."""
        return self._close() if self._open else ""

    def _close(self) -> str:
        self._open = False
        return self._held[_repeated(self._partial, self._held) :]


def _repeated(partial: str, beginning: str) -> int:
    """How many characters at the start of `beginning` repeat the end of `partial`."""
    for length in range(min(len(partial), len(beginning)), 0, -1):
        if partial.endswith(beginning[:length]):
            return length if length == len(partial) or _no_chance(beginning[:length]) else 0
    return 0


def _no_chance(text: str) -> bool:
    return len(text) >= REPEATED_CHARS and len(set(text.split())) >= REPEATED_WORDS
