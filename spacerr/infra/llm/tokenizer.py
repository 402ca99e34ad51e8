"""Counts tokens: exactly where LiteLLM's package has the model's tokenizer, else by estimate. Never
uses the network.
"""

import asyncio
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import islice
from math import ceil
from typing import Any, NamedTuple

from spacerr.infra.llm.litellm_model import load_litellm

BYTES_PER_TOKEN = 3
"""For estimates of ASCII: few texts have shorter tokens, so the estimate is rather too high."""
BYTES_PER_TOKEN_BEYOND = 1.8
"""The same for the scripts below, as a small vocabulary has them: Greek 1.9, Chinese 2.1 to 2.8.
Of all others, such as Armenian, Hebrew or Georgian, and of emoji, a byte counts as a token.
"""
_BEYOND = re.compile(
    "[\u0080-\u052f\u0600-\u06ff\u0750-\u077f"  # Latin, Greek, Cyrillic; Arabic
    "\u0900-\u09ff\u0e00-\u0e7f"  # Devanagari, Bengali; Thai
    "\u1e00-\u206f\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]+"  # Latin, dashes; East Asia
)
BUNDLED = frozenset({"o200k_base", "o200k_harmony", "cl100k_base"})
PIECE = 10_000
"""Characters counted at once: for a text without spaces, time grows faster than its length."""
KEPT = 50_000
"""Counts in the cache."""

_known: dict[tuple[str, int, int], int] = {}


class TokenCounts(NamedTuple):
    tokens: Sequence[int]
    exact: bool


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


async def count_tokens(model: str, texts: Sequence[str]) -> TokenCounts:
    """Tokens of each text, for a model by LiteLLM's name. Counting doesn't block the event loop,
    and counts are cached.
    """
    encoding = encoding_of(model)
    if not encoding:
        return TokenCounts(await asyncio.to_thread(_estimates, texts), exact=False)
    places = [(encoding, hash(text), len(text)) for text in texts]
    # Copied, because other tasks may evict these counts during the await below.
    found = {place: _known[place] for place in places if place in _known}
    new = {place: text for place, text in zip(places, texts, strict=True) if place not in found}
    if new:
        await load_litellm()
        counted = await asyncio.to_thread(_count, encoding, list(new.values()))
        counts = dict(zip(new, counted, strict=True))
        _remember(counts)
        found |= counts
    return TokenCounts([found[place] for place in places], exact=True)


@lru_cache(1_000)
def encoding_of(model: str) -> str:
    """The name of a model's tokenizer; "" where the package doesn't have it."""
    from tiktoken.model import encoding_name_for_model

    try:
        name = encoding_name_for_model(model.rpartition("/")[2])
    except KeyError:
        return ""
    return name if name in BUNDLED else ""


def _estimates(texts: Sequence[str]) -> list[int]:
    return [estimate_tokens(text) for text in texts]


def _count(encoding: str, texts: Sequence[str]) -> list[int]:
    tokenizer = _tokenizer(encoding)
    return [
        sum(
            len(tokenizer.encode_ordinary(text[start : start + PIECE]))
            for start in range(0, len(text), PIECE)
        )
        for text in texts
    ]


@cache
def _tokenizer(encoding: str) -> Any:
    """LiteLLM, which is loaded by now, has set the path of tiktoken's files."""
    import tiktoken

    return tiktoken.get_encoding(encoding)


def _remember(found: dict[tuple[str, int, int], int]) -> None:
    _known.update(found)
    for place in list(islice(_known, max(0, len(_known) - KEPT))):  # found in one go: each look for
        del _known[place]  # the first one passes by all that were deleted before
