"""What a model's server sends without an end is read up to a bound, and what came is kept."""

import asyncio
import json

import pytest

from spacerr.domain.errors import answers
from spacerr.domain.errors.models import ModelError, ReplyCutOff, WrongKey
from spacerr.domain.replies.events import Delta, Reasoning
from spacerr.domain.status import Status
from spacerr.infra.answers import litellm_chunks
from spacerr.infra.llm.litellm_loader import load_litellm
from spacerr.infra.llm.litellm_model import LiteLLMModel
from spacerr.services.generation.buffer import TURN
from tests.integration.llm import test_exact_text as exact
from tests.provider import Fault, FaultKind, Script
from tests.support.models.asking import WAYS, spoken, text_of, until_it_fails
from tests.support.models.wired import provider, running
from tests.support.people.replies import answered, ask, chat_row, ended, go_on, idle, person, row

__all__ = ["provider", "running"]
pytestmark = pytest.mark.anyio
MOST = 50_000
LIMITS = {
    "line": ("answers.sse.ANSWER_BYTES",),
    "stream": ("answers.bounded_response.STREAM_BYTES",),
}


def endless(body: str, after: int = 1) -> Script:
    """Sent ten times a second until the client leaves, or a minute is over."""
    return Script(("One", " end"), fault=Fault(FaultKind.RAW, after=after, seconds=60, body=body))


async def heard_until_it_fails(provider, name) -> tuple[str, Exception]:
    arrived: list = []

    async def listen() -> None:
        async for event in LiteLLMModel().stream(exact.request(provider, name)):
            arrived.append(event)

    await load_litellm()
    async with asyncio.timeout(20):
        with pytest.raises(ModelError) as failure:
            await listen()
    await provider.wait_closed()
    return text_of(arrived), failure.value


@pytest.mark.parametrize("name", ["openai", "hosted_vllm", "anthropic", "gemini", "ollama"])
@pytest.mark.parametrize("limit", LIMITS)
async def test_a_line_or_a_stream_without_end_is_left(provider, name, limit, monkeypatch):
    for it in LIMITS[limit]:
        monkeypatch.setattr(f"spacerr.infra.{it}", MOST)
    provider.script = endless(
        "data: " + "a" * 20_000 if limit == "line" else f": {'a' * 197}\n" * 100
    )
    text, error = await heard_until_it_fails(provider, name)
    assert (text, type(error)) == ("One", answers.AnswerTooLong)


async def test_an_event_of_many_lines_without_end_is_left(provider, monkeypatch):
    monkeypatch.setattr("spacerr.infra.answers.sse.ANSWER_BYTES", MOST)
    provider.script = endless("data: a\n" * 2_000)
    text, error = await heard_until_it_fails(provider, "openai")
    assert (text, type(error)) == ("One", answers.AnswerTooLong)


@pytest.mark.parametrize("way", WAYS)
async def test_a_refusal_is_read_as_far_as_it_says_anything(provider, way, monkeypatch):
    monkeypatch.setattr("spacerr.infra.answers.bounded_response.ERROR_BODY_BYTES", MOST)
    body = json.dumps({"error": {"message": "no"}}) + " " * 5 * MOST
    provider.script = Script(fault=Fault(FaultKind.STATUS, status=401, body=body))
    _, error = await until_it_fails(provider, way)
    assert (type(error), error.provider_message) == (WrongKey, "no")


@pytest.mark.parametrize("way", WAYS)
async def test_nothing_packed_is_asked_for(provider, way):
    await spoken(provider, way)
    assert provider.requests[-1].headers["accept-encoding"] == "identity"


async def test_litellm_keeps_few_chunks_of_an_answer(provider, monkeypatch):
    monkeypatch.setattr(litellm_chunks, "_CHUNKS_KEPT", 10)
    provider.script = Script(("word ",) * 500)
    most, counted = 0, {}
    asked = {"model": "hosted_vllm/m", "messages": [{"role": "user", "content": "Hi"}]}
    asked |= {"api_base": provider.url, "api_key": "k", "stream_options": {"include_usage": True}}
    stream = await (await load_litellm()).acompletion(**asked, stream=True)
    answer = litellm_chunks.LiteLLMAnswer(stream)
    async for _ in answer.pieces():
        most, counted = max(most, len(stream.chunks)), answer.finish.usage
    assert most <= 12
    assert counted["completion_tokens"] == 500 and answer.finish.finish_reason == "stop"


@pytest.mark.parametrize("pieces", [("a" * 60,) * 5, ("a" * 500,), (Reasoning(text="b" * 500),)])
async def test_a_reply_ends_at_its_longest_and_is_kept(d, model, pieces, monkeypatch):
    monkeypatch.setattr("spacerr.services.usage.meter.REPLY_CHARS", 100)
    model.says(*pieces, "never said")
    turn = await answered(d, "Hi")
    reply = await row(d, turn.reply.id)
    said = "".join(it.text for it in map(as_event, pieces) if isinstance(it, Delta))
    assert (reply.status, reply.meta["finish_reason"]) == (Status.COMPLETE, "length")
    assert reply.content == said[:100] and len(reply.content + reply.reasoning) == 100
    assert model.closed.is_set()


def as_event(piece):
    return Delta(text=piece) if isinstance(piece, str) else piece


async def test_one_that_goes_on_may_not_be_longer_either(d, model, monkeypatch):
    monkeypatch.setattr("spacerr.services.usage.meter.REPLY_CHARS", 100)
    model.says("a" * 90, error=ReplyCutOff())
    turn = await answered(d, "Hi")
    model.says("b" * 90)
    again = await go_on(d, turn.reply.id)
    await idle(d)
    assert len((await row(d, again.reply.id)).content) == 100
    assert (await chat_row(d, turn.chat.id)).leaf_id == again.reply.id


async def test_a_reply_without_end_leaves_others_their_turn(d, model, monkeypatch):
    """A model that has everything ready never waits by itself."""
    others, said, most = model._reply, 0, 0

    async def endless():
        nonlocal said
        monkeypatch.setattr(model, "_reply", others)
        while True:
            said += 1
            yield Delta(text="word ")

    monkeypatch.setattr("spacerr.services.usage.meter.REPLY_CHARS", 10**9)
    monkeypatch.setattr(model, "_reply", endless)
    first = await ask(d, "For ever")
    while said < 20_000:
        before = said
        await asyncio.sleep(0)
        most = max(most, said - before)
    assert most <= TURN
    other = await ask(d, "Hi", user=await person(d, "Eve"))
    assert (await ended(d, other.reply.id)).text == model.text
    assert first.reply.id in d.running
    d.running[first.reply.id].stop(None)
    await idle(d)
