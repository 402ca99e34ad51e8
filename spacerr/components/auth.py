"""The pages before the workspace. None has a State: passwords, addresses and tokens go to the API
and nowhere else.
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
