"""What can go wrong with an answer that came. The docstring is the sentence a person reads."""

from collections.abc import Iterable

from spacerr.domain.errors.models import EmptyReply, ModelError, with_provider_message
from spacerr.domain.status import Category


class PerhapsTooLong(EmptyReply):
    """The model returned nothing. This chat may be too long for it: shorten it, or start anew."""

    category = Category.CONTEXT_TOO_LONG


class NotText(ModelError):
    """The model answered without words, which can't be shown here. Ask for text instead."""

    category = Category.MODEL_NOT_FOUND

    def __init__(self, kinds: Iterable[str] = ()) -> None:
        super().__init__()
        self.kinds = tuple(sorted(kinds))

    def __str__(self) -> str:
        if not self.kinds:
            return super().__str__()
        came = " and ".join(self.kinds)
        return f"The model answered with {came}, which can't be shown here. Ask for text instead."


class AnswerTooLong(ModelError):
    """The model's service sent far more than a reply can be. Retry, or choose another model."""

    final = True


class ReplyFailed(ModelError):
    """The model's service failed in mid-reply. Continue what arrived, or choose another model."""

    def __str__(self) -> str:
        return with_provider_message(super().__str__(), self.provider_message)
