"""The words of a text, as search compares them: without case, accents and punctuation.

Marks are accents in the Latin, Greek, Hebrew and Arabic scripts. In others they are vowels, or make
another letter: there they stay.

Scripts written without spaces (Chinese, Japanese, Thai, Lao, Burmese, Khmer) have no words that can
be found by rule. There, each character and the one after it count as a word.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from spacerr.domain.limits import INDEXED_CHARS, WORD_CHARS

_UNSPACED: Final = (
    "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6"
    "\u1000-\u102a\u1780-\u17b3\u3005-\u3007\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fc-\u30fe"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003fffd"
)
_MARKS: Final = "".join(
    chr(code) for code in range(0x300, 0xFFFE) if unicodedata.category(chr(code))[0] == "M"
)
_ONE: Final = f"(?!\\W)[{_UNSPACED}][{_MARKS}]*"
_SPACED: Final = f"[^\\W_{_UNSPACED}]"
_ACCENTED: Final = ("LATIN", "GREEK", "HEBREW", "ARABIC")
_NO_MARKS: Final = re.compile("[\u034f\u180b-\u180d\u180f\ufe00-\ufe0f]")
"""Variation selectors: they change only the look of the character before them."""
_WORD: Final = re.compile(f"{_SPACED}+(?:[{_MARKS}]+{_SPACED}*)*|({_ONE})(?=({_ONE})?)")


class WordSpan(NamedTuple):
    """Where a text has a word: its characters from `start` to before `end`."""

    start: int
    end: int


def index_words(text: str) -> str:
    """The words of a text's first INDEXED_CHARS characters, in its order, a space between two."""
    found = " ".join(map(_folded, _WORD.finditer(text[:INDEXED_CHARS])))
    return found[:INDEXED_CHARS].rstrip()


def query_terms(query: str) -> list[str]:
    """The word beginnings that a text must have to match, without those implied by another one."""
    found: list[str] = []
    covered = 0
    for match in _WORD.finditer(query):
        if match[2] or match.start() >= covered:
            found.append(_folded(match))
        covered = match.end(2) if match[2] else covered
    return [
        term
        for at, term in enumerate(found)
        if term not in found[:at]
        and not any(other != term and other.startswith(term) for other in found)
    ]


def find_matches(text: str, wanted: Sequence[str]) -> Iterator[WordSpan]:
    """Where a text has words that begin with one of the wanted terms."""
    for match in _WORD.finditer(text):
        word = _folded(match)
        lengths = [len(term) for term in wanted if word.startswith(term)]
        if lengths:
            paired = match[2] and max(lengths) > len(_fold(match[1]))
            yield WordSpan(match.start(), match.end(2) if paired else match.end())


def first_match(text: str, among: str, term: str) -> int:
    """Where a text, whose words are `among`, first has one that begins with a term; or 0."""
    found = re.search(f"(?<![^ ]){re.escape(term)}", among)
    if found is None:
        return 0
    nth = among.count(" ", 0, found.start())
    return next(islice(_WORD.finditer(text), nth, None)).start()


def _folded(match: re.Match[str]) -> str:
    if match[1] is None:
        return _fold(match[0])
    return _fold(match[1]) + (_fold(match[2]) if match[2] else "")


@lru_cache(maxsize=10_000)
def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()[:WORD_CHARS]
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    return "".join(islice(_letters(_NO_MARKS.sub("", plain)), WORD_CHARS)) or word[0]


def _letters(plain: str) -> Iterator[str]:
    """The letters and digits of a decomposed word, with the marks that make others of them."""
    keeps = True  # a vowel of Thai or Lao begins with a mark of the letter before it
    for char in plain:
        if char.isalnum():
            keeps = _keeps_marks(char)
            yield char
        elif unicodedata.category(char)[0] != "M":
            keeps = False
        elif keeps:
            yield char


@lru_cache(maxsize=10_000)
def _keeps_marks(char: str) -> bool:
    return char.isalpha() and not unicodedata.name(char, "").startswith(_ACCENTED)
