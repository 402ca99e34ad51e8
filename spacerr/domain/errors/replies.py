"""What can go wrong with asking and replies. The docstring is the sentence a person reads."""

from spacerr.domain.errors.base import SpacerrError


class EmptyMessage(SpacerrError):
    """Write something first."""


class MessageTooLong(SpacerrError):
    """A message can hold 100,000 characters. Shorten it, or send it in parts."""


class TurnRunning(SpacerrError):
    """A reply is still being written. Stop it or wait, then send."""


class NothingToRegenerate(SpacerrError):
    """Only a reply that has ended can be regenerated."""


class NothingToContinue(SpacerrError):
    """Only a reply that was cut short can be continued."""


class NothingToEdit(SpacerrError):
    """Only questions can be edited."""


class LogUnreadable(SpacerrError):
    """This reply was written by another version of Spacerr. Reload the page in a moment."""


class LeaseLost(SpacerrError):
    """Another process is writing this reply."""
