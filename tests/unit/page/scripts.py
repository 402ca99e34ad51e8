"""Reads a script of the page far enough to find the words that it says by itself."""

import re
from typing import NamedTuple

SHOWN = {"alt", "aria-label", "label", "placeholder", "title"}
"""Attributes of which people see or hear every word."""
KEYS = {"End", "Enter", "Escape", "Home", "Tab"}
"""Keys, as browsers call them."""

KEYS = {"Backspace", "Delete", "End", "Enter", "Escape", "Home", "Tab"}
"""Names of keys, as browsers give them."""

_SKIPPED = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_LITERAL = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'")
_REGEX = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*")
_TEMPLATE = re.compile(r"(?:\\.|[^`$\\]|\$(?!\{))+", re.DOTALL)
_TAG = re.compile(r"<(?=[A-Za-z>])")
_CLOSING = re.compile(r"</[^>]*>")
_NAME = re.compile(r"[\w:-]+")
_QUOTED = re.compile(r'="([^"]*)"')
_BRACE = re.compile(r"=?\{")
_TEXT = re.compile(r"[^<{]+")

_ESCAPE = re.compile(r"\\.")
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE = re.compile(r"[A-Z][a-z’']*(?:[\s,.:…].*)?", re.DOTALL)
_NO_WORD = re.compile(r"(?:[!=]==|\bcase|\bkind:)\s*$")
_COMPARED = re.compile(r"\s*(?:[!=]==|in )")


class Said(NamedTuple):
    line: int
    text: str


def said(source: str) -> list[Said]:
    """Text between tags, what attributes like `title` hold, and literals that read as words."""
    reader = _Reader(source)
    reader.code()
    return reader.found


def reads_as_words(text: str) -> bool:
    """Whether a literal begins as names and sentences do, and no identifier does."""
    return text not in KEYS and _SENTENCE.fullmatch(text) is not None


class _Reader:
    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0
        self.found: list[Said] = []

    def code(self, *, shown: bool = False) -> None:
        """To the end, or behind the brace that closes what was opened before. `shown`: what comes
        out of it is on the page.
        """
        while self.at < len(self.source):
            char = self.source[self.at]
            if self._matched(_SKIPPED):
                continue
            if char in "\"'":
                self._literal(shown=shown)
            elif char == "`":
                self._template(shown=shown)
            elif self._matched(_TAG):
                self._element()
            elif not (self._before()[-1:] in "(,=:[!&|?{};>" and self._matched(_REGEX)):
                self.at += 1
                if char == "}":
                    return
                if char == "{":
                    self.code(shown=shown)

    def _element(self) -> None:
        """From behind its `<`."""
        while self.at < len(self.source) and not self._matched(re.compile(">")):
            if self._matched(re.compile("/>")):
                return
            name, start = self._matched(_NAME), self.at
            if quoted := self._matched(_QUOTED):
                self._judge(start, quoted[2:-1], shown=name in SHOWN)
            elif self._matched(_BRACE):
                self.code(shown=name in SHOWN)
            elif not name:
                self.at += 1
        self._children()

    def _children(self) -> None:
        while self.at < len(self.source) and not self._matched(_CLOSING):
            start = self.at
            if text := self._matched(_TEXT):
                self._judge(start, text, shown=True)
            elif self._matched(_BRACE):
                self.code(shown=True)
            elif self._matched(_TAG):
                self._element()

    def _literal(self, *, shown: bool) -> None:
        start, before = self.at, self._before()
        text = self._matched(_LITERAL)[1:-1]
        if not _NO_WORD.search(before) and not _COMPARED.match(self.source, self.at):
            self._judge(start, text, shown=shown)

    def _template(self, *, shown: bool) -> None:
        start, text = self.at, ""
        self.at += 1
        while self.at < len(self.source) and not self._matched(re.compile("`")):
            text += self._matched(_TEMPLATE)
            if self._matched(re.compile(r"\$\{")):
                self.code(shown=shown)
                text += "…"
        self._judge(start, text, shown=shown)

    def _judge(self, start: int, text: str, *, shown: bool) -> None:
        words = _ESCAPE.sub(" ", text).strip()
        if _LETTER.search(words) if shown else reads_as_words(words):
            line = self.source.count("\n", 0, start) + 1
            self.found.append(Said(line, " ".join(words.split())))

    def _matched(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.source, self.at)
        if match is None:
            return ""
        self.at = match.end()
        return match[0]

    def _before(self) -> str:
        return self.source[max(0, self.at - 20) : self.at].rstrip()
