"""Whatever a model's library raises, a person is told what happened and what to do."""

import httpx
import pytest

from spacerr.domain import errors as e
from spacerr.infra.model_errors import as_model_error


def raised(name: str, said: str = "", cause: Exception | None = None) -> Exception:
    """An error as LiteLLM raises it: known by its class's name and its text."""
    error = type(name, (Exception,), {})(said)
    if cause is not None:
        error.original_exception = cause
    return error


TABLE = [
    (raised("AuthenticationError", "Incorrect API key provided"), e.WrongKey),
    (raised("PermissionDeniedError", "no access"), e.WrongKey),
    (raised("RateLimitError", "Rate limit reached for requests"), e.RateLimited),
    (raised("RateLimitError", "You exceeded your current quota"), e.QuotaUsedUp),
    (raised("RateLimitError", "code: insufficient_quota"), e.QuotaUsedUp),
    (raised("BadRequestError", "Your credit balance is too low"), e.QuotaUsedUp),
    (raised("NotFoundError", "The model `x` does not exist"), e.ModelNotFound),
    (raised("BadRequestError", "LLM Provider NOT provided"), e.ModelNotFound),
    (raised("ContextWindowExceededError", "maximum context length"), e.ContextTooLong),
    (raised("ContentPolicyViolationError", "flagged"), e.PolicyRefused),
    (raised("Timeout", "timed out"), e.ModelTimedOut),
    (raised("APITimeoutError", "timed out"), e.ModelTimedOut),
    (raised("APIConnectionError", "gone"), e.ModelUnreachable),
    (raised("InternalServerError", "OpenAIException - Connection error."), e.ModelUnreachable),
    (raised("InternalServerError", "The api_key client option must be set"), e.WrongKey),
    (raised("InternalServerError", "The server had an error"), e.ModelError),
    (raised("ServiceUnavailableError", "overloaded"), e.ModelError),
    (ValueError("surprise"), e.ModelError),
    (TimeoutError(), e.ModelTimedOut),
    (httpx.ReadTimeout("slow"), e.ModelTimedOut),
    (httpx.ConnectError("refused"), e.ModelUnreachable),
    (httpx.RemoteProtocolError("incomplete chunked read"), e.ReplyCutOff),
    (httpx.ReadError("reset"), e.ReplyCutOff),
    (ConnectionRefusedError(), e.ModelUnreachable),
    (e.EmptyReply(), e.EmptyReply),
]


@pytest.mark.parametrize(("error", "expected"), TABLE, ids=lambda it: getattr(it, "__name__", None))
def test_each_failure_has_its_own_sentence(error, expected):
    assert type(as_model_error(error)) is expected


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        (httpx.ReadError("reset"), e.ReplyCutOff),
        (raised("APIConnectionError", "gone"), e.ReplyCutOff),
        (raised("InternalServerError", "what?"), e.ReplyCutOff),
        (httpx.ReadTimeout("slow"), e.ModelTimedOut),
    ],
)
def test_a_break_in_mid_text_says_that_what_arrived_is_kept(cause, expected):
    broke = raised("MidStreamFallbackError", "broke", cause)
    assert type(as_model_error(broke, spoke=True)) is expected
