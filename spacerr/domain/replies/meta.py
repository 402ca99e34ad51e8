"""What a reply's `meta` says of how it came about, read as far as it is what it should be.

Older replies lack what was not kept when they were written, and imported ones may hold anything:
what is missing or of another kind is None.
"""

from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)


def _or_none(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    try:
        return check(value)
    except ValidationError:
        return None


_Text = Annotated[str | None, WrapValidator(_or_none)]
_Count = Annotated[int | None, Field(ge=0), WrapValidator(_or_none)]
_Number = Annotated[float | None, Field(ge=0), WrapValidator(_or_none)]
_Flag = Annotated[bool | None, WrapValidator(_or_none)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class ByAgent(_Part):
    name: str
    version: _Count = None


class Sent(_Part):
    """Of the messages before it: how many were `sent`, `left_out`, and sent for being `pinned`."""

    sent: _Count = None
    left_out: _Count = None
    pinned: _Count = None
    estimated: _Flag = None


class Spent(_Part):
    prompt_tokens: _Count = None
    completion_tokens: _Count = None


class Attempt(_Part):
    """A try that failed, and when, in milliseconds since 1970."""

    sentence: str
    at: _Count = None
    words: _Text = None


class Trouble(_Part):
    sentence: _Text = None


class Version(_Part):
    """A version of the reply that was not completed, and when that ended."""

    status: str
    model: _Text = None
    error: Annotated[Trouble | None, WrapValidator(_or_none)] = None
    ended_at: _Count = None


class Instead(_Part):
    """`to` answered where `from_` could not."""

    from_: Annotated[str, Field(alias="from")]
    to: str
    sentence: _Text = None


class Origin(_Part):
    """Times in milliseconds; `cost` in millionths of a dollar."""

    requested_model: _Text = None
    actual_model: _Text = None
    provider: _Text = None
    connection: _Text = None
    agent: Annotated[ByAgent | None, WrapValidator(_or_none)] = None
    levels: Annotated[list[str] | None, WrapValidator(_or_none)] = None
    adjusted: Annotated[list[str] | None, WrapValidator(_or_none)] = None
    brought: Annotated[list[str] | None, WrapValidator(_or_none)] = None
    instructions_cut: _Flag = None
    history: Annotated[Sent | None, WrapValidator(_or_none)] = None
    usage: Annotated[Spent | None, WrapValidator(_or_none)] = None
    usage_estimated: _Flag = None
    cost: _Count = None
    finish_reason: _Text = None
    limit: _Text = None
    started_at: _Count = None
    first_token_ms: _Count = None
    reasoned_until_ms: _Count = None
    total_ms: _Count = None
    tokens_per_s: _Number = None
    retried: Annotated[list[Attempt] | None, WrapValidator(_or_none)] = None
    attempts: Annotated[list[Version] | None, WrapValidator(_or_none)] = None
    fallback: Annotated[Instead | None, WrapValidator(_or_none)] = None
    adopted: _Flag = None
    continues: _Text = None
    provider_request_id: _Text = None
    provider_words: _Text = None
