"""How long a search takes at the server, by how much it finds."""

import time
from collections.abc import Sequence
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from spacerr.deps import Deps
from spacerr.services.accounts.people import LOCAL_USER
from spacerr.services.chats import search
from tests.bench.measuring import in_process
from tests.bench.measuring.figures import Figures, percentile
from tests.bench.measuring.text import vocabulary
from tests.bench.scenarios.many_chats import Told

TIMES = 50


def at_server(data: Path, chats: Sequence[Told], raw: dict[str, Any]) -> Figures:
    """Milliseconds for a word of one message, for words of most, and for single letters."""
    often = sorted(set(vocabulary()), key=vocabulary().count)[-5:]
    queries = {
        "rare": [chat.last for chat in chats[:: len(chats) // TIMES]],
        "common": [often[n % len(often)] for n in range(TIMES)],
        "letter": [ascii_lowercase[n % 26] for n in range(TIMES)],
        "two": [f"{often[n % len(often)]} {ascii_lowercase[n % 26]}" for n in range(TIMES)],
    }

    async def timed(d: Deps) -> dict[str, list[float]]:
        await search.search(d, LOCAL_USER, often[0])  # the connection is made
        return {kind: [await _took(d, it) for it in some] for kind, some in queries.items()}

    took = raw["searches"] = in_process.run(data, timed)
    return {
        f"search_{kind}_p{share}": percentile(some, share)
        for kind, some in took.items()
        for share in (50, 95)
    }


async def _took(d: Deps, query: str) -> float:
    begun = time.perf_counter()
    if not await search.search(d, LOCAL_USER, query):
        raise AssertionError(f"{query!r} was not found")
    return (time.perf_counter() - begun) * 1000
