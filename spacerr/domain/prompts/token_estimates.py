"""How many tokens a text has about, without the tokenizer of any model.

`token_upper_bound` ≥ `estimate_tokens`, which few texts exceed: for what must fit into a context.
`rough_tokens` is in the middle: for what is counted where a server sends no count.
"""

import re
from collections.abc import Iterable
from math import ceil

from spacerr.domain.text import utf8_length

BYTES_PER_TOKEN = 3
"""For estimates of ASCII: few texts have shorter tokens, so the estimate is rather too high."""
BYTES_PER_TOKEN_BEYOND = 1.8
"""The same for the scripts below, as a small vocabulary has them: Greek 1.9, Chinese 2.1 to 2.8.
Of all others, such as Armenian, Hebrew or Georgian, and of emoji, a byte counts as a token.
"""
_ROUGH_BYTES = 4
"""For the middle: four letters of English, two of Greek, one and a third of Chinese."""
_BEYOND = re.compile(
    "[\u0080-\u052f\u0600-\u06ff\u0750-\u077f"  # Latin, Greek, Cyrillic; Arabic
    "\u0900-\u09ff\u0e00-\u0e7f"  # Devanagari, Bengali; Thai
    "\u1e00-\u206f\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]+"  # Latin, dashes; East Asia
)


def token_upper_bound(text: str) -> int:
    """An upper bound: every token has at least one byte."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))


def estimate_tokens(text: str) -> int:
    """A number of tokens that few texts exceed, in any script."""
    if text.isascii():
        return -(-len(text) // BYTES_PER_TOKEN)
    plain = len(text.encode("ascii", "ignore"))
    beyond = sum(token_upper_bound(run) for run in _BEYOND.findall(text))
    others = token_upper_bound(text) - plain - beyond
    return ceil(plain / BYTES_PER_TOKEN + beyond / BYTES_PER_TOKEN_BEYOND) + others


def rough_tokens(texts: Iterable[str]) -> int:
    """About as many tokens as a model would count in some texts."""
    return -(-sum(utf8_length(text) for text in texts) // _ROUGH_BYTES)
