"""Sentences for errors, as the page shows them."""

import structlog
from sqlalchemy.exc import SQLAlchemyError

from spacerr.domain.errors.base import SpacerrError, StorageUnavailable, Unforeseen
from spacerr.infra.redis.client import REDIS_ERRORS

log = structlog.get_logger(__name__)

_STORAGE = (*REDIS_ERRORS, SQLAlchemyError)


def sentence_for(error: Exception) -> str:
    """The sentence of an error; a general one for an unexpected error."""
    if isinstance(error, SpacerrError):
        return str(error)
    log.error("state.failed", exc_info=error)
    return str(StorageUnavailable() if isinstance(error, _STORAGE) else Unforeseen())
