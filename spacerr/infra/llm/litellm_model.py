"""Every hosted and local model, through LiteLLM."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog

from spacerr.domain.errors.models import ModelError
from spacerr.domain.replies.events import Adjusted, ModelEvent, Working
from spacerr.infra.answers.answer import Answer
from spacerr.infra.answers.events import events
from spacerr.infra.answers.litellm_chunks import answer
from spacerr.infra.answers.liveness import ServerActivity, tracking
from spacerr.infra.llm.errors import to_model_error
from spacerr.infra.llm.interface import ModelRequest
from spacerr.infra.llm.litellm_loader import load_litellm
from spacerr.infra.llm.params import completion_arguments, litellm_params
from spacerr.infra.llm.refused_fields import (
    AdjustmentCache,
    add_adjustment,
    apply_adjustments,
    effective_adjustments,
    refused_field,
)
from spacerr.infra.net.ssrf_guard import (
    public_addresses_only,
    require_public_server,
)
from spacerr.infra.redis.busy_servers import streaming

log = structlog.get_logger(__name__)

_SPARED = {"temperature": "temperature", "effort": "reasoning_effort"}
"""Parameters, and the adjustments with which they aren't sent."""


class LiteLLMModel:
    def __init__(self) -> None:
        self._adjustments = AdjustmentCache()

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent]:
        """Stream one completion. Where a server refuses a field, the request is sent once more
        without it.

        Raises ModelError; the socket is closed when this is closed.
        """
        module = await load_litellm()
        due = asyncio.get_running_loop().time() + request.limits.first_token
        adjustments, has_output = self._adjustments.get(request), False
        refusals: dict[str, ModelError] = {}
        while True:
            arguments = apply_adjustments(completion_arguments(request), adjustments)
            try:
                async with _call(module, request, arguments, due) as call:
                    async for event in call.events:
                        if not has_output and (
                            fields := effective_adjustments(
                                completion_arguments(request), adjustments
                            )
                        ):
                            yield Adjusted(fields=fields)
                        if not has_output and refusals:
                            self._adjustments.store(request, adjustments)
                        has_output = True
                        call.has_output = call.has_output or not isinstance(event, Working)
                        yield event
                return
            except ModelError as error:
                field = None if has_output else refused_field(error, arguments)
                if field is None or field in refusals:
                    first = next((it for it in refusals.values() if type(it) is type(error)), error)
                    raise first from first.__cause__
                refusals[field] = error
                adjustments = add_adjustment(adjustments, field)
                log.info("model.adjusted", model=request.model, field=field)

    async def params_sent(self, request: ModelRequest) -> dict[str, Any]:
        try:
            found = await asyncio.to_thread(litellm_params, await load_litellm(), request)
        except Exception as error:  # the request will fail for the same reason
            log.info("model.params_unknown", model=request.model, reason=type(error).__name__)
            return {}
        spared = self._adjustments.get(request)
        return {name: it for name, it in found.items() if _SPARED.get(name) not in spared}


@dataclass(slots=True)
class _Call:
    """One request and the events of its answer. `has_output`: whether there was an event besides
    `Working`.
    """

    events: AsyncGenerator[ModelEvent]
    has_output: bool = False


@asynccontextmanager
async def _call(
    module: Any, request: ModelRequest, arguments: dict[str, Any], due: float
) -> AsyncGenerator[_Call]:
    """Send one request. Errors in the block are raised as a ModelError. Closes the socket."""
    stream: Any = None
    response: Answer | None = None
    call: _Call | None = None
    try:
        with streaming(request.api_base):
            async with asyncio.timeout_at(due):
                if request.public_only:
                    await require_public_server(request.api_base)
                with public_addresses_only(request.public_only), tracking(ServerActivity()) as life:
                    stream = await module.acompletion(**arguments)
            response = answer(stream)
            async with aclosing(events(response, request, due, life)) as arriving:
                call = _Call(arriving)
                yield call
    except Exception as error:
        headers = response.headers if response else None
        has_output = call is not None and call.has_output
        named = to_model_error(error, had_text=has_output, headers=headers, key=request.api_key)
        reason, said = type(error).__name__, named.provider_message
        log.info("model.failed", model=request.model, reason=reason, provider_words=said)
        raise named from error
    finally:
        if stream is not None:
            await _close(stream)


async def _close(stream: Any) -> None:
    """Close the socket: LiteLLM leaves it open."""
    try:
        await stream.aclose()
    except Exception as error:
        log.debug("model.close_failed", reason=type(error).__name__)
