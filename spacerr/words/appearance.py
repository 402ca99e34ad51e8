"""Words of the settings' sections about appearance and notifications."""

from typing import NamedTuple


class LookWords(NamedTuple):
    title: str
    options: dict[str, str]
    note: str | None = None


LOOKS = {
    "theme": LookWords(
        "Theme",
        {"system": "System", "light": "Light", "dark": "Dark"},
        "Saved in this browser.",
    ),
    "text": LookWords(
        "Text size",
        {"small": "Small", "normal": "Normal", "large": "Large", "larger": "Larger"},
    ),
    "density": LookWords(
        "Density",
        {"comfortable": "Comfortable", "compact": "Compact"},
        "Space between lines and messages.",
    ),
    "motion": LookWords(
        "Motion",
        {"system": "System", "reduced": "Reduced"},
        "“System” follows this device.",
    ),
}
ALERTS = "When a reply is done"
