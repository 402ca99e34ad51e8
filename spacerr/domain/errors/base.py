"""What can go wrong, each named for what happened. The docstring is the sentence a person reads."""

from typing import ClassVar


class SpacerrError(Exception):
    """Something went wrong."""

    field: ClassVar[str] = ""
    """The field of a request that it is about: the page shows the sentence there."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else (type(self).__doc__ or "").strip()


class ChangedMeanwhile(SpacerrError):
    """Somebody else changed this meanwhile. Look at it again before you try once more."""


class BadRequest(SpacerrError):
    """That didn't arrive in one piece. Try again."""


class TooLarge(SpacerrError):
    """This is too large to be sent. Send less of it, or a smaller file."""


class StorageUnavailable(SpacerrError):
    """Spacerr can't reach its storage right now. Your text is kept; try again in a moment."""


class Unforeseen(SpacerrError):
    """That didn't work, through a fault of Spacerr's own. What you typed is kept."""


class NewsMissed(SpacerrError):
    """Some changes may not have reached this page. Reload it."""
