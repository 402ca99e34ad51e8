"""Words of the page that lists what waits for the user."""

from typing import Final

TITLE: Final = "Waiting for you"
NOTE: Final = "These replies go on as soon as you answer, here or in their chats."
NONE: Final = "Nothing waits for you."
NONE_WHY: Final = (
    "When a tool needs your permission or an answer, it is listed here, from all your chats."
)
UNTITLED: Final = "New chat"
