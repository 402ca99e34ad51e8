"""What can go wrong with instructions and prompts. The docstring is the sentence a person reads."""

from collections.abc import Iterable

from spacerr.domain.errors.base import ChangedMeanwhile, SpacerrError


class PromptNotKept(SpacerrError):
    """The prompt of this reply wasn't kept."""


class InstructionsTooLong(SpacerrError):
    """Instructions can hold 20,000 characters. Shorten them."""


class UnknownVariable(SpacerrError):
    """There is no such variable."""

    def __init__(self, name: str = "", known: Iterable[str] = ()) -> None:
        super().__init__()
        self.name, self.known = name, tuple(known)

    def __str__(self) -> str:
        if not self.known:
            return super().__str__()
        name = self.name if len(self.name) <= 40 else f"{self.name[:39]}…"
        known = ", ".join(f"{{{{{it}}}}}" for it in self.known)
        return (
            f"There is no variable {{{{{name}}}}}. You can use {known}. "
            "To write braces, use \\{{."
        )


class InstructionsFixed(SpacerrError):
    """These are set in SPACERR_INSTRUCTIONS. This server's administrator can change them there."""


class InstructionsChangedMeanwhile(ChangedMeanwhile):
    """Somebody else changed these instructions meanwhile. Save again to replace theirs."""
