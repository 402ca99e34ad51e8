"""The frame of the settings, and those of their sections that are drawn in JavaScript."""

import reflex as rx


class Settings(rx.Component):
    """All settings of a person, their team and this browser."""

    library = "$/public/settings/settings.jsx"
    tag = "Settings"
