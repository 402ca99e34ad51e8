"""Which reply each tab of this process follows: a tab's newest follower counts, others end."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

_newest: dict[str, "Follower"] = {}


@dataclass(eq=False, frozen=True, slots=True)
class Follower:
    tab: str
    reply_id: str

    @property
    def counts(self) -> bool:
        """Whether the tab has no newer follower."""
        return _newest.get(self.tab) is self


@contextmanager
def following(tab: str, reply_id: str) -> Generator[Follower]:
    """A follower of a tab, for as long as the block lasts. A newer follower replaces it."""
    follower = _newest[tab] = Follower(tab, reply_id)
    try:
        yield follower
    finally:
        if follower.counts:
            del _newest[tab]


def followed_by(tab: str) -> str:
    """The id of the reply that a tab follows; "" for none."""
    follower = _newest.get(tab)
    return follower.reply_id if follower else ""
