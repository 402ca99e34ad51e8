"""Settings: a user's name, e-mail address and password."""

import reflex as rx

from spacerr.components.settings.parts import Section, loaded, one_field, setting
from spacerr.state.settings.profile import ProfileState
from spacerr.words import profile as words
from spacerr.words.settings import SAVE


class SignInSettings(rx.Component):
    """The e-mail address and the password, which never enter a State."""

    library = "$/public/settings/sign-in-settings.jsx"
    tag = "SignInSettings"


def profile() -> rx.Component:
    name = one_field(
        "name",
        words.NAME,
        SAVE,
        value=ProfileState.name,
        wrong=ProfileState.wrong,
        saved=ProfileState.saved,
        on_change=ProfileState.type_name,
        on_submit=ProfileState.rename,
        key=f"{ProfileState.fields}",
    )
    note = rx.cond(ProfileState.alone, words.NOTE_ALONE, words.NOTE)
    return Section.create(
        loaded(
            ProfileState.ready,
            ProfileState.problem,
            setting("name", words.NAME, name, note=note),
            rx.cond(ProfileState.alone, rx.fragment(), SignInSettings.create()),
        ),
        id="profile",
        on_open=ProfileState.open,
    )
