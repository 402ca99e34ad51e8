"""Texts in pieces, with what was searched for told apart. No markup that a text could imitate."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spacerr.domain.chats.search_terms import place, places
from spacerr.domain.limits import SNIPPET_CHARS

LEAD = SNIPPET_CHARS // 4
"""Characters shown before the first match."""


_MARKS = re.compile(r"`+|(?<!\w)\*+(?=\S)|(?<=\S)\*+(?!\w)|(?:^|(?<=\s))#{1,6}\s")
"""Emphasis, code and headings, as far as they stand beside words; `2 * 3` and `a*b` stay."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a snippet; `hit` where it is what was searched for."""

    text: str
    hit: bool = False


def marked(text: str, terms: Sequence[str]) -> list[Piece]:
    """All of a text, with the words that begin with one of the terms as hits."""
    pieces: list[Piece] = []
    done = 0
    for start, end in places(text, terms):
        if start > done or not pieces:
            pieces.append(Piece(text[done:start]))
            pieces.append(Piece(text[start:end], hit=True))
        else:  # pairs of characters overlap
            pieces[-1] = Piece(pieces[-1].text + text[done:end], hit=True)
        done = end
    return [piece for piece in (*pieces, Piece(text[done:])) if piece.text]


def snippet(text: str, among: str, terms: Sequence[str]) -> list[Piece]:
    """About SNIPPET_CHARS characters of a text, whose words are `among`, around its match, without
    the marks of Markdown.
    """
    at = place(text, among, max(terms, key=len))
    start = 0
    if at > LEAD:  # with a whole word, if one begins there
        start = text.find(" ", at - LEAD, at) + 1 or at - LEAD
    shown = _MARKS.sub("", " ".join(text[start : start + SNIPPET_CHARS].split()))
    before = "…" if start else ""
    behind = "…" if start + SNIPPET_CHARS < len(text) else ""
    return marked(before + shown + behind, terms)
