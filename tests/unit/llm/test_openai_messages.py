"""Plain messages reach OpenAI unchanged without being searched; others are transformed as ever."""

import pytest
from openai.resources.chat.completions import completions
from openai.types.chat.completion_create_params import CompletionCreateParamsStreaming as Asked

from spacerr.infra.llm.patches import skip_plain_messages

pytestmark = pytest.mark.anyio
PLAIN = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
PICTURE = {"type": "image_url", "image_url": {"url": "data:,"}}


@pytest.fixture
def transform(monkeypatch):
    """OpenAI's own, put back afterwards."""
    monkeypatch.setattr(completions, "async_maybe_transform", completions.async_maybe_transform)
    return completions.async_maybe_transform


@pytest.mark.parametrize(
    "messages",
    [
        PLAIN,
        [],
        [*PLAIN, {"role": "user", "content": [PICTURE]}],
        [*PLAIN, {"role": "tool", "content": "x", "tool_call_id": "1"}],
        [{"role": "assistant", "content": None}],
    ],
)
async def test_the_request_is_the_same(transform, messages):
    data = {"model": "m", "messages": messages, "stream": True, "stop": ["x"]}
    expected = await transform(data, Asked)
    skip_plain_messages()
    sent = await completions.async_maybe_transform(data, Asked)
    assert sent == expected
    assert list(sent) == list(expected)


async def test_plain_messages_are_not_looked_at(transform, monkeypatch):
    searched = []

    async def watching(data, expected_type):
        searched.extend(data["messages"])
        return await transform(data, expected_type)

    monkeypatch.setattr(completions, "async_maybe_transform", watching)
    skip_plain_messages()
    picture = {"role": "user", "content": [PICTURE]}
    await completions.async_maybe_transform({"messages": PLAIN}, Asked)
    assert searched == []
    await completions.async_maybe_transform({"messages": [picture]}, Asked)
    assert searched == [picture]
