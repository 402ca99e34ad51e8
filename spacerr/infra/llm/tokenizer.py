"""Counts tokens: exactly where LiteLLM's package has the model's tokenizer, else by estimate. Never
uses the network.
"""

import asyncio
import os
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.metadata import distribution
from itertools import islice
from typing import Any, NamedTuple

from spacerr.domain.prompts.token_estimates import estimate_tokens

BUNDLED = frozenset({"o200k_base", "o200k_harmony", "cl100k_base"})
PIECE = 10_000
"""Characters counted at once: for a text without spaces, time grows faster than its length."""
KEPT = 50_000
"""Counts in the cache."""

_known: dict[tuple[str, int, int], int] = {}


class TokenCounts(NamedTuple):
    tokens: Sequence[int]
    exact: bool


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
    """Read from LiteLLM's package, which has tiktoken's files: tiktoken would fetch them."""
    import tiktoken

    files = distribution("litellm").locate_file("litellm/litellm_core_utils/tokenizers")
    os.environ["TIKTOKEN_CACHE_DIR"] = str(files)
    return tiktoken.get_encoding(encoding)


def _remember(found: dict[tuple[str, int, int], int]) -> None:
    _known.update(found)
    for place in list(islice(_known, max(0, len(_known) - KEPT))):  # found in one go: each look for
        del _known[place]  # the first one passes by all that were deleted before
