"""A provider's own words are found in any wrapping, and hold no secrets."""

import time

import pytest

from spacerr.domain.errors.models import RequestRefused
from spacerr.domain.limits import PROVIDER_MESSAGE_CHARS
from spacerr.infra.answers.answer import ErrorFrame
from spacerr.infra.llm.errors import to_model_error
from spacerr.infra.llm.provider_words import provider_message
from spacerr.services.generation import retry


def refused(said="", *, status=400, body=None, name="BadRequestError"):
    return type(name, (Exception,), {"body": body, "status_code": status})(said)


PROXY_ADDS = (
    "",
    "\n\nLiteLLM: model group 'x' failed with the error above. No fallback was attempted.",
    "\nmodel=x. context_window_fallbacks=None. fallbacks=None.\n\nSet 'context_window_fallback'"
    "\n\nLiteLLM: model group 'x' failed with the error above. No fallback was attempted.",
)
"""What LiteLLM's proxy puts behind a provider's words."""


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (refused(body={"message": "No such field", "type": "x"}), "No such field"),
        (
            refused(body={"detail": [{"loc": ["body", "top_k"], "msg": "Extra"}]}),
            "body.top_k: Extra",
        ),
        (refused('litellm.BadRequestError: XException - {"error": {"message": "Bad"}}'), "Bad"),
        (
            refused("""litellm.BadRequestError: XException - b'{"error": {"message": "Bad"}}'"""),
            "Bad",
        ),
        (refused('litellm.BadRequestError: XException - {"error": "just words"}'), "just words"),
        (refused("litellm.NotFoundError: NotFoundError: OpenAIException - Not here."), "Not here."),
        (ErrorFrame({"message": "Out of memory"}), "Out of memory"),
        (refused("XException InternalServerError - UNAVAILABLE - Too busy."), "Too busy."),
        (refused("XException - Message: No, Metadata: {'raw': 'x'}, User ID: u_1"), "No"),
        (
            refused("XException - Got unexpected response from Ollama: {'error': 'no room'}"),
            "no room",
        ),
        (refused("litellm.BadRequestError: XException - <html><body>Bad</body></html>"), ""),
        (ValueError("ours, not the provider's"), ""),
        *(
            (refused(body={"message": f"{wrapped}{added}"}), "Not here: {x}.")
            for wrapped in (
                "Not here: {x}.",
                "litellm.NotFoundError: OpenAIException - Not here: {x}.",
                "litellm.APIConnectionError: APIConnectionError: OpenAIException - Not here: {x}.",
                """litellm.APIError: XException - b'{"error": {"message": "Not here: {x}."}}'""",
            )
            for added in PROXY_ADDS
        ),
        (ErrorFrame({"message": "litellm.APIError: XException - Out of memory"}), "Out of memory"),
    ],
)
def test_the_words_are_found_wherever_they_are(error, words):
    assert provider_message(error) == words


@pytest.mark.parametrize(
    "secret",
    [
        "sk-proj-abcDEF123456",
        "sk-abc***wxyz",
        "Bearer abc.def",
        "AIzaSyA-1234567890_abcdef",
        "gsk_abcdefgh1234",
        "0123456789abcdef0123456789abcdef",
        "org-AbCdEfGhIjKl",
        "my own secret",
    ],
)
def test_nothing_that_looks_like_a_key_is_kept(secret):
    words = provider_message(
        refused(body={"message": f"Wrong: {secret} (see docs)"}), "my own secret"
    )
    assert secret not in words and words.startswith("Wrong: ") and words.endswith("(see docs)")


def test_names_of_models_stay():
    told = "claude-sonnet-4-5-20250929 and meta-llama/Llama-3.3-70B-Instruct-Turbo don't exist"
    assert provider_message(refused(body={"message": told})) == told


def test_they_are_one_bounded_line():
    words = provider_message(refused(body={"message": "a\nb\0 " + "c" * 10_000}))
    assert words.startswith("a b") and len(words) == PROVIDER_MESSAGE_CHARS


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 422])
def test_what_is_refused_for_good_is_asked_once(status):
    named = to_model_error(refused("no", status=status, name="APIError"))
    assert retry.pause(named, 0, 3) is None


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_pass_is_asked_again(status):
    named = to_model_error(refused("no", status=status, name="APIError"))
    assert retry.pause(named, 0, 3) is not None


def test_a_slow_refusal_is_not_asked_again():
    named = to_model_error(refused("no", status=429, name="RateLimitError"))
    assert retry.pause(named, 0, 3, took=60.0) is None


def test_a_refused_request_says_what_the_provider_says():
    named = to_model_error(refused(status=422, body={"message": "top_k isn't known."}))
    assert isinstance(named, RequestRefused)
    assert str(named).endswith("The provider says: top_k isn't known.")


@pytest.mark.parametrize("piece", ["a", "0", "sk-", "sk."])
def test_a_very_long_word_is_looked_at_in_no_time(piece):
    began = time.perf_counter()
    assert (
        len(provider_message(refused(body={"message": piece * 20_000}))) <= PROVIDER_MESSAGE_CHARS
    )
    assert time.perf_counter() - began < 1


def test_a_key_is_hidden_wherever_the_text_is_cut():
    key = "swordfish of the team"
    for before in range(PROVIDER_MESSAGE_CHARS * 3):
        said = provider_message(refused(body={"message": "x " * (before // 2) + key}), key)
        assert "sword" not in said
