"""What a person reads when something could not be done."""

import structlog

from spacerr.domain.errors import SpacerrError, StorageUnavailable

log = structlog.get_logger(__name__)


def sentence_for(error: Exception) -> str:
    """What a person reads when something could not be done."""
    if isinstance(error, SpacerrError):
        return str(error)
    log.error("state.failed", exc_info=error)
    return str(StorageUnavailable())
