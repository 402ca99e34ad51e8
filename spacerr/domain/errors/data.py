"""What can go wrong when data is imported or deleted. The docstring is what a person reads."""

from spacerr.domain.errors.base import SpacerrError


class NotAnExport(SpacerrError):
    """This file isn't an export from Spacerr. Nothing was imported."""


class OtherVersion(SpacerrError):
    """This export was made by another version of Spacerr, which this one can't read."""


class DamagedExport(SpacerrError):
    """Something in this file is damaged or too long. Nothing was imported."""


class ExportTooLarge(SpacerrError):
    """This file is too large: 100 MB or 200,000 messages can be imported at once."""


class NotConfirmed(SpacerrError):
    """What you typed is something else. Nothing was deleted."""

    field = "confirmation"
