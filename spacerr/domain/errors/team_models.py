"""What can go wrong with the models a team offers. The docstring is the sentence a person reads."""

from collections.abc import Iterable

from spacerr.domain.errors.base import ChangedMeanwhile, SpacerrError
from spacerr.domain.errors.models import ModelNotFound


class NotOffered(ModelNotFound):
    """This model isn't available here. Choose another one."""

    def __init__(self, alternative: str = "") -> None:
        """`alternative` is the id of a model that can be asked instead, "" where there is none."""
        super().__init__()
        self.alternative = alternative


class ModelDisabled(NotOffered):
    """This model is turned off here. Choose another one."""


class ModelGone(NotOffered):
    """This model is no longer available here. Choose another one."""


class NoModel(NotOffered):
    """No model is available here. One has to be turned on, or a key added, in the settings."""


class ServersSilent(NoModel):
    """The model servers here don't answer just now. Try again in a moment, or choose a model."""

    def __init__(self, names: Iterable[str] = (), refused: Iterable[str] = ()) -> None:
        """`refused`: sentences of servers that say no."""
        super().__init__()
        self.names, self.refused = tuple(names), tuple(refused)

    def __str__(self) -> str:
        if not self.names:
            return " ".join(self.refused) or super().__str__()
        names = ", ".join(self.names)
        silent = f"No list of models yet from {names}. Try again in a moment, or choose a model."
        return " ".join((*self.refused, silent))


class OptionChangedMeanwhile(ChangedMeanwhile):
    """Somebody else changed this model meanwhile. Look at it again before you try once more."""


class NicknameTooLong(SpacerrError):
    """A model's nickname can hold 60 characters."""


class TemperatureOutOfRange(SpacerrError):
    """A temperature is a number from 0 to 2. Leave it empty for the provider's default."""


class OutputLimitOutOfRange(SpacerrError):
    """An output limit is a whole number from 16 to 1,000,000. Leave it empty for none."""


class CostLimitOutOfRange(SpacerrError):
    """A limit on cost is more than nothing and at most 1,000 dollars. Leave it empty for none."""


class UnknownEffort(SpacerrError):
    """Reasoning effort can be minimal, low, medium or high."""


class TooManyInOrder(SpacerrError):
    """Up to 100 models can be pinned. Unpin some first."""


class TooManyDecided(SpacerrError):
    """Up to 2,000 models can be changed. Any more stay as they are."""


class OrderChangedMeanwhile(ChangedMeanwhile):
    """Somebody else changed the order meanwhile. Here is theirs: move the model once more."""


class ModelIdMalformed(SpacerrError):
    """A model's ID is one line of up to 200 characters, as its provider writes it."""


class ModelIdMissing(ModelIdMalformed):
    """Type the model's ID."""


class ModelThereAlready(SpacerrError):
    """This model is in the list already."""


class TooManyAdded(SpacerrError):
    """Up to 100 models can be added. Remove some first."""


class TooManyFavourites(SpacerrError):
    """You can have 100 favourite models. Remove some first."""


class UnknownModel(SpacerrError):
    """No such model is offered here. Choose one of the list."""
