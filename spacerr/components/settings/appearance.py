"""Settings: how the page looks in this browser, and what happens there when a reply is done."""

import reflex as rx

from spacerr.components.settings.parts import Section, setting
from spacerr.words import appearance as words


class LookChoice(rx.Component):
    """A choice that the browser keeps and applies at once."""

    library = "$/public/settings/look-choice.jsx"
    tag = "LookChoice"

    look: rx.Var[str]
    label: rx.Var[str]
    options: rx.Var[dict[str, str]]


class AlertSwitches(rx.Component):
    """Switches for notifications and sounds, which the browser keeps."""

    library = "$/public/alerts/alerts.jsx"
    tag = "AlertSwitches"


def appearance() -> rx.Component:
    return Section.create(*(_look(it) for it in words.LOOKS), id="appearance")


def _look(look: str) -> rx.Component:
    title, options, note = words.LOOKS[look]
    choice = LookChoice.create(look=look, label=title, options=options)
    return setting(look, title, note=note, beside=choice)


def notifications() -> rx.Component:
    return Section.create(
        setting("alerts", words.ALERTS, AlertSwitches.create()), id="notifications"
    )
