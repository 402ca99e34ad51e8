"""Texts in parts, with the search hits marked. There is no markup that a text could imitate."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spacerr.domain.chats.search_terms import find_matches, first_match
from spacerr.domain.limits import SNIPPET_CHARS

LEAD = SNIPPET_CHARS // 4
"""Characters shown before the first match."""


_MARKS = re.compile(r"`+|(?<!\w)\*+(?=\S)|(?<=\S)\*+(?!\w)|(?:^|(?<=\s))#{1,6}\s")
"""Emphasis, code and headings, as far as they stand beside words; `2 * 3` and `a*b` stay."""


@dataclass(frozen=True, slots=True)
class SnippetPart:
    """Part of a snippet; `hit`: whether it matches the search."""

    text: str
    hit: bool = False


def highlight(text: str, terms: Sequence[str]) -> list[SnippetPart]:
    """All of a text, with the words that begin with one of the terms as hits."""
    pieces: list[SnippetPart] = []
    done = 0
    for start, end in find_matches(text, terms):
        if start > done or not pieces:
            pieces.append(SnippetPart(text[done:start]))
            pieces.append(SnippetPart(text[start:end], hit=True))
        else:  # pairs of characters overlap
            pieces[-1] = SnippetPart(pieces[-1].text + text[done:end], hit=True)
        done = end
    return [piece for piece in (*pieces, SnippetPart(text[done:])) if piece.text]


def make_snippet(text: str, among: str, terms: Sequence[str]) -> list[SnippetPart]:
    """About SNIPPET_CHARS characters of a text, whose words are `among`, around its match, without
    the marks of Markdown.
    """
    at = first_match(text, among, max(terms, key=len))
    start = 0
    if at > LEAD:  # with a whole word, if one begins there
        start = text.find(" ", at - LEAD, at) + 1 or at - LEAD
    shown = _MARKS.sub("", " ".join(text[start : start + SNIPPET_CHARS].split()))
    before = "…" if start else ""
    behind = "…" if start + SNIPPET_CHARS < len(text) else ""
    return highlight(before + shown + behind, terms)
