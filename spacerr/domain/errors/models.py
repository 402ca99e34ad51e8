"""What can go wrong with models. The docstring is the sentence a person reads."""

import math

from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.status import Category


class ModelError(SpacerrError):
    """The model's service had a problem. Try again, or choose another model."""

    category = Category.PROVIDER
    retry_after: float | None = None
    """Seconds the service asked us to wait, if it said so."""
    request_id: str = ""
    """The service's own name for the request, if it gave one."""
    provider_message: str = ""
    """What the service said, in one line without anything secret; "" where it said nothing."""
    final: bool = False
    """Whether the service refuses this request for good, so that asking it again is of no use."""


class NoAnswerAfterTools(ModelError):
    """The model called tools again and again, without an answer. Ask it differently."""

    final = True


class RequestRefused(ModelError):
    """The model's service refuses this request. Choose another model, or change how it is asked."""

    final = True

    def __str__(self) -> str:
        return with_provider_message(super().__str__(), self.provider_message)


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
    alternative_name: str = ""
    """The name of a model that can be asked instead; "" where none was looked for."""

    def __str__(self) -> str:
        sentence, name = super().__str__(), self.alternative_name
        return f"{sentence} You can use {name}." if name else sentence


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


def with_provider_message(sentence: str, words: str) -> str:
    """A sentence with what a provider said behind it, if it said anything."""
    return f"{sentence} The provider says: {words}" if words else sentence
