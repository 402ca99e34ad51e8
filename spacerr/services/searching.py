"""Finding chats by their titles and by what was said in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacerr.deps import Deps


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a snippet; `hit` where it is what was searched for."""

    text: str
    hit: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A chat that was found: its title, and the newest passage that matches, both in pieces.

    `message_id` is the message of the passage, "" where only the title matches.
    """

    chat_id: str
    title: Sequence[Piece]
    snippet: Sequence[Piece]
    message_id: str
    active_at: int
    archived: bool


async def search(d: Deps, user_id: str, query: str) -> list[Hit]:
    """A person's chats that hold every word of a query, or words beginning with them; those with
    the latest activity first, at most SEARCH_HITS. Nothing for a query without a word.
    """
    raise NotImplementedError
