"""Whatever a model's library raises, a person is told what happened and what to do."""

import httpx
import pytest

from spacerr.domain.errors.models import (
    ContextTooLong,
    EmptyReply,
    ModelError,
    ModelNotFound,
    ModelTimedOut,
    ModelUnreachable,
    PolicyRefused,
    QuotaUsedUp,
    RateLimited,
    ReplyCutOff,
    RequestRefused,
    WrongKey,
)
from spacerr.infra.answers.answer import ErrorFrame, UnreadableFrame
from spacerr.infra.llm.errors import to_model_error


def raised(
    name: str, said: str = "", cause: Exception | None = None, body: object = None
) -> Exception:
    """An error as LiteLLM raises it: known by its class's name and its text."""
    error = type(name, (Exception,), {"body": body})(said)
    if cause is not None:
        error.original_exception = cause
    return error


def frame(told: object) -> Exception:
    return ErrorFrame(told)


def status(code: int, said: str = "", body: object = None) -> Exception:
    """An HTTP error as OpenAI's client raises it."""
    said = said or f"Error code: {code} - {body}"
    return type("APIStatusError", (Exception,), {"body": body, "status_code": code})(said)


TABLE = [
    (raised("AuthenticationError", "Incorrect API key provided"), WrongKey),
    (raised("PermissionDeniedError", "no access"), WrongKey),
    (raised("RateLimitError", "Rate limit reached for requests"), RateLimited),
    (raised("RateLimitError", "You exceeded your current quota"), QuotaUsedUp),
    (raised("RateLimitError", "code: insufficient_quota"), QuotaUsedUp),
    (raised("BadRequestError", "Your credit balance is too low"), QuotaUsedUp),
    (raised("NotFoundError", "The model `x` does not exist"), ModelNotFound),
    (raised("BadRequestError", "LLM Provider NOT provided"), ModelNotFound),
    (raised("ContextWindowExceededError", "maximum context length"), ContextTooLong),
    (raised("ContentPolicyViolationError", "flagged"), PolicyRefused),
    (raised("Timeout", "timed out"), ModelTimedOut),
    (raised("APITimeoutError", "timed out"), ModelTimedOut),
    (raised("APIConnectionError", "gone"), ModelUnreachable),
    (raised("InternalServerError", "OpenAIException - Connection error."), ModelUnreachable),
    (raised("InternalServerError", "The api_key client option must be set"), WrongKey),
    (raised("InternalServerError", "The server had an error"), ModelError),
    (raised("ServiceUnavailableError", "overloaded"), ModelError),
    (ValueError("surprise"), ModelError),
    (TimeoutError(), ModelTimedOut),
    (httpx.ReadTimeout("slow"), ModelTimedOut),
    (httpx.ConnectError("refused"), ModelUnreachable),
    (httpx.RemoteProtocolError("incomplete chunked read"), ReplyCutOff),
    (httpx.ReadError("reset"), ReplyCutOff),
    (ConnectionRefusedError(), ModelUnreachable),
    (EmptyReply(), EmptyReply),
    (raised("PermissionDeniedError", "refused by our safety system"), PolicyRefused),
    (raised("BadRequestError", "Your prompt is too long"), ContextTooLong),
    (frame({"code": "rate_limit_exceeded", "message": "Slow down"}), RateLimited),
    (frame({"type": "insufficient_quota", "message": "Pay"}), QuotaUsedUp),
    (frame({"code": 429, "message": "You exceeded your current quota"}), QuotaUsedUp),
    (frame({"code": 401, "message": "Who?"}), WrongKey),
    (raised("APIError", body={"code": 429, "message": "Slow down"}), RateLimited),
    (raised("APIError", body="Slow down"), ModelError),
    (frame({"code": "408"}), ModelTimedOut),
    (frame({"type": "overloaded_error", "message": "Overloaded"}), ModelError),
    (frame("The model `x` does not exist"), ModelNotFound),
    (status(429, body={"type": "server_error", "message": "Busy"}), RateLimited),
    (status(422, "Extra inputs are not permitted"), RequestRefused),
    (status(422, body={"type": "server_error", "message": "No such field"}), RequestRefused),
    (
        status(
            400,
            "The number of tokens to keep from the initial prompt is greater than the "
            "context length",
        ),
        ContextTooLong,
    ),
    (
        status(400, "Trying to keep the first 5000 tokens when context the overflows"),
        ContextTooLong,
    ),
    (
        frame(
            {
                "code": 400,
                "type": "exceed_context_size_error",
                "message": "the request exceeds the available context size",
            }
        ),
        ContextTooLong,
    ),
    (frame("the request exceeds the available context size, try increasing it"), ContextTooLong),
    (status(400, "This model's maximum model length is 4096"), ContextTooLong),
    (
        status(
            400, "The decoder prompt (length 9001) is longer than the maximum model length of 4096"
        ),
        ContextTooLong,
    ),
    (status(400, "prompt length (9001) exceeds maximum context (4096)"), ContextTooLong),
    (status(500, "input length exceeds the context length"), ContextTooLong),
    (status(400, "Requested tokens (5000) exceed context window of 4096"), ContextTooLong),
    (frame("index out of range in self"), ContextTooLong),
    (
        status(400, body={"message": "No connected db.", "type": "no_db_connection"}),
        WrongKey,
    ),
    (
        status(
            503, body={"message": "Service Unavailable, no database", "type": "no_db_connection"}
        ),
        ModelError,
    ),
    (
        status(
            400,
            body={"message": "/chat/completions: Invalid model name passed in model=x."},
        ),
        ModelNotFound,
    ),
    (status(400, body={"detail": "Server is pinned to 'x'; requested 'y'."}), ModelNotFound),
    (frame(None), ModelError),
    (UnreadableFrame(), ModelError),
]


@pytest.mark.parametrize(("error", "expected"), TABLE, ids=lambda it: getattr(it, "__name__", None))
def test_each_failure_has_its_own_sentence(error, expected):
    assert type(to_model_error(error)) is expected


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        (httpx.ReadError("reset"), ReplyCutOff),
        (raised("APIConnectionError", "gone"), ReplyCutOff),
        (raised("InternalServerError", "what?"), ReplyCutOff),
        (httpx.ReadTimeout("slow"), ModelTimedOut),
    ],
)
def test_a_break_in_mid_text_says_that_what_arrived_is_kept(cause, expected):
    broke = raised("MidStreamFallbackError", "broke", cause)
    assert type(to_model_error(broke, had_text=True)) is expected


@pytest.mark.parametrize(
    "told",
    [
        {"code": "rate_limit_exceeded"},
        {"code": 402},
        {"code": "content_filter"},
        "index out of range in self",
    ],
)
def test_a_reason_stays_the_reason_after_text_too(told):
    assert type(to_model_error(frame(told), had_text=True)) is type(to_model_error(frame(told)))


def test_an_error_remembers_what_the_provider_asked_for_and_called_the_request():
    response = httpx.Response(429, headers={"Retry-After": "3", "X-Request-ID": "req-1"})
    behind = raised("APIStatusError")
    behind.response = response
    error = raised("RateLimitError", cause=behind)
    named = to_model_error(error)
    assert (named.retry_after, named.request_id) == (3, "req-1")
    assert (RateLimited.retry_after, RateLimited.request_id) == (None, "")


def test_a_break_in_mid_text_remembers_the_request_it_belongs_to():
    named = to_model_error(httpx.ReadError("x"), had_text=True, headers={"request-id": "req-2"})
    assert (type(named), named.request_id) == (ReplyCutOff, "req-2")
