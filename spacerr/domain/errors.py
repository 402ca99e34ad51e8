"""What can go wrong, each named for what happened. The docstring is the sentence a person reads."""

import math
from collections.abc import Iterable

from spacerr.domain.status import Category


class SpacerrError(Exception):
    """Something went wrong."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else (type(self).__doc__ or "").strip()


class ChatNotFound(SpacerrError):
    """This chat doesn't exist."""


class ReadOnlyChat(SpacerrError):
    """You can view this chat, but not change it."""


class NotYourChat(SpacerrError):
    """Only the owner of this chat can do that."""


class TeamNotFound(SpacerrError):
    """This team doesn't exist."""


class MessageNotFound(SpacerrError):
    """This message doesn't exist."""


class PromptNotKept(SpacerrError):
    """The prompt of this reply wasn't kept."""


class ProjectNotFound(SpacerrError):
    """This project doesn't exist."""


class EmptyProjectName(SpacerrError):
    """A project needs a name."""


class TooManyProjects(SpacerrError):
    """A team can have 200 projects, archived ones included. Delete one first."""


class ProjectNameTooLong(SpacerrError):
    """A project's name can hold 80 characters."""


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


class EmptyMessage(SpacerrError):
    """Write something first."""


class MessageTooLong(SpacerrError):
    """A message can hold 100,000 characters. Shorten it, or send it in parts."""


class EmptyTitle(SpacerrError):
    """A chat needs a title."""


class TitleTooLong(SpacerrError):
    """A title can hold 120 characters."""


class TitleNotMade(SpacerrError):
    """A new title couldn't be generated. The chat keeps the one it has; try again later."""


class TurnRunning(SpacerrError):
    """A reply is still being written. Stop it or wait, then send."""


class NothingToRegenerate(SpacerrError):
    """Only a reply that has ended can be regenerated."""


class NothingToContinue(SpacerrError):
    """Only a reply that was cut short can be continued."""


class NothingToEdit(SpacerrError):
    """Only questions can be edited."""


class NothingToPin(SpacerrError):
    """There is nothing here to pin."""


class TooManyPinned(SpacerrError):
    """A chat can have 50 pinned messages. Unpin one first."""


class ChangedMeanwhile(SpacerrError):
    """Somebody else changed this meanwhile. Look at it again before you try once more."""


class InstructionsChangedMeanwhile(ChangedMeanwhile):
    """Somebody else changed these instructions meanwhile. Save again to replace theirs."""


class ProjectChangedMeanwhile(ChangedMeanwhile):
    """Somebody else changed this meanwhile. Save again to replace their version, or cancel."""


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


class LogUnreadable(SpacerrError):
    """This reply was written by another version of Spacerr. Reload the page in a moment."""


class LeaseLost(SpacerrError):
    """Another process is writing this reply."""


class ModelError(SpacerrError):
    """The model's service had a problem. Try again, or choose another model."""

    category = Category.PROVIDER
    retry_after: float | None = None
    """Seconds the service asked us to wait, if it said so."""
    request_id: str = ""
    """The service's own name for the request, if it gave one."""
    words: str = ""
    """What the service said, in one line without anything secret; "" where it said nothing."""
    final: bool = False
    """Whether the service refuses this request for good, so that asking it again is of no use."""


class RequestRefused(ModelError):
    """The model's service refuses this request. Choose another model, or change how it is asked."""

    final = True

    def __str__(self) -> str:
        return and_says(super().__str__(), self.words)


class WrongKey(ModelError):
    """The model's service didn't accept the API key. Check the key, then retry."""

    category = Category.AUTHENTICATION


class RateLimited(ModelError):
    """The model's service asks to slow down. Wait a little, then retry."""

    category = Category.RATE_LIMIT

    def __str__(self) -> str:
        if self.retry_after is None:
            return super().__str__()
        seconds = max(1, math.ceil(self.retry_after))
        wait = f"{seconds} seconds" if seconds < 120 else f"{math.ceil(seconds / 60)} minutes"
        wait = "a second" if seconds == 1 else wait
        return f"The model's service asks to slow down. Wait {wait}, then retry."


class QuotaUsedUp(ModelError):
    """The account at the model's service has no credit left. Top it up, or choose another model."""

    category = Category.QUOTA


class ModelNotFound(ModelError):
    """This model isn't available here. Choose another one below, then retry."""

    category = Category.MODEL_NOT_FOUND
    other: str = ""
    """What a model is called that can be asked instead, where somebody has looked for one."""

    def __str__(self) -> str:
        sentence = super().__str__()
        return f"{sentence} You can use {self.other}." if self.other else sentence


class ContextTooLong(ModelError):
    """This chat is too long for the model. Shorten it, start a new one, or choose another model."""

    category = Category.CONTEXT_TOO_LONG


class TooExpensive(ModelError):
    """This costs more than a reply may here. Start a new chat, or choose a cheaper model."""

    category = Category.CONTEXT_TOO_LONG


class PolicyRefused(ModelError):
    """The model's service refused this under its content policy. Rephrase it."""

    category = Category.CONTENT_POLICY


class ModelTimedOut(ModelError):
    """The model didn't answer in time. Retry, or choose another model."""

    category = Category.TIMEOUT


class ModelUnreachable(ModelError):
    """The model's server can't be reached. Check that it runs at the right address, then retry."""

    category = Category.CONNECTION


class PrivateServer(ModelError):
    """This model's server is in a private network, which the administrator hasn't allowed."""

    category = Category.MODEL_NOT_FOUND


class UnguardedClients(ModelError):
    """Models can't be asked safely with the libraries found here. Install Spacerr's versions."""

    final = True


class EmptyReply(ModelError):
    """The model returned nothing. Retry, or choose another model."""


class ReplyCutOff(ModelError):
    """The connection to the model broke before the reply was complete. What arrived is kept."""

    category = Category.CONNECTION


def and_says(sentence: str, words: str) -> str:
    """A sentence with what a provider said behind it, if it said anything."""
    return f"{sentence} The provider says: {words}" if words else sentence
