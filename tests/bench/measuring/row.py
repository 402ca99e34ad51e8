"""A row of the table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`target` is the most the figure may be, or the least where `least` is set."""

    label: str
    figure: str
    target: float | None = None
    digits: int = 1
    least: bool = False
    compared: bool = True
