"""Key health: whether the last request with a key worked, for the list of keys."""

from typing import Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError

from spacerr.deps import Deps
from spacerr.domain.errors.models import (
    ModelTimedOut,
    ModelUnreachable,
    PrivateServer,
    QuotaUsedUp,
    WrongKey,
)
from spacerr.domain.keys.providers import ConnectionState
from spacerr.domain.tables import Connection
from spacerr.services.keys import connections

log = structlog.get_logger(__name__)

_REFUSED = (WrongKey, QuotaUsedUp)
_UNREACHABLE = (ModelUnreachable, ModelTimedOut, PrivateServer)


class Outcome(Protocol):
    """The end of one request to a model."""

    @property
    def has_output(self) -> bool: ...

    @property
    def failure(self) -> Exception | None: ...


async def record_outcome(d: Deps, connection: Connection | None, outcome: Outcome) -> None:
    """Store with a key how a request with it ended, for the list of keys. Never raises."""
    state = _state(outcome)
    if connection is None or state is None:
        return
    try:
        await connections.record_state(d, connection, state)
    except SQLAlchemyError as error:
        log.warning("key.state_not_stored", connection=connection.id, reason=type(error).__name__)


def _state(outcome: Outcome) -> ConnectionState | None:
    """The state of the key that this shows; None where it shows nothing of the key."""
    if outcome.has_output:
        return ConnectionState.WORKS
    if isinstance(outcome.failure, _REFUSED):
        return ConnectionState.REFUSED
    if isinstance(outcome.failure, _UNREACHABLE):
        return ConnectionState.UNREACHABLE
    return None
