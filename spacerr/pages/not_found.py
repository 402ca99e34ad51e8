"""The page of every address that doesn't exist. It needs no State."""

import reflex as rx

from spacerr.state import words


def page() -> rx.Component:
    return rx.el.main(
        rx.el.div(
            rx.el.h1(words.NOT_FOUND),
            rx.el.p(words.NOT_FOUND_WHY),
            rx.el.a(words.HOME, href="/chat", class_name="primary"),
            class_name="missing",
        ),
        class_name="crashed",
    )
