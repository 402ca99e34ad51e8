"""Whether a person is asked before a tool runs."""

from enum import StrEnum


class Asking(StrEnum):
    """`always`: before every call. `once`: until a person allows the tool for the whole chat."""

    ALWAYS = "always"
    ONCE = "once"
    NEVER = "never"
