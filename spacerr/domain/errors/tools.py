"""What can go wrong in a built-in tool. Models are told the same sentence as people."""

from collections.abc import Iterable

from spacerr.domain.errors.base import SpacerrError

_SHOWN = 40
"""Characters of an unknown time zone that are said again."""


class CalculationError(SpacerrError):
    """This can't be calculated."""


class UnknownTimeZone(SpacerrError):
    """There is no such time zone. Use a name such as Europe/Berlin, or an offset such as +02:00."""

    def __init__(self, name: str = "", similar: Iterable[str] = ()) -> None:
        super().__init__()
        self.name, self.similar = name, tuple(similar)

    def __str__(self) -> str:
        if not self.name:
            return super().__str__()
        name = self.name if len(self.name) <= _SHOWN else f"{self.name[: _SHOWN - 1]}…"
        meant = f" Did you mean {' or '.join(self.similar)}?" if self.similar else ""
        return (
            f"There is no time zone named {name!r}.{meant} "
            "Use a name such as Europe/Berlin, or an offset such as +02:00."
        )
