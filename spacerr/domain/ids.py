"""Ids that sort by the time they were made, and the clock for them."""

import time

import uuid_utils

from spacerr.domain.limits import ID_CHARS


def new_id() -> str:
    """Return a UUID version 7 in its usual 36-character form (RFC 9562)."""
    return str(uuid_utils.uuid7())


def is_valid_id(text: str) -> bool:
    """Whether a text can be an id. Some texts that can't make databases fail."""
    return 0 < len(text) <= ID_CHARS and text.isascii() and text.isprintable()


DAY_MS = 24 * 60 * 60 * 1000


def now_ms() -> int:
    """Milliseconds since 1970, the unit of every stored time."""
    return time.time_ns() // 1_000_000
