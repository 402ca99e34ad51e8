"""The frame of the settings, and those of their sections that are drawn in JavaScript."""

from dataclasses import asdict

import reflex as rx

from spacerr.words.settings_index import INDEX, SECTIONS


class Settings(rx.Component):
    """All settings of a person, their team and this browser."""

    library = "$/public/settings/settings.jsx"
    tag = "Settings"

    sections: rx.Var[list[dict[str, str]]]
    index: rx.Var[list[dict[str, str]]]


def settings(*drawn: rx.Component) -> rx.Component:
    """The frame around the sections that are drawn in Python."""
    return Settings.create(
        *drawn,
        sections=[{"id": name} | asdict(it) for name, it in SECTIONS.items()],
        index=[
            {"section": section, "id": name} | asdict(it)
            for section, found in INDEX.items()
            for name, it in found.items()
        ],
    )
