"""Ids that sort by the time they were made, and the clock they are read by."""

import time

import uuid_utils


def new_id() -> str:
    """Return a UUID version 7 in its usual 36-character form (RFC 9562)."""
    return str(uuid_utils.uuid7())


def now_ms() -> int:
    """Milliseconds since 1970, the unit of every stored time."""
    return time.time_ns() // 1_000_000
