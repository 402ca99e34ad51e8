"""Makes the title of a chat from a model's answer."""

import re

from spacerr.domain.limits import TITLE_CHARS
from spacerr.domain.text import clean, first_words, one_line

TITLE_MOST_WORDS = 12
"""Words of a title that are kept: models are asked for six, and some of them write sentences."""

_READ = 4 * TITLE_CHARS
"""Characters of an answer that are read."""

_LABEL = re.compile(
    r"^(?:the |chat |conversation )?(?:title|titel|titre|título|titolo|标题|標題|タイトル)\s*[:：]",
    re.I,
)
_MARKS = (
    re.compile(r"(\*{1,3}|`{1,3}|~~)(?=[^\s*`~])([^*`~]*[^\s*`~])\1"),
    re.compile(r"(?<!\w)(_{1,2})(?=[^\s_])([^_]*\s[^_]*[^\s_])\1(?!\w)"),  # names are no emphasis
)
_QUOTES = {'"': '"', "'": "'", "“": "”", "„": "“", "«": "»", "»": "«", "「": "」"}
_DOTTED = re.compile(r"(?:\b\w\.){2,}$|\.\.$")
"""An abbreviation or an ellipsis, whose last stop belongs to it."""


def title_text(answer: str) -> str:
    """A title on one line, without a label, Markdown's marks, quotes and a last full stop; "" where
    nothing remains.
    """
    title, before = " ".join(clean(answer[:_READ]).split()), None
    while title != before:
        before = title
        for mark in _MARKS:
            title = mark.sub(r"\2", title)
        title = _unquoted(_LABEL.sub("", title.lstrip("#>*_ ")).strip().rstrip(":：").rstrip())
        title = title if _DOTTED.search(title) else title.removesuffix(".").removesuffix("。")
    return one_line(first_words(title, TITLE_MOST_WORDS, TITLE_CHARS))


def _unquoted(title: str) -> str:
    """A title without quotes around the whole of it."""
    closing = _QUOTES.get(title[:1])
    if closing is None or len(title) < 2 or not title.endswith(closing):
        return title
    inside = title[1:-1]
    return title if closing in inside or title[0] in inside else inside.strip()
