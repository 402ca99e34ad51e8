"""What can go wrong with answers to questions. The docstring is the sentence a person reads."""

from spacerr.domain.errors.base import SpacerrError


class QuestionClosed(SpacerrError):
    """This was answered already, or isn't asked any more."""


class QuestionExpired(SpacerrError):
    """This wasn't answered within a day, so it isn't asked any more."""


class ReplyWaits(SpacerrError):
    """The reply above waits for an answer from you. Answer it or stop the reply, then send."""


class WrongAnswer(SpacerrError):
    """This can't be taken as an answer."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.name = name
