"""The parts of exports and the types of their fields: each has a length and a range."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from spacerr.domain.ids import is_valid_id
from spacerr.domain.limits import REPLY_CHARS
from spacerr.domain.text import clean, one_line, utf8_length
from spacerr.domain.tools.limits import CALL_ARGUMENT_BYTES, CALL_NAME_CHARS, TOOL_RESULT_BYTES

NAME_CHARS = 200
"""Longest name of a model or person."""


def _id(text: str) -> str:
    if not is_valid_id(text):
        raise ValueError("no id")
    return text


def _result(text: str) -> str:
    if utf8_length(text) > TOOL_RESULT_BYTES:
        raise ValueError("too long")
    return clean(text)


def _counts(value: Any) -> Any:
    """Only whole numbers: providers count other things too, each in its own way."""
    if not isinstance(value, dict):
        return value
    return {key: it for key, it in value.items() if type(it) is int and 0 <= it < 2**53}


Id = Annotated[str, AfterValidator(_id)]
Time = Annotated[int, Field(ge=0, lt=2**53)]
Name = Annotated[str, Field(max_length=NAME_CHARS), AfterValidator(one_line)]
Text = Annotated[str, Field(max_length=REPLY_CHARS), AfterValidator(clean)]
Words = Annotated[str, Field(max_length=2000), AfterValidator(clean)]
CallId = Annotated[str, Field(max_length=CALL_ARGUMENT_BYTES), AfterValidator(clean)]
"""Some services write a long signature into it."""
CallName = Annotated[str, Field(max_length=CALL_NAME_CHARS), AfterValidator(clean)]
CallArguments = Annotated[str, Field(max_length=CALL_ARGUMENT_BYTES + 1), AfterValidator(clean)]
"""Of arguments that are too long, one byte more than the limit is kept."""
CallResult = Annotated[str, AfterValidator(_result)]
Counts = Annotated[dict[str, int], BeforeValidator(_counts), Field(max_length=100)]


class ExportPart(BaseModel):
    model_config = ConfigDict(frozen=True)
