"""What can go wrong around accounts. The docstring is the sentence a person reads."""

from spacerr.domain.errors import SpacerrError


class SignedOut(SpacerrError):
    """You are signed out. Sign in to go on."""
