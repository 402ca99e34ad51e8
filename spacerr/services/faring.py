"""How a key fared when a model was asked with it: noted where it is looked after."""

import structlog
from sqlalchemy.exc import SQLAlchemyError

from spacerr.deps import Deps
from spacerr.domain.errors import ModelUnreachable, WrongKey
from spacerr.domain.providers import ConnectionState
from spacerr.services import connections
from spacerr.services.counting import Account

log = structlog.get_logger(__name__)


async def note(d: Deps, connection_id: str, account: Account) -> None:
    """Never raises: it is for whoever looks at the keys later."""
    state = _state(account)
    if not connection_id or state is None:
        return
    try:
        await connections.noted(d, connection_id, state)
    except SQLAlchemyError as error:
        log.warning("key.not_noted", connection=connection_id, reason=type(error).__name__)


def _state(account: Account) -> ConnectionState | None:
    """None where what happened says nothing about the key."""
    if account.spoke:
        return ConnectionState.WORKS
    if isinstance(account.failure, WrongKey):
        return ConnectionState.REFUSED
    if isinstance(account.failure, ModelUnreachable):
        return ConnectionState.UNREACHABLE
    return None
