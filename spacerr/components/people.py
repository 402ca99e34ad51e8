"""The React components of the door and of the settings, as Reflex sees them. None has a State:
passwords, addresses and tokens go to the API and nowhere else.
"""

import reflex as rx


class SignIn(rx.Component):
    """The page on which people sign in."""

    library = "$/public/auth/pages.jsx"
    tag = "SignIn"


class SignUp(rx.Component):
    """The page on which people make an account."""

    library = "$/public/auth/pages.jsx"
    tag = "SignUp"


class Setup(rx.Component):
    """The page on which the first account is made."""

    library = "$/public/auth/pages.jsx"
    tag = "Setup"


class Invitation(rx.Component):
    """The page an invitation leads to."""

    library = "$/public/auth/invitation.jsx"
    tag = "Invitation"


class Settings(rx.Component):
    """All settings of a person, their team and this browser."""

    library = "$/public/settings/settings.jsx"
    tag = "Settings"
