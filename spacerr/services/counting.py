"""What one request to a model uses and costs: as the provider counts it, else as we estimate it."""

import time
from typing import Any

import structlog
from sqlalchemy import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from spacerr.deps import Deps
from spacerr.domain.counting import tokens_in
from spacerr.domain.events import Completed, ModelEvent
from spacerr.domain.ids import new_id, now_ms
from spacerr.domain.models import Chat, Team, Usage, User
from spacerr.domain.text import size
from spacerr.infra import model_facts
from spacerr.infra.model import ModelRequest
from spacerr.services.situation import Situation

log = structlog.get_logger(__name__)

OVERRUN_BYTES = 5.5
"""UTF-8 bytes a model may say per token it was allowed, before it is stopped: a tenth more than
ever fits. One that keeps to its limit never gets there."""
TRIES = 3


class Account:
    """One request as it goes on. `estimated`: somebody other than the provider counted."""

    def __init__(self, request: ModelRequest) -> None:
        self._request = request
        self._heard: list[str] = []
        self._bytes = 0
        self._first = self._last = 0.0
        self._counted: dict[str, Any] = {}
        self.failure: Exception | None = None
        self.estimated = True

    def hear(self, event: ModelEvent) -> ModelEvent:
        """The same event; where the provider counted nothing, with what was probably used."""
        if isinstance(event, Completed):
            if not event.usage:
                event = event.model_copy(update={"usage": self.usage, "estimated": True})
            self._counted, self.estimated = event.usage, event.estimated
            return event
        self._last = time.monotonic()
        self._first = self._first or self._last
        self._heard.append(event.text)
        self._bytes += size(event.text)
        return event

    @property
    def overrun(self) -> bool:
        """Whether the model says much more than it was allowed."""
        most = self._request.max_tokens
        return most is not None and self._bytes > most * OVERRUN_BYTES

    @property
    def spoke(self) -> bool:
        return bool(self._heard or self._counted)

    def fail(self, error: Exception) -> None:
        """The provider reports a failure; what it refused before the first word costs nothing."""
        self.failure = error

    @property
    def usage(self) -> dict[str, Any]:
        if self._counted:
            return self._counted
        request = self._request
        told = [it.text for it in request.said] + [request.instructions, request.partial]
        refused = self.failure is not None and not self._heard
        asked = 0 if refused else tokens_in(told)
        said = tokens_in(self._heard)
        counted = {"prompt_tokens": asked, "completion_tokens": said}
        return {**counted, "total_tokens": asked + said}

    @property
    def cost(self) -> int | None:
        """In millionths of a dollar; None where nobody knows."""
        return model_facts.cost(self._request.model, self.usage, self._request.api_base)

    def meta(self) -> dict[str, Any]:
        """What a reply remembers of it."""
        return {
            "usage": self.usage,
            "usage_estimated": self.estimated,
            "cost": self.cost,
            "tokens_per_s": self._pace(),
        }

    def _pace(self) -> float | None:
        """Tokens a second from the first word to the last; None where that took no time."""
        said, took = self.usage.get("completion_tokens"), self._last - self._first
        return round(said / took, 1) if isinstance(said, int) and took >= 0.05 else None


async def note(d: Deps, here: Situation, model_id: str, purpose: str, account: Account) -> None:
    """Store what a request has used. Never raises: what a reply says matters more."""
    row = {
        "id": new_id(),
        "team_id": _still(Team, here.chat.team_id),
        "user_id": _still(User, here.user_id),
        "chat_id": _still(Chat, here.chat.id),
        "model": model_id,
        "purpose": purpose,
        "prompt_tokens": _number(account.usage.get("prompt_tokens")),
        "completion_tokens": _number(account.usage.get("completion_tokens")),
        "cost": account.cost,
        "estimated": account.estimated,
        "created_at": now_ms(),
    }
    for attempt in range(TRIES):
        try:
            async with d.db.writing() as session:
                await session.exec(insert(Usage).values(**row))
            return
        except SQLAlchemyError as error:
            log.warning("usage.not_stored", attempt=attempt, reason=type(error).__name__)


def _still(table: Any, row_id: str) -> Any:
    """An id as long as there is such a row: chats, people and teams are deleted meanwhile."""
    return select(col(table.id)).where(table.id == row_id).scalar_subquery()


def _number(count: Any) -> int | None:
    """A count that the database can hold."""
    return count if isinstance(count, int) and 0 <= count < 2**31 else None
