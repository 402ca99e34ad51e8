"""The pages before the workspace: signing in and up, setting up, being invited."""

import reflex as rx

from spacerr.components.auth import Invitation, Setup, SignIn, SignUp


def sign_in() -> rx.Component:
    return SignIn.create()


def sign_up() -> rx.Component:
    return SignUp.create()


def setup() -> rx.Component:
    return Setup.create()


def invitation() -> rx.Component:
    return Invitation.create()
