"""How many tokens texts are: exactly where LiteLLM brings the model's tokenizer, else by estimate.

Never asks the network: of other tokenizers nothing is known here.
"""

import asyncio
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from spacerr.infra.litellm_model import litellm

BYTES_PER_TOKEN = 3
"""Of an estimate: few texts have shorter tokens, so it is rather too high."""
BUNDLED = frozenset({"o200k_base", "o200k_harmony", "cl100k_base"})
PIECE = 10_000
"""Characters counted at once: what has no spaces takes longer than its length."""
KEPT = 50_000
"""Counts remembered."""

_known: dict[tuple[str, int, int], int] = {}


class Counts(NamedTuple):
    tokens: Sequence[int]
    exact: bool


def at_most(text: str) -> int:
    """A number of tokens that a text can't exceed: each stands for a byte or more."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))


def estimate(text: str) -> int:
    return -(-at_most(text) // BYTES_PER_TOKEN)


async def count(model: str, texts: Sequence[str]) -> Counts:
    """Tokens of each text, for a model by LiteLLM's name. Counting blocks no event loop, and what
    was counted is remembered.
    """
    encoding = encoding_of(model)
    if not encoding:
        return Counts([estimate(text) for text in texts], exact=False)
    places = [(encoding, hash(text), len(text)) for text in texts]
    new = {place: text for place, text in zip(places, texts, strict=True) if place not in _known}
    if new:
        await litellm()
        counted = await asyncio.to_thread(_count, encoding, list(new.values()))
        found = dict(zip(new, counted, strict=True))
        _remember(found)
    else:
        found = {}
    return Counts([found.get(place, _known.get(place, 0)) for place in places], exact=True)


@lru_cache(1_000)
def encoding_of(model: str) -> str:
    """The tokenizer of a model, where it is at hand; "" where not."""
    from tiktoken.model import encoding_name_for_model

    try:
        name = encoding_name_for_model(model.rpartition("/")[2])
    except KeyError:
        return ""
    return name if name in BUNDLED else ""


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
    """LiteLLM, which is loaded by now, has told tiktoken where its files are."""
    import tiktoken

    return tiktoken.get_encoding(encoding)


def _remember(found: dict[tuple[str, int, int], int]) -> None:
    _known.update(found)
    while len(_known) > KEPT:
        del _known[next(iter(_known))]
