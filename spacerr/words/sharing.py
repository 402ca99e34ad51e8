"""What is said of a shared chat."""

from typing import Final

import reflex as rx

READ_ONLY: Final = "You can view this chat."


def read_only_of(owner: rx.Var[str] | str) -> rx.Var[str]:
    return rx.Var.create(f"You can view this chat. Ask {owner} to let you edit.")
