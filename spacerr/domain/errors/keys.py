"""What can go wrong with keys and the servers they are for. The docstring is what people read."""

from typing import ClassVar

from spacerr.domain.errors.base import ChangedMeanwhile, SpacerrError
from spacerr.domain.errors.models import ModelError, with_provider_message
from spacerr.domain.status import Category


class ConnectionNotFound(SpacerrError):
    """This key doesn't exist."""


class KeyMissing(SpacerrError):
    """A key is needed here. You find it in your account with the provider."""

    field = "key"


class KeyMalformed(SpacerrError):
    """This isn't a whole key: keys have no spaces or line breaks. Copy it once more."""

    field = "key"


class KeyTooLong(SpacerrError):
    """A key can hold 1,000 characters."""

    field = "key"


class KeyNameTooLong(SpacerrError):
    """A key's name can hold 80 characters."""

    field = "name"


class KeyThereAlready(SpacerrError):
    """There is a key for this provider already. Replace that one, or remove it first."""


class KeyChangedMeanwhile(ChangedMeanwhile):
    """Somebody else changed this key meanwhile. Send it again to replace theirs."""


class TooManyKeys(SpacerrError):
    """There can be 50 keys. Remove some first."""


class OwnKeysNotAllowed(SpacerrError):
    """This team doesn't allow members' own keys. Ask an owner or admin."""


class AddressIncomplete(SpacerrError):
    """This isn't a whole address. Write it like https://models.example.org/v1."""

    field = "base_url"


class AddressTooLong(SpacerrError):
    """An address can hold 500 characters."""

    field = "base_url"


class VersionMalformed(SpacerrError):
    """This isn't a version. Write it like 2024-10-21."""

    field = "api_version"


class KeyUnreadable(ModelError):
    """This key was encrypted with another secret and can't be read. Enter it again in settings."""

    category = Category.AUTHENTICATION


class KeyChanged(ModelError):
    """The key that this reply was asked with is no longer used here. Retry to ask with another."""

    category = Category.AUTHENTICATION


class ProbeFailed(SpacerrError):
    """This couldn't be tested. Try again in a moment."""

    field = "key"
    skippable: ClassVar[bool] = True
    """Whether what was entered may be stored all the same."""
    refused: ClassVar[bool] = False
    """Whether it was reached, and said no."""
    passing: ClassVar[bool] = False
    """Whether it says nothing about the key or its server."""


class PrivateAddress(ProbeFailed):
    """This address is in a private network, which the administrator hasn't allowed."""

    field = "base_url"
    skippable = False


class KeyRefused(ProbeFailed):
    """The provider doesn't accept this key. Check that it is whole, still valid, and its own."""

    refused = True


class NoCredit(ProbeFailed):
    """The key is right, but its account has no credit left. Top it up with the provider."""

    refused = True


class ProviderBusy(ProbeFailed):
    """The provider asks to slow down. Wait a little, then test again."""

    passing = True


class ProviderTrouble(ProbeFailed):
    """The provider has a problem of its own just now. Try again later."""


class ServerUnreachable(ProbeFailed):
    """Nothing answers at this address. Check it, and that the server runs."""

    field = "base_url"


class ServerSilent(ProbeFailed):
    """The server didn't answer within ten seconds. Check that it runs and isn't overloaded."""

    field = "base_url"


class ProviderUnreachable(ServerUnreachable):
    """The provider can't be reached from this server. Check its internet connection."""

    field = "key"

    def __init__(self, provider: str = "The provider") -> None:
        """`provider` is its name."""
        super().__init__(
            f"{provider} can't be reached from this server. Check its internet connection."
        )


class ProviderSilent(ServerSilent):
    """The provider didn't answer within ten seconds. Try again in a moment."""

    field = "key"

    def __init__(self, provider: str = "The provider") -> None:
        """`provider` is its name."""
        super().__init__(f"{provider} didn't answer within ten seconds. Try again in a moment.")


class ServerRedirects(ProbeFailed):
    """This address only leads to another one. Enter that one instead."""

    field = "base_url"


class NoModelServer(ProbeFailed):
    """What answers at this address is no model server. Check its path, which often ends in /v1."""

    field = "base_url"


class ListRefused(ProbeFailed):
    """The server refuses to list its models. Check the key, and what it allows."""

    refused = True

    def __init__(self, provider_message: str = "") -> None:
        """`words` are its own."""
        super().__init__()
        self.provider_message = provider_message

    def __str__(self) -> str:
        return with_provider_message(super().__str__(), self.provider_message)


class NoAzureServer(NoModelServer):
    """What answers at this address isn't Azure. Check it: it often ends in .openai.azure.com."""


class NoOllamaServer(NoModelServer):
    """What answers at this address isn't Ollama. Check it: it ends without /v1."""


class ListTooLarge(ProbeFailed):
    """This server's list of models is too large to be read."""

    field = "base_url"
