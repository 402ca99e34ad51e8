"""What the provider is told to do: which tokens, when, and which fault on the way."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class FaultKind(StrEnum):
    STATUS = "status"
    """Answer with `status`, `headers` and `body` instead of a stream; `after` plays no part."""
    SLOW_HEADERS = "slow_headers"
    """Send the response head only after `seconds`; then all goes well."""
    RESET = "reset"
    """Reset the TCP connection."""
    TRUNCATE = "truncate"
    """Close the TCP connection in good order, with the HTTP body unfinished."""
    END = "end"
    """Finish the HTTP body, with neither a finish_reason nor [DONE]: only the text is missing."""
    STALL = "stall"
    """Send nothing more and keep the connection open until the client leaves."""
    MALFORMED = "malformed"
    """Send one data line that is no JSON; then all goes well."""
    ERROR_FRAME = "error_frame"
    """Send `body` as a data line (an error object) and finish the HTTP body."""
    ONE_BYTE = "one_byte"
    """From here on, send every byte in a chunk of its own."""
    ODD_LINES = "odd_lines"
    """From here on, end lines with CR LF, send comments, and spread each event over many lines."""
    OPEN_END = "open_end"
    """Send everything but [DONE], then nothing more: as STALL, but the reply is whole."""
    RAW = "raw"
    """Send `body` as it stands, and again and again for `seconds`; then all goes well. Bytes that
    are no UTF-8 are written as lone surrogates, as `surrogateescape` makes them."""


BEFORE_THE_HEAD = frozenset({FaultKind.STATUS, FaultKind.SLOW_HEADERS})


def _error(message: str, kind: str, code: str | None) -> str:
    return json.dumps({"error": {"message": message, "type": kind, "param": None, "code": code}})


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong. It takes the place of token number `after`, when that is due:
    0 hits before any token, the number of tokens (or more) after the last. The pieces of calls
    count as the tokens do; thoughts don't, as they are all over by token 0.
    """

    kind: FaultKind
    after: int = 0
    seconds: float = 0.0
    status: int = 500
    body: str = _error("The server had an error.", "server_error", None)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a tool. `pieces` are the JSON of its arguments, in the pieces in which they
    arrive; none at all leave the arguments empty. Gemini and Ollama send them whole, as the object
    they are: there they must be valid. An empty `id` is left out, and the last two know none.
    `index` is its place among the calls, from 0, where OpenAI's protocol should claim another one.
    """

    name: str
    pieces: tuple[str, ...] = ("{}",)
    id: str = "call_1"
    index: int | None = None

    @property
    def arguments(self) -> str:
        return "".join(self.pieces)

    @property
    def parsed(self) -> Any:
        """Its arguments as a value, {} for none. Raises ValueError for what is no JSON."""
        return json.loads(self.arguments or "{}")

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> "Call":
        """Read the JSON twin of a call. Raises TypeError for anything else."""
        fields = dict(given)
        if "pieces" in fields:
            fields["pieces"] = _strings("pieces", fields["pieces"])
        return cls(**fields)


@dataclass(frozen=True, slots=True)
class Script:
    """One reply. `rate` is in tokens per second (0: all at once), reasoning included;
    `first_delay` is seconds between the response head and the first token. `think` comes before the
    tokens, in the text itself, between tags. `headers` are added to those of the response.

    `calls` come after the tokens. Each piece of one is a token of its own; a call that its protocol
    sends whole is one. `interleaved`: the pieces of several calls take turns; `calls_whole`: each
    call comes in one piece, both only in OpenAI's protocol. `says_stop`: a reply with calls ends as
    one without does, not with its protocol's word for calls. `signature` is Anthropic's of the
    thoughts and Gemini's of the first call; the others have none.
    """

    tokens: tuple[str, ...] = ("Hello", ",", " world", ".")
    rate: float = 0.0
    first_delay: float = 0.0
    reasoning: tuple[str, ...] = ()
    think: tuple[str, ...] = ()
    usage: bool = True
    finish: str | None = "stop"
    fault: Fault | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    calls: tuple[Call, ...] = ()
    interleaved: bool = False
    calls_whole: bool = False
    says_stop: bool = False
    signature: str = ""

    def __post_init__(self) -> None:
        if self.rate < 0 or self.first_delay < 0:
            raise ValueError("rate and first_delay cannot be negative")

    @property
    def text(self) -> str:
        return "".join(self.tokens)

    @property
    def before(self) -> list[tuple[str, str]]:
        """What is said before the tokens, each with the field of the delta that carries it."""
        tagged = ("<think>\n", *self.think, "\n</think>\n\n") if self.think else ()
        thought = [("reasoning_content", token) for token in self.reasoning]
        return thought + [("content", token) for token in tagged]

    @property
    def length(self) -> int:
        """All tokens: thoughts, text and the pieces of calls."""
        return len(self.before) + self.length_after_thoughts

    @property
    def length_after_thoughts(self) -> int:
        """Tokens of text and the pieces of calls."""
        return len(self.tokens) + sum(max(1, len(call.pieces)) for call in self.calls)

    @property
    def reason(self) -> str | None:
        """Why the reply ends, in OpenAI's word."""
        ends_in_calls = self.calls and self.finish == "stop" and not self.says_stop
        return "tool_calls" if ends_in_calls else self.finish

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> "Script":
        """Read the JSON twin of a script. Raises TypeError or ValueError for anything else."""
        fields = dict(given)
        for name in fields.keys() & {"tokens", "reasoning", "think"}:
            fields[name] = _strings(name, fields[name])
        fields["calls"] = tuple(Call.from_json(call) for call in fields.get("calls", ()))
        if fault := fields.get("fault"):
            told = dict(fault)
            fields["fault"] = Fault(FaultKind(told.pop("kind")), **told)
        return cls(**fields)


def _strings(name: str, given: Sequence[object]) -> tuple[str, ...]:
    """Raises TypeError for anything but strings."""
    strings = [it for it in given if isinstance(it, str)]
    if len(strings) < len(given):
        raise TypeError(f"{name} must be a list of strings")
    return tuple(strings)


def _status(status: int, body: str, **headers: str) -> Fault:
    return Fault(FaultKind.STATUS, status=status, body=body, headers=headers)


def rate_limited(retry_after: float | str | None = 2) -> Fault:
    """A 429 that passes by itself, after `retry_after` seconds or at that HTTP date (None: it
    doesn't say).
    """
    body = _error("Rate limit reached for requests.", "requests", "rate_limit_exceeded")
    return _status(429, body, **({} if retry_after is None else {"Retry-After": f"{retry_after}"}))


def quota_used_up() -> Fault:
    """A 429 that stays until somebody pays."""
    message = "You exceeded your current quota, please check your plan and billing details."
    return _status(429, _error(message, "insufficient_quota", "insufficient_quota"))


def wrong_key() -> Fault:
    message = "Incorrect API key provided."
    return _status(401, _error(message, "invalid_request_error", "invalid_api_key"))


def context_too_long() -> Fault:
    message = (
        "This model's maximum context length is 8192 tokens. However, your messages resulted in "
        "9001 tokens. Please reduce the length of the messages."
    )
    return _status(400, _error(message, "invalid_request_error", "context_length_exceeded"))
