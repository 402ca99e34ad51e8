"""How long, how many, how large: the bounds that input is held to."""

from typing import Final

MESSAGE_CHARS: Final = 100_000
"""Longest message a person may send, in characters."""

TITLE_CHARS: Final = 120
"""Longest title of a chat, in characters."""

TITLE_WORDS: Final = 8
"""Words taken from the question when no model names the chat."""

THREAD_PAGE: Final = 50
"""Messages loaded at once; older ones follow when somebody scrolls up."""

SIDEBAR_PAGE: Final = 60
"""Chats listed at once."""

INBOX_CHARS: Final = 64_000
"""Text a writer holds between model and log before it makes the model wait."""

ID_CHARS: Final = 64
"""Longest id that can come from outside: a client's request id, an id in an address."""

SMALL_UPDATE_UNITS: Final = 8
"""Text in one update, in UTF-16 units, below which a reply counts as slow: two tokens or so."""

FEED_ENTRIES: Final = 2_000
"""Entries kept for one slow reader; beyond, it reads the log itself from its cursor."""

BRIDGE_ENTRIES: Final = 1_000
"""Events kept per person for tabs that were away; a tab further behind reloads its list."""
