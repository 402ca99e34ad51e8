"""What one request to a model uses and costs: as the provider counts it, else as we estimate it."""

import time
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from spacerr.domain.ids import new_id
from spacerr.domain.limits import REPLY_CHARS
from spacerr.domain.prompts.token_estimate import rough_tokens
from spacerr.domain.replies.events import (
    Adjusted,
    Completed,
    Draft,
    ModelEvent,
    Reasoning,
    WasThought,
    Working,
)
from spacerr.domain.replies.meta import ReplyMeta, RunningRequest, Spent
from spacerr.infra.llm import model_info
from spacerr.infra.llm.interface import ModelRequest

OVERRUN_CHARS = 10
"""Characters a model may say per token it was allowed, before it is stopped. In no script, table or
code are there more than seven, so that one that keeps to its limit never gets there."""

NEARLY_ALL = 0.9
"""Share of the tokens it was allowed at which a reply that was cut short has used them up: services
count a little differently. One that is cut long before that has met a limit of its model's own.
"""


class UsageMeter:
    """Counts the tokens and times of one request. `id` is that of its row in Usage. `estimated`:
    the tokens were not counted by the provider. `limit`: whose limit the reply has, "" its model's.
    """

    def __init__(self, request: ModelRequest, limit: str = "") -> None:
        self.id = new_id()
        self._request = request
        self._limit, self._cut = limit, False
        self._heard: list[str] = []
        self._chars = 0
        self._thought = False
        self._first = self._last = 0.0
        self._counted: dict[str, Any] = {}
        self.failure: Exception | None = None
        self.estimated = True

    def hear(self, event: ModelEvent) -> ModelEvent:
        """The same event, its text cut where a reply is as long as one may be; where the provider
        counted nothing, with what was probably used.
        """
        if isinstance(event, Adjusted | WasThought | Working):
            self._thought = self._thought or isinstance(event, WasThought)
            return event
        if isinstance(event, Completed):
            self._cut = event.finish_reason == "length"
            if not event.usage:
                event = event.model_copy(update={"usage": self.usage, "estimated": True})
            self._counted, self.estimated = event.usage, event.estimated
            return event
        if len(event.text) > self._room:
            event = event.model_copy(update={"text": event.text[: self._room]})
        self._last = time.monotonic()
        self._first = self._first or self._last
        self._heard.append(event.text)
        self._chars += len(event.text)
        self._thought = self._thought or isinstance(event, Reasoning)
        return event

    @property
    def overrun(self) -> bool:
        """Whether the model says much more than it was allowed, or more than a reply can be."""
        most = self._request.max_tokens
        return not self._room or (most is not None and self._chars > most * OVERRUN_CHARS)

    @property
    def _room(self) -> int:
        """Characters that the reply may still have, with what it had said before."""
        return max(0, REPLY_CHARS - len(self._request.partial) - self._chars)

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
        refused = self.failure is not None and not self._heard
        asked = 0 if refused else self.asked
        said = rough_tokens(self._heard)
        counted = {"prompt_tokens": asked, "completion_tokens": said}
        return {**counted, "total_tokens": asked + said}

    @cached_property
    def asked(self) -> int:
        """Tokens it is asked with, by estimate. Of a long chat, that takes long to count once."""
        request = self._request
        return rough_tokens(
            [*(it.text for it in request.messages), request.instructions, request.partial]
        )

    @property
    def cost(self) -> int | None:
        """In millionths of a dollar; None where the price is unknown."""
        return model_info.usage_cost(self._request.model, self.usage, self._request.api_base)

    def meta(self) -> ReplyMeta:
        """What a reply remembers of it."""
        used = ReplyMeta(
            usage=Spent.model_validate(self.usage),
            usage_estimated=self.estimated,
            cost=self.cost,
            tokens_per_s=self._pace(),
        )
        limited = self._limit and self._cut and self._used_up
        return used.merge(ReplyMeta(limit=self._limit)) if limited else used

    @property
    def _used_up(self) -> bool:
        """Whether its reply had all the tokens it was allowed, as far as that was counted."""
        said, most = self.usage.get("completion_tokens"), self._request.max_tokens
        if self.estimated or most is None or not isinstance(said, int):
            return True
        return said >= most * NEARLY_ALL

    def running(self, began: Draft) -> RunningRequest:
        """By which another process can account for it, should this one be lost; `began` is what the
        reply had said before.
        """
        model, base = self._request.model, self._request.api_base
        asked = {"prompt_tokens": self.asked, "completion_tokens": 0}
        return RunningRequest(
            id=self.id,
            asked=self.asked,
            cost=model_info.usage_cost(model, asked, base),
            price=model_info.get_model_info(model, base).output_price,
            began=[len(began.text), len(began.reasoning)],
        )

    def _pace(self) -> float | None:
        """Tokens a second from the first word or thought that was heard to the last; None where
        that took no time.
        """
        said, took = self.usage.get("completion_tokens"), self._last - self._first
        if not isinstance(said, int) or took < 0.05:
            return None
        return round(max(0, said - self._hidden()) / took, 1)

    def _hidden(self) -> int:
        """Reasoning tokens whose text the provider didn't send."""
        told = self.usage.get("completion_tokens_details")
        thought = told.get("reasoning_tokens") if isinstance(told, Mapping) else None
        return thought if isinstance(thought, int) and not self._thought else 0
