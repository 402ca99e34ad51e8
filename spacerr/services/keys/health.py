"""How a key fared when a model was asked with it: noted where it is looked after."""

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
from spacerr.services.usage.meter import Account

log = structlog.get_logger(__name__)

_REFUSED = (WrongKey, QuotaUsedUp)
_UNREACHABLE = (ModelUnreachable, ModelTimedOut, PrivateServer)


async def note(d: Deps, used: Connection | None, account: Account) -> None:
    """Never raises: it is for whoever looks at the keys later."""
    state = _state(account)
    if used is None or state is None:
        return
    try:
        await connections.noted(d, used, state)
    except SQLAlchemyError as error:
        log.warning("key.not_noted", connection=used.id, reason=type(error).__name__)


def _state(account: Account) -> ConnectionState | None:
    """What a test of the key would say; None where what happened says nothing about it."""
    if account.spoke:
        return ConnectionState.WORKS
    if isinstance(account.failure, _REFUSED):
        return ConnectionState.REFUSED
    if isinstance(account.failure, _UNREACHABLE):
        return ConnectionState.UNREACHABLE
    return None
