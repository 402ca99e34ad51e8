"""The metadata of a message: written and read only through ReplyMeta.

Rows of older versions lack fields; those of newer ones, and imported ones, may hold others. A field
that isn't known or not of its kind reads as None, and is kept as it is where the row is written
again: see docs/decisions/write-what-both-versions-read.md before changing a field.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

VERSION = 1
"""The version of the fields below. Rows from before versions have none."""


def _or_none(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    try:
        return check(value)
    except ValidationError:
        return None


_Text = Annotated[str | None, WrapValidator(_or_none)]
_Count = Annotated[int | None, Field(ge=0), WrapValidator(_or_none)]
_Flag = Annotated[bool | None, WrapValidator(_or_none)]


class _Part(BaseModel):
    """Undeclared fields are kept."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True)


class ByAgent(_Part):
    """An agent as it was when it answered, and whether it was shared in the team. Without `name`
    there was no agent. Without `id` it comes from an import.
    """

    id: Annotated[str, WrapValidator(lambda it, check: _or_none(it, check) or "")] = ""
    name: str = ""
    version: _Count = None
    shared: bool = True


class Sent(_Part):
    """How many earlier messages were `sent`, `left_out`, and sent because they are `pinned`."""

    sent: _Count = None
    left_out: _Count = None
    pinned: _Count = None
    estimated: _Flag = None


class Spent(_Part):
    prompt_tokens: _Count = None
    completion_tokens: _Count = None
    total_tokens: _Count = None


class Attempt(_Part):
    """A request that failed and was repeated, and when, in milliseconds since 1970."""

    sentence: str
    category: _Text = None
    at: _Count = None
    words: _Text = None


class Trouble(_Part):
    sentence: _Text = None


class FailedVersion(_Part):
    """A version of the reply that was not completed, and when it ended."""

    status: str
    reply_id: _Text = None
    model: _Text = None
    error: Annotated[Trouble | None, WrapValidator(_or_none)] = None
    ended_at: _Count = None


class Instead(_Part):
    """The fallback model `to` answered in place of `from_`, for a `reason`."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    from_: Annotated[str, Field(alias="from")]
    to: str
    reason: _Text = None
    sentence: _Text = None


class RunningRequest(_Part):
    """With it, another process records the usage of a request whose process was lost: the id of the
    usage row, the prompt's tokens (`asked`) and their `cost`, the `price` of a million output
    tokens, and the lengths of text and reasoning it `began` with.
    """

    id: str
    asked: int
    cost: int | None
    price: float | None
    began: Annotated[list[int], Field(min_length=2, max_length=2)]


class ReplyMeta(BaseModel):
    """Times in milliseconds; `cost` in millionths of a dollar. `tools` are the names of those the
    model was offered. `steps` and `rounds` are how many a reply has: a round is one request to the
    model. `edit_of` belongs to an edited question, `previous` and `new` to a switch; all other
    fields to a reply.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    version: int | None = None
    edit_of: str | None = None
    previous: str | None = None
    new: str | None = None

    version_of: str | None = None
    continues: str | None = None
    seams: list[int] | None = None
    attempts: list[FailedVersion] | None = None
    agent: ByAgent | None = None
    requested_model: str | None = None
    actual_model: str | None = None
    provider: str | None = None
    connection: str | None = None
    fallback: Instead | None = None
    levels: list[str] | None = None
    instructions_cut: bool | None = None
    history: Sent | None = None
    adjusted: list[str] | None = None
    brought: list[str] | None = None
    tools: list[str] | None = None
    request: RunningRequest | None = None
    steps: Annotated[int | None, Field(ge=0)] = None
    rounds: Annotated[int | None, Field(ge=0)] = None
    retried: list[Attempt] | None = None
    usage: Spent | None = None
    usage_estimated: bool | None = None
    cost: Annotated[int | None, Field(ge=0)] = None
    finish_reason: str | None = None
    limit: str | None = None
    started_at: Annotated[int | None, Field(ge=0)] = None
    alive_at: Annotated[int | None, Field(ge=0)] = None
    parked_at: Annotated[int | None, Field(ge=0)] = None
    waited_ms: Annotated[int | None, Field(ge=0)] = None
    first_token_ms: Annotated[int | None, Field(ge=0)] = None
    reasoned_until_ms: Annotated[int | None, Field(ge=0)] = None
    total_ms: Annotated[int | None, Field(ge=0)] = None
    tokens_per_s: Annotated[float | None, Field(ge=0)] = None
    adopted: bool | None = None
    adoption_failed: str | None = None
    provider_request_id: str | None = None
    provider_words: str | None = None

    _unread: dict[str, Any] = PrivateAttr(default_factory=dict[str, Any])

    @classmethod
    def read(cls, stored: Mapping[str, Any], *only: str) -> Self:
        """Read a row's `meta`. Never raises. `only`: just these fields, where many rows are read
        and none is written.
        """
        fields = only or cls.model_fields
        known = {name: stored[name] for name in fields if name in stored}
        try:
            meta = cls.model_validate(known)
        except ValidationError as error:
            wrong = {it["loc"][0] for it in error.errors(include_input=False, include_url=False)}
            known = {name: it for name, it in known.items() if name not in wrong}
            meta = cls.model_validate(known)
        if not only and len(known) < len(stored):
            meta._unread = {name: it for name, it in stored.items() if name not in known}
        return meta

    def stored(self) -> dict[str, Any]:
        """The value for the row: the fields that were set, and unreadable ones as they were."""
        fields = self.model_dump(mode="json", by_alias=True, exclude_unset=True)
        return {"version": VERSION, **self._unread, **fields}

    def merge(self, later: Self) -> Self:
        """This, with all fields that are set in `later`, also those set to None."""
        fields = {name: later.__dict__[name] for name in later.model_fields_set}
        merged = self.model_copy(update=fields)
        unread = self._unread | later._unread
        merged._unread = {name: it for name, it in unread.items() if name not in fields}
        return merged

    def without(self, *names: str) -> Self:
        """This without some fields."""
        kept = self.model_fields_set - set(names)
        less = self.model_construct(**{name: self.__dict__[name] for name in kept})
        less._unread = {name: it for name, it in self._unread.items() if name not in names}
        return less

    def says(self, name: str) -> bool:
        """Whether a field was set, even to None."""
        return name in self.model_fields_set
