"""Sample texts, split into tokens about as long as a real tokenizer's (3.6 characters)."""

import itertools
import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
TOKEN = re.compile(
    r" ?[A-Za-z]{1,5}"  # the start of a word with its space, then the rest of a long one
    r"|\d{1,3}"
    r"|\n+ *"
    r"|[#*`=|-]{1,3}"
    r"|[\s\S]"  # everything else, each code point alone: emoji, marks, other scripts
)


def split(text: str) -> tuple[str, ...]:
    """Tokens that joined are `text` again; cuts fall only between code points."""
    return tuple(TOKEN.findall(text))


@cache
def prose(n: int) -> tuple[str, ...]:
    """`n` tokens of plain English with headings and lists, ending in a full stop.

    The text repeats in numbered parts, so that no two places in it look the same.
    """
    body = (HERE / "prose.md").read_text("utf-8")
    parts = (split(f"## Part {number}\n\n{body}\n") for number in itertools.count(1))
    tokens = tuple(itertools.islice(itertools.chain.from_iterable(parts), max(n - 1, 0)))
    return (*tokens, ".") if n > 0 else ()


@cache
def torture() -> tuple[str, ...]:
    """About 2,000 tokens of everything that breaks a chat: see torture.md beside this file."""
    return split((HERE / "torture.md").read_text("utf-8").strip())
