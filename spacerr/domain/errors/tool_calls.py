"""What can go wrong with a call of a tool. The docstring is the sentence a person reads; models are
told the same.
"""

from collections.abc import Iterable

from spacerr.domain.errors.base import SpacerrError

_NAMED = 200
"""Characters of a tool's name that are said again."""


class UnknownTool(SpacerrError):
    """The model called a tool that doesn't exist."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        names = ", ".join(known) or "none"
        super().__init__(f"There is no tool named {name[:_NAMED]!r}. The tools are: {names}.")


class ArgumentsTooLong(SpacerrError):
    """The arguments are longer than 64 KiB. Call the tool with less at once."""


class WrongJson(SpacerrError):
    """The arguments are not a JSON object."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The arguments are not a JSON object: {reason}.")


class WrongArguments(SpacerrError):
    """The arguments are not those that the tool takes."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"The argument {place} is wrong: {reason}." if place else f"{reason}.")


class CallCutOff(SpacerrError):
    """The call was cut off by the length limit of the reply, and wasn't run. Make a shorter one."""


class ToolSilent(SpacerrError):
    """The tool has not answered for two minutes."""


class ToolFailed(SpacerrError):
    """The tool failed, through a fault of Spacerr's own."""


class UnknownResult(SpacerrError):
    """There is no long result with that id in this conversation."""


class NothingThere(SpacerrError):
    """The result has ended before that offset."""

    def __init__(self, kept: int) -> None:
        super().__init__(f"The result ends after {kept:,} characters: give a smaller offset.")


class NotAllowed(SpacerrError):
    """This call wasn't allowed, and wasn't carried out."""


class NotAnswered(SpacerrError):
    """The question wasn't answered in time, so this call wasn't carried out."""


class NoRightAnyMore(SpacerrError):
    """The person who asked can't write in this chat any more, so this call wasn't carried out."""


class MayHaveRun(SpacerrError):
    """The server was restarted in the middle of this call. It may have been carried out."""
