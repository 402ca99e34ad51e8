"""What a message's `meta` says of how it came about: written and read through ReplyMeta alone.

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
"""Of the fields below. Rows from before there were versions have none."""


def _or_none(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    try:
        return check(value)
    except ValidationError:
        return None


_Text = Annotated[str | None, WrapValidator(_or_none)]
_Count = Annotated[int | None, Field(ge=0), WrapValidator(_or_none)]
_Flag = Annotated[bool | None, WrapValidator(_or_none)]


class _Part(BaseModel):
    """What isn't declared is kept."""

    model_config = ConfigDict(frozen=True, extra="allow", strict=True)


class ByAgent(_Part):
    """An agent as it was when it answered, and whether it was the whole team's. No `name`: none.
    No `id`: from elsewhere.
    """

    id: Annotated[str, WrapValidator(lambda it, check: _or_none(it, check) or "")] = ""
    name: str = ""
    version: _Count = None
    shared: bool = True


class Sent(_Part):
    """Of the messages before it: how many were `sent`, `left_out`, and sent for being `pinned`."""

    sent: _Count = None
    left_out: _Count = None
    pinned: _Count = None
    estimated: _Flag = None


class Spent(_Part):
    prompt_tokens: _Count = None
    completion_tokens: _Count = None
    total_tokens: _Count = None


class Attempt(_Part):
    """A request that failed and was made again, and when, in milliseconds since 1970."""

    sentence: str
    category: _Text = None
    at: _Count = None
    words: _Text = None


class Trouble(_Part):
    sentence: _Text = None


class FailedVersion(_Part):
    """A version of the reply that was not completed, and when that ended."""

    status: str
    reply_id: _Text = None
    model: _Text = None
    error: Annotated[Trouble | None, WrapValidator(_or_none)] = None
    ended_at: _Count = None


class Instead(_Part):
    """`to` answered where `from_` could not, for a `reason`."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    from_: Annotated[str, Field(alias="from")]
    to: str
    reason: _Text = None
    sentence: _Text = None


class RunningRequest(_Part):
    """By which another process can account for a request whose process was lost: the row of usage,
    tokens it was `asked` with, what they `cost`, the `price` of a million that it says, and the
    lengths of text and thoughts it `began` with.
    """

    id: str
    asked: int
    cost: int | None
    price: float | None
    began: Annotated[list[int], Field(min_length=2, max_length=2)]


class ReplyMeta(BaseModel):
    """Times in milliseconds; `cost` in millionths of a dollar. `edit_of` is of an edited question,
    `previous` and `new` of a switch; all else is of a reply.
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
    request: RunningRequest | None = None
    retried: list[Attempt] | None = None
    usage: Spent | None = None
    usage_estimated: bool | None = None
    cost: Annotated[int | None, Field(ge=0)] = None
    finish_reason: str | None = None
    limit: str | None = None
    started_at: Annotated[int | None, Field(ge=0)] = None
    alive_at: Annotated[int | None, Field(ge=0)] = None
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
        """What a row's `meta` says. Never raises. `only`: just these fields, where many rows are
        read and none is written.
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
        """As it goes into the row: what was set, and what was there and couldn't be read."""
        said = self.model_dump(mode="json", by_alias=True, exclude_unset=True)
        return {"version": VERSION, **self._unread, **said}

    def merge(self, later: Self) -> Self:
        """This, with what `later` says, also where that is None."""
        said = {name: later.__dict__[name] for name in later.model_fields_set}
        merged = self.model_copy(update=said)
        unread = self._unread | later._unread
        merged._unread = {name: it for name, it in unread.items() if name not in said}
        return merged

    def without(self, *names: str) -> Self:
        """This, as if some fields had never been there."""
        kept = self.model_fields_set - set(names)
        less = self.model_construct(**{name: self.__dict__[name] for name in kept})
        less._unread = {name: it for name, it in self._unread.items() if name not in names}
        return less

    def says(self, name: str) -> bool:
        """Whether a field was written, be it as None."""
        return name in self.model_fields_set
