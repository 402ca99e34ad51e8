"""Whether a person is asked before a tool runs."""

from collections.abc import Mapping
from enum import StrEnum


class Asking(StrEnum):
    """`always`: before every call. `once`: until a person allows the tool for the whole chat."""

    ALWAYS = "always"
    ONCE = "once"
    NEVER = "never"


def asking_of(name: str, default: Asking, team: Mapping[str, str] | None) -> Asking:
    """When a person is asked about a tool in a team that says this of tools. What only a newer
    version understands is asked about always.
    """
    said = (team or {}).get(name, default)
    return Asking(said) if said in set(Asking) else Asking.ALWAYS
