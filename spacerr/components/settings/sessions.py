"""Settings: the browsers in which a user is signed in, each of which can be ended."""

import reflex as rx

from spacerr.components.settings.parts import Section, loaded, setting
from spacerr.components.ui import Ago, button
from spacerr.state.settings.sessions import SessionsState, SignInView
from spacerr.words import sessions as words
from spacerr.words.settings import SIGN_OUT


class SignOutButton(rx.Component):
    """Signs this browser out."""

    library = "$/public/auth/sign-out-button.jsx"
    tag = "SignOutButton"

    label: rx.Var[str]


def sessions() -> rx.Component:
    return Section.create(
        setting(
            "sessions",
            words.TITLE,
            loaded(
                SessionsState.ready,
                SessionsState.problem,
                rx.el.ul(rx.foreach(SessionsState.sign_ins, _line), class_name="lines"),
                rx.cond(
                    SessionsState.others,
                    button(words.OTHERS, on_click=SessionsState.end_others),
                ),
            ),
            note=words.NOTE,
        ),
        id="sessions",
        on_open=SessionsState.open,
    )


def _line(sign_in: SignInView) -> rx.Component:
    return rx.el.li(
        rx.cond(sign_in.here, rx.icon("laptop", size=16), rx.icon("monitor-smartphone", size=16)),
        rx.el.span(
            sign_in.browser,
            rx.el.small(
                rx.cond(
                    sign_in.here,
                    words.HERE,
                    rx.fragment(words.LAST_ACTIVE, " ", Ago.create(at=sign_in.seen_at)),
                )
            ),
            class_name="line-name",
        ),
        rx.cond(
            sign_in.here,
            SignOutButton.create(SIGN_OUT, label=SIGN_OUT),
            button(SIGN_OUT, sign_in.sign_out, on_click=SessionsState.end(sign_in.id)),
        ),
        key=sign_in.id,
    )
