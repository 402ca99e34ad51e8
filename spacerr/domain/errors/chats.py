"""What can go wrong with chats and projects. The docstring is the sentence a person reads."""

from spacerr.domain.errors.base import ChangedMeanwhile, SpacerrError


class ChatNotFound(SpacerrError):
    """This chat doesn't exist."""


class ReadOnlyChat(SpacerrError):
    """You can view this chat, but not change it."""


class NotYourChat(SpacerrError):
    """Only the owner of this chat can do that."""


class MessageNotFound(SpacerrError):
    """This message doesn't exist."""


class ImageNotFound(SpacerrError):
    """This image is not there any more."""


class StepNotFound(SpacerrError):
    """This part of the reply doesn't exist."""


class ProjectNotFound(SpacerrError):
    """This project doesn't exist."""


class EmptyProjectName(SpacerrError):
    """A project needs a name."""


class TooManyProjects(SpacerrError):
    """A team can have 200 projects, archived ones included. Delete one first."""


class ProjectNameTooLong(SpacerrError):
    """A project's name can hold 80 characters."""


class EmptyTitle(SpacerrError):
    """A chat needs a title."""


class TitleTooLong(SpacerrError):
    """A title can hold 120 characters."""


class TitleNotMade(SpacerrError):
    """A new title couldn't be generated. The chat keeps the one it has; try again later."""


class NothingToPin(SpacerrError):
    """There is nothing here to pin."""


class TooManyPinned(SpacerrError):
    """A chat can have 50 pinned messages. Unpin one first."""


class ProjectChangedMeanwhile(ChangedMeanwhile):
    """Somebody else changed this meanwhile. Save again to replace their version, or cancel."""
