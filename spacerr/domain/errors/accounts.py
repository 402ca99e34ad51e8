"""What can go wrong around accounts. The docstring is the sentence a person reads."""

import math
from collections.abc import Sequence

from spacerr.domain.errors.base import SpacerrError


class SignedOut(SpacerrError):
    """You are signed out. Sign in to go on."""


class WrongGuess(SpacerrError):
    """That isn't right."""


class WrongSignIn(WrongGuess):
    """The e-mail address or the password isn't right."""


class WrongPassword(WrongGuess):
    """This isn't your password."""

    field = "password"


class WrongSetupCode(WrongGuess):
    """This set-up code doesn't work. Use the newest one in Spacerr's terminal, or restart it."""

    field = "code"


class AlreadySetUp(SpacerrError):
    """Spacerr has an owner already. Sign in instead."""


class NotSetUp(SpacerrError):
    """Spacerr has no owner yet. Create one with the set-up code."""


class SignUpClosed(SpacerrError):
    """New accounts can't be created here. Ask this server's administrator."""


class InvitationNeeded(SpacerrError):
    """New accounts need an invitation here. Ask a member of the team for one."""


class EmailIncomplete(SpacerrError):
    """This isn't a whole e-mail address. Write it like ada@example.org."""

    field = "email"


class EmailTooLong(SpacerrError):
    """An e-mail address can hold 254 characters."""

    field = "email"


class PasswordTooShort(SpacerrError):
    """A password needs at least 8 characters."""

    field = "password"


class PasswordTooLong(SpacerrError):
    """A password can hold 200 characters."""

    field = "password"


class EmptyName(SpacerrError):
    """Type a name."""

    field = "name"


class NameTooLong(SpacerrError):
    """A name can hold 80 characters."""

    field = "name"


class SignInNotFound(SpacerrError):
    """This sign-in has ended already."""


class NoAccounts(SpacerrError):
    """There are no accounts here: the person at this computer is signed in."""


class AccountNotFound(SpacerrError):
    """There is no account with this e-mail address."""


class PersonNotFound(SpacerrError):
    """There is no account with this name."""


class SeveralPeople(SpacerrError):
    """Several people have this name. Name one of them by their id."""

    def __init__(self, ids: Sequence[str]) -> None:
        super().__init__(
            f"Several people have this name. Name one of them by id: {', '.join(ids)}."
        )


class AddressTaken(SpacerrError):
    """Somebody else has this address."""


class OnlyOperators(SpacerrError):
    """Only this server's administrator can do that."""


class SeveralTeams(SpacerrError):
    """That could be several teams. Name one of them by its id."""


class DoorBusy(SpacerrError):
    """Very many people are signing in just now. Try again in a moment."""


class TooManyTries(SpacerrError):
    """Too many tries. Wait a little, then try again."""

    def __init__(self, wait: float) -> None:
        super().__init__()
        self.wait = math.ceil(wait)

    def __str__(self) -> str:
        minutes = math.ceil(self.wait / 60)
        time = f"{self.wait} seconds" if self.wait < 120 else f"{minutes} minutes"
        return f"Too many tries. Wait {time}, then try again."


class NoNewSecret(SpacerrError):
    """The secret is in SPACERR_SECRET. Set SPACERR_NEW_SECRET to what is to replace it."""


class StillRunning(SpacerrError):
    """Spacerr is running. Stop it first: what it seals meanwhile could not be read afterwards."""
