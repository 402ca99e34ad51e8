"""Plain words as a provider's tokens, so that what is seen can be compared with what was sent.

Only letters, spaces, full stops and empty lines: Markdown shows every character of it except the
line breaks, which is why lengths are counted without them, here and in `probe.js`.
"""

import itertools
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import tests.provider
from tests.provider.texts import split

WORDS_PER_SENTENCE = (9, 14, 7, 12)
SENTENCES_PER_PARAGRAPH = 5
SOURCE = Path(tests.provider.__file__).parent / "prose.md"


@cache
def plain(n: int, *, paragraphs: bool = True) -> tuple[str, ...]:
    """`n` tokens of about 3.6 characters, ending in a full stop."""
    between = "\n\n" if paragraphs else " "
    text = between.join(itertools.islice(_paragraphs(), n // 60 + 2))
    return (*split(text)[: n - 1], ".")


def visible(text: str) -> str:
    """A text as the probe counts it."""
    return text.replace("\n", "")


def visible_ends(tokens: tuple[str, ...]) -> list[int]:
    """How much must be visible until each token is."""
    return list(itertools.accumulate(len(visible(token)) for token in tokens))


@cache
def vocabulary() -> list[str]:
    """The words there are, each as often as it occurs."""
    return re.findall("[a-z]+", SOURCE.read_text("utf-8").lower())


def _paragraphs() -> Iterator[str]:
    words = itertools.cycle(vocabulary())
    lengths = itertools.cycle(WORDS_PER_SENTENCE)
    while True:
        yield " ".join(
            " ".join(itertools.islice(words, next(lengths))).capitalize() + "."
            for _ in range(SENTENCES_PER_PARAGRAPH)
        )
