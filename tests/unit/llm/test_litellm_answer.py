"""Only what is exactly known is read past LiteLLM; the rest is left to it."""

import httpx
import openai
import pytest

from spacerr.infra.answers.litellm_chunks import LiteLLMAnswer, answer
from spacerr.infra.answers.openai_chunks import OpenAIAnswer

SSE = {"content-type": "text/event-stream; charset=utf-8"}


class CustomStreamWrapper:
    """What LiteLLM returns, as far as it matters here."""

    def __init__(self, beneath: object, provider: str = "openai") -> None:
        self.completion_stream, self.custom_llm_provider = beneath, provider


def openai_stream(headers=SSE) -> openai.AsyncStream:
    client = openai.AsyncOpenAI(api_key="none")
    response = httpx.Response(200, headers=headers, stream=httpx.ByteStream(b""))
    return openai.AsyncStream(cast_to=object, response=response, client=client)


@pytest.mark.parametrize("provider", ["openai", "azure"])
@pytest.mark.parametrize("headers", [SSE, {"content-type": "application/json"}, {}])
def test_openais_answers_are_read_directly(provider, headers):
    assert type(answer(CustomStreamWrapper(openai_stream(headers), provider))) is OpenAIAnswer


@pytest.mark.parametrize(
    "stream",
    [
        CustomStreamWrapper(openai_stream(), "text-completion-openai"),
        CustomStreamWrapper(object()),
        CustomStreamWrapper(None),
        object(),
    ],
)
def test_everything_else_is_left_to_litellm(stream):
    assert type(answer(stream)) is LiteLLMAnswer
