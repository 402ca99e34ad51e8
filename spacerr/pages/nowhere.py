"""The page of every address that is none of ours. It needs no State."""

import reflex as rx

from spacerr.components.frame import NoPage


def page() -> rx.Component:
    return NoPage.create()
