"""Lengths and cuts in UTF-16 units, the unit browsers count text in.

Python counts code points, JavaScript UTF-16 units: "a😀b" is 3 here and 4 there. Every offset
that crosses the wire is in UTF-16 units, so that the page can use `text.length` as it is.
"""


def utf16_length(text: str) -> int:
    """Length of a text in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_prefix(text: str, units: int) -> str:
    """The first `units` UTF-16 units of a text; a character cut in half is left out."""
    if text.isascii():
        return text[: max(units, 0)]
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * max(units, 0)]
    return kept.decode("utf-16-le", "ignore")


def utf16_suffix(text: str, units: int) -> str:
    """The text after the first `units` UTF-16 units; a character cut in half belongs to it."""
    return text[len(utf16_prefix(text, units)) :]


def first_words(text: str, words: int, chars: int) -> str:
    """The beginning of a text on one line, at most so many words and characters."""
    line = " ".join(text.split()[:words]).strip("#*_`>~- ")
    return line if len(line) <= chars else line[: chars - 1].rstrip() + "…"


class TextCleaner:
    """Makes a stream of text pieces safe to store, joining characters split between pieces.

    Some providers split an emoji into two JSON strings, each half a surrogate pair; databases
    refuse halves, and PostgreSQL refuses NUL. Feed pieces in order, then call `flush`.
    """

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """The text that is certain so far; a trailing half character waits for its other half."""
        if not self._held and piece.isascii():
            return piece.replace("\0", "")
        text = self._held + piece
        self._held = text[-1:] if "\ud800" <= text[-1:] <= "\udbff" else ""
        return _whole(text[: len(text) - len(self._held)])

    def flush(self) -> str:
        """The text still held back, at the end of the stream."""
        text, self._held = self._held, ""
        return _whole(text)


def clean(text: str) -> str:
    """A text as it can be stored: no NUL, no half characters."""
    return _whole(text)


BIDI_CONTROLS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Characters that change the direction of the text after them, also of another text."""


def one_line(text: str) -> str:
    """A text as it can be stored and shown on one line, as part of a sentence; "" where it
    has no visible character.
    """
    line = " ".join(clean(text).translate(BIDI_CONTROLS).split())
    return line if any(it != " " and it.isprintable() for it in line) else ""


def _whole(text: str) -> str:
    if text.isascii():
        return text.replace("\0", "")
    paired = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return paired.replace("\0", "")


def utf8_length(text: str) -> int:
    """Bytes of a text as UTF-8; a model may send half a character, which has a size, too."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
