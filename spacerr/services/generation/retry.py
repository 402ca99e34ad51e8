"""Retries of failed requests to a model: whether, and after how long."""

import random

from spacerr.domain.errors.models import EmptyReply, ModelError
from spacerr.domain.status import TRANSIENT
from spacerr.timings import RETRY_FIRST, RETRY_LONGEST, SLOW_REFUSAL


def pause(error: ModelError, tried: int, retries: int, took: float = 0.0) -> float | None:
    """Seconds to wait before the next attempt, None to give up; `tried`: retries made so far,
    `took`: seconds until the error came.

    Exponential with jitter, so that requests refused together don't come back together. A pause
    that the provider names is kept.
    """
    # An empty answer was an answer: it may have cost money and will hardly change.
    if tried >= retries or error.category not in TRANSIENT or isinstance(error, EmptyReply):
        return None
    if error.final or took >= SLOW_REFUSAL:
        return None
    if error.retry_after is not None:
        return None if error.retry_after > RETRY_LONGEST else error.retry_after + random.random()
    return min(RETRY_LONGEST, RETRY_FIRST * 2**tried) * random.uniform(0.75, 1.25)
