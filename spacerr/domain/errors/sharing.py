"""What can go wrong when chats are shared. The docstring is the sentence a person reads."""

from spacerr.domain.errors.base import SpacerrError


class LinkNotFound(SpacerrError):
    """This link doesn't work. It may have expired, or it wasn't copied in full."""


class TooManyLinks(SpacerrError):
    """A chat can have 20 links. Delete one first."""


class ChatTooLong(SpacerrError):
    """This chat is too long for a link. Export it, and send the file."""


class NothingToShare(SpacerrError):
    """There is nothing in this chat yet that a link could show."""
