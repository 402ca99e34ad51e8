"""Usage and cost of one request to a model: the provider's count, else our estimate."""

import time
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from spacerr.domain.ids import new_id
from spacerr.domain.limits import REPLY_CHARS
from spacerr.domain.prompts.token_estimates import rough_tokens
from spacerr.domain.replies.draft import Draft
from spacerr.domain.replies.events import (
    Adjusted,
    CallArguments,
    CallStarted,
    Completed,
    ModelEvent,
    Reasoning,
    WasThought,
    Working,
)
from spacerr.domain.replies.meta import ReplyMeta, RunningRequest, Spent
from spacerr.infra.llm import model_info
from spacerr.infra.llm.interface import ModelRequest

OVERRUN_CHARS = 10
"""Characters a model may write per token of its limit, before it is stopped. No script, table or
code has more than seven, so a model that keeps to its limit is never stopped."""

NEARLY_ALL = 0.9
"""Share of the token limit from which on a reply that was cut short has used it up: providers count
a little differently. A reply cut long before that has met a limit of its model's own."""


class UsageMeter:
    """Counts the tokens and times of one request. `id` is that of its row in Usage. `estimated`:
    the tokens were not counted by the provider. `limit`: whose limit the reply has, "" its model's.
    `written`: characters of the reply before this request.
    """

    def __init__(self, request: ModelRequest, limit: str = "", written: int = 0) -> None:
        self.id = new_id()
        self._written = written
        self._request = request
        self._limit, self._cut = limit, False
        self._texts: list[str] = []
        self._chars = 0
        self._reasoning_seen = False
        self._first = self._last = 0.0
        self._counted: dict[str, Any] = {}
        self.failure: Exception | None = None
        self.estimated = True

    def measure(self, event: ModelEvent) -> ModelEvent:
        """Count an event, and return it: its text cut where the reply has its longest length, and a
        `Completed` without a count with the estimated usage.
        """
        if isinstance(event, Adjusted | WasThought | Working):
            self._reasoning_seen = self._reasoning_seen or isinstance(event, WasThought)
            return event
        if isinstance(event, Completed):
            self._cut = event.finish_reason == "length"
            if not event.usage:
                event = event.model_copy(update={"usage": self.usage, "estimated": True})
            self._counted, self.estimated = event.usage, event.estimated
            return event
        if isinstance(event, CallStarted):
            self._count(event.name)
            return event
        if len(event.text) > self._room and not isinstance(event, CallArguments):
            event = event.model_copy(update={"text": event.text[: self._room]})
        self._count(event.text)
        self._reasoning_seen = self._reasoning_seen or isinstance(event, Reasoning)
        return event

    def _count(self, text: str) -> None:
        self._last = time.monotonic()
        self._first = self._first or self._last
        self._texts.append(text)
        self._chars += len(text)

    @property
    def overrun(self) -> bool:
        """Whether the text is far beyond the token limit, or at a reply's longest length."""
        limit = self._request.max_tokens
        return not self._room or (limit is not None and self._chars > limit * OVERRUN_CHARS)

    @property
    def _room(self) -> int:
        """Characters that the reply may still have, its continued part included."""
        return max(0, REPLY_CHARS - self._written - self._chars)

    @property
    def has_output(self) -> bool:
        return bool(self._texts or self._counted)

    def record_failure(self, error: Exception) -> None:
        """Store why the request failed. One that failed before the first word costs nothing."""
        self.failure = error

    @property
    def usage(self) -> dict[str, Any]:
        if self._counted:
            return self._counted
        refused = self.failure is not None and not self._texts
        prompt = 0 if refused else self.prompt_tokens
        completion = rough_tokens(self._texts)
        counted = {"prompt_tokens": prompt, "completion_tokens": completion}
        return {**counted, "total_tokens": prompt + completion}

    @cached_property
    def prompt_tokens(self) -> int:
        """Estimated tokens of the prompt. The first call takes long for a long chat."""
        request = self._request
        return rough_tokens(
            [*(it.all_text for it in request.messages), request.instructions, request.partial]
        )

    @property
    def cost(self) -> int | None:
        """In millionths of a dollar; None where the price is unknown."""
        return model_info.usage_cost(self._request.model, self.usage, self._request.api_base)

    def meta(self) -> ReplyMeta:
        """The usage as a reply's metadata."""
        used = ReplyMeta(
            usage=Spent.model_validate(self.usage),
            usage_estimated=self.estimated,
            cost=self.cost,
            tokens_per_s=self._tokens_per_second(),
        )
        limited = self._limit and self._cut and self._limit_used_up
        return used.merge(ReplyMeta(limit=self._limit)) if limited else used

    @property
    def _limit_used_up(self) -> bool:
        """Whether the reply has used its token limit. True where tokens are estimated."""
        completion, limit = self.usage.get("completion_tokens"), self._request.max_tokens
        if self.estimated or limit is None or not isinstance(completion, int):
            return True
        return completion >= limit * NEARLY_ALL

    def running_request(self, began: Draft) -> RunningRequest:
        """For a reply's metadata while the request runs: if this process is lost, another one
        records the usage from it. `began` is the reply's text before this request.
        """
        model, base = self._request.model, self._request.api_base
        prompt = {"prompt_tokens": self.prompt_tokens, "completion_tokens": 0}
        return RunningRequest(
            id=self.id,
            asked=self.prompt_tokens,
            cost=model_info.usage_cost(model, prompt, base),
            price=model_info.get_model_info(model, base).output_price,
            began=[len(began.text), len(began.reasoning)],
        )

    def _tokens_per_second(self) -> float | None:
        """From the first text or reasoning to the last; None where that took less than 50 ms."""
        completion, took = self.usage.get("completion_tokens"), self._last - self._first
        if not isinstance(completion, int) or took < 0.05:
            return None
        return round(max(0, completion - self._hidden_reasoning_tokens()) / took, 1)

    def _hidden_reasoning_tokens(self) -> int:
        """Reasoning tokens whose text the provider didn't send."""
        details = self.usage.get("completion_tokens_details")
        tokens = details.get("reasoning_tokens") if isinstance(details, Mapping) else None
        return tokens if isinstance(tokens, int) and not self._reasoning_seen else 0
