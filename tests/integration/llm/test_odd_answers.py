"""Answers of servers that speak OpenAI's protocol their own way, through LiteLLM's client."""

import json

import pytest

from spacerr.domain.errors import answers
from spacerr.domain.errors.models import (
    ContextTooLong,
    EmptyReply,
    ModelNotFound,
    QuotaUsedUp,
    WrongKey,
)
from spacerr.domain.replies.events import Completed
from spacerr.services.replies import details
from tests.provider import Fault, FaultKind, Script
from tests.support.models.asking import WAYS, spoken, text_of, until_it_fails
from tests.support.models.wired import TOKENS, provider, running
from tests.support.people.replies import ADA, answered

__all__ = ["provider", "running"]
pytestmark = pytest.mark.anyio


def plain(body: str) -> Script:
    return Script(fault=Fault(FaultKind.STATUS, status=200, body=body))


def chunk(text: str, finish: str | None = None, **more: object) -> str:
    choice = {"index": 0, "delta": {"content": text, **more}, "finish_reason": finish}
    return f"data: {json.dumps({'choices': [choice]})}\n\n"


async def test_an_answer_in_one_piece_is_read_though_a_stream_was_asked_for(provider):
    message = {"role": "assistant", "content": "Hello."}
    provider.script = plain(
        json.dumps({"choices": [{"message": message, "finish_reason": "stop"}]})
    )
    events = await spoken(provider)
    assert text_of(events) == "Hello." and isinstance(events[-1], Completed)


async def test_an_error_with_a_status_of_success_is_an_error(provider):
    error = {"message": "You exceeded your current quota.", "code": "insufficient_quota"}
    provider.script = plain(json.dumps({"error": error}))
    assert type((await until_it_fails(provider))[1]) is QuotaUsedUp


async def test_success_without_a_word_is_an_empty_reply(provider):
    provider.script = plain("")
    assert type((await until_it_fails(provider))[1]) is EmptyReply


@pytest.mark.parametrize("after", [0, 2])
async def test_transformers_serve_says_too_long_in_the_words_of_pytorch(provider, after):
    body = json.dumps({"error": "index out of range in self"})
    provider.script = Script(TOKENS, fault=Fault(FaultKind.ERROR_FRAME, after=after, body=body))
    said, error = await until_it_fails(provider)
    assert (said, type(error)) == ("".join(TOKENS[:after]), ContextTooLong)
    assert error.provider_message == "index out of range in self"


PROXY_ADDS = "LiteLLM: model group 'x' failed with the error above. No fallback was attempted."


@pytest.mark.parametrize(
    ("status", "told", "kind", "words"),
    [
        (400, "No connected db.", WrongKey, "No connected db."),
        (
            400,
            "/chat/completions: Invalid model name passed in model=x. Call `/v1/models`.",
            ModelNotFound,
            "/chat/completions: Invalid model name passed in model=x. Call `/v1/models`.",
        ),
        (
            404,
            f"litellm.NotFoundError: OpenAIException - Not here.\n\n{PROXY_ADDS}",
            ModelNotFound,
            "Not here.",
        ),
    ],
)
async def test_what_a_proxy_of_litellm_refuses_is_named_in_the_words_of_who_refused_it(
    provider, status, told, kind, words
):
    body = json.dumps({"error": {"message": told, "type": None, "code": str(status)}})
    headers = {"x-litellm-call-id": "call-1"}
    fault = Fault(FaultKind.STATUS, status=status, body=body, headers=headers)
    provider.script = Script(fault=fault)
    _, error = await until_it_fails(provider)
    assert (type(error), error.provider_message, error.request_id) == (kind, words, "call-1")
    assert len(provider.requests) == 1


async def test_a_reason_on_every_chunk_ends_nothing_in_mid_reply(provider, monkeypatch):
    monkeypatch.setattr("spacerr.infra.answers.timeouts.AFTER_FINISH_LIMIT", 0.1)
    every = Fault(FaultKind.RAW, after=1, body=chunk("…", "stop"))
    provider.script = Script(TOKENS, rate=2, fault=every)
    assert text_of(await spoken(provider)) == "One… two three four"


async def test_parts_and_bytes_that_are_no_utf_8_are_read(provider):
    parts = chunk("", None).replace('""', '[{"type": "text", "text": "Hi"}, " you"]')
    provider.script = Script((" end",), fault=Fault(FaultKind.RAW, body=parts))
    assert text_of(await spoken(provider)) == "Hi you end"
    broken = chunk("aXb").encode().replace(b"X", b"\xff").decode(errors="surrogateescape")
    provider.script = Script((" end",), fault=Fault(FaultKind.RAW, body=broken))
    assert text_of(await spoken(provider)) == "a\ufffdb end"


async def test_a_picture_alone_is_named(provider):
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}
    provider.script = Script((), fault=Fault(FaultKind.RAW, body=chunk("", images=[picture])))
    _, error = await until_it_fails(provider)
    assert type(error) is answers.NotText and "a picture" in str(error)


@pytest.mark.parametrize("way", WAYS)
async def test_a_picture_beside_text_is_named_at_the_end(provider, way):
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}
    body = chunk("", images=[picture])
    provider.script = Script(TOKENS, fault=Fault(FaultKind.RAW, after=2, body=body))
    events = await spoken(provider, way)
    assert text_of(events) == "".join(TOKENS) and events[-1].brought == ("a picture",)


async def test_a_picture_beside_text_is_in_the_replys_details(d, model):
    model.brought = ("a picture",)
    turn = await answered(d, "Draw")
    assert (await details.of_reply(d, ADA, turn.reply.id)).origin.brought == ["a picture"]
