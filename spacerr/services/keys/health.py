"""How a key fared when a model was asked with it: noted where it is looked after."""

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
    """How one request to a model went."""

    @property
    def spoke(self) -> bool: ...

    @property
    def failure(self) -> Exception | None: ...


async def record_outcome(d: Deps, used: Connection | None, outcome: Outcome) -> None:
    """Store with a key how a request with it ended, for the list of keys. Never raises."""
    state = _state(outcome)
    if used is None or state is None:
        return
    try:
        await connections.record_state(d, used, state)
    except SQLAlchemyError as error:
        log.warning("key.not_noted", connection=used.id, reason=type(error).__name__)


def _state(outcome: Outcome) -> ConnectionState | None:
    """What a test of the key would say; None where what happened says nothing about it."""
    if outcome.spoke:
        return ConnectionState.WORKS
    if isinstance(outcome.failure, _REFUSED):
        return ConnectionState.REFUSED
    if isinstance(outcome.failure, _UNREACHABLE):
        return ConnectionState.UNREACHABLE
    return None
