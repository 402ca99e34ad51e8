"""A server that refuses a field is asked once more without it, or by the field's other name."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from spacerr.domain.errors.models import RequestRefused
from spacerr.domain.replies.events import Adjusted
from spacerr.infra.llm.litellm_model import LiteLLMModel
from spacerr.services.replies import details
from tests.provider import Fault, FaultKind, Script, ScriptedProvider
from tests.support.models.adapter import provider as asked_by_replies
from tests.support.models.asking import WAYS, request, spoken, text_of, until_it_fails
from tests.support.models.offers import key
from tests.support.models.wired import TOKENS, provider, running
from tests.support.people.lists import team_of
from tests.support.people.replies import ADA, answered, row

__all__ = ["asked_by_replies", "provider", "running"]
pytestmark = pytest.mark.anyio
Body = dict[str, Any]
SAID = "".join(TOKENS)


def error(message: str, param: str | None = None, status: int = 400) -> tuple[int, Body]:
    told = {"message": message, "type": "invalid_request_error", "param": param, "code": None}
    return status, {"error": told}


def extra(*fields: str) -> tuple[int, Body]:
    """In pydantic's words, as FastAPI hands them on."""
    told = [
        {"type": "extra_forbidden", "loc": ["body", it], "msg": "Extra inputs are not permitted"}
        for it in fields
    ]
    return 422, {"detail": told}


def refuse(
    provider: ScriptedProvider, unwanted: Callable[[Body], bool], status: int, body: Body
) -> None:
    """Have requests that hold something unwanted refused."""
    fault = Fault(FaultKind.STATUS, status=status, body=json.dumps(body))
    provider.is_title = lambda _: False
    provider.answer = lambda asked: Script(TOKENS, fault=fault if unwanted(asked) else None)


@pytest.fixture(autouse=True)
def forgotten(running):
    yield
    running.answer, running.is_title = None, ScriptedProvider().is_title


def with_system(body: Body) -> bool:
    return any(it["role"] in ("system", "developer") for it in body["messages"])


def in_disorder(body: Body) -> bool:
    roles = [it["role"] for it in body["messages"]]
    return roles != [("user", "assistant")[at % 2] for at in range(len(roles))]


REFUSED = {
    "stream_options": (
        lambda body: "stream_options" in body,
        extra("stream_options"),
        "stream_options",
    ),
    "temperature": (
        lambda body: "temperature" in body,
        error("`temperature` is deprecated for this model."),
        "temperature",
    ),
    "temperature by param": (
        lambda body: "temperature" in body,
        error("Unsupported value.", "temperature"),
        "temperature",
    ),
    "reasoning_effort": (
        lambda body: "reasoning_effort" in body,
        error("Unrecognized request argument supplied: reasoning_effort"),
        "reasoning_effort",
    ),
    "system": (
        with_system,
        error("Unsupported value: 'messages[0].role' does not support 'system' with this model."),
        "system",
    ),
    "system in a template": (
        with_system,
        error("System role not supported", status=500),
        "system",
    ),
    "roles in a template": (
        in_disorder,
        error("Conversation roles must alternate user/assistant/user/assistant/..."),
        "system",
    ),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_refused_is_left_out_and_the_rest_is_asked_again(provider, name, way):
    unwanted, (status, body), adjusted = REFUSED[name]
    refuse(provider, unwanted, status, body)
    given = {"temperature": 0.3, "effort": "low", "max_tokens": 77, "instructions": "Be kind."}
    model = "hosted_vllm/gpt-oss" if way == "hosted_vllm" else "openai/scripted-1"
    events = await spoken(provider, way, model_name=model, **given)
    first, second = (it.body for it in provider.requests)
    assert unwanted(first) and not unwanted(second)
    assert [it for it in events if isinstance(it, Adjusted)] == [Adjusted(fields=(adjusted,))]
    assert isinstance(events[0], Adjusted) and text_of(events) == SAID
    kept = {"temperature", "max_tokens", "stream_options"} - {adjusted}
    assert {it: second.get(it) for it in kept} == {it: first.get(it) for it in kept}
    assert "Be kind." in json.dumps(second["messages"])
    assert [it["content"] for it in second["messages"]][-1] == "Go on"


@pytest.mark.parametrize(("model", "other"), [("scripted-1", False), ("gpt-5-mini", True)])
async def test_the_limit_of_a_reply_is_renamed_and_never_left_out(provider, model, other):
    """LiteLLM calls it by its new name where it knows a model to want that."""
    names = ("max_completion_tokens", "max_tokens")
    refused, wanted = names if other else reversed(names)
    told = error(f"Unsupported parameter: '{refused}' is not supported. Use '{wanted}' instead.")
    refuse(provider, lambda body: refused in body, *told)
    events = await spoken(provider, model_name=f"openai/{model}", max_tokens=77)
    first, second = (it.body for it in provider.requests)
    assert (first[refused], second[wanted]) == (77, 77) and refused not in second
    assert events[0] == Adjusted(fields=(wanted,)) and text_of(events) == SAID


async def test_a_model_that_may_not_stream_is_heard_in_one_piece(provider):
    told = "Your organization must be verified to stream this model."
    refuse(provider, lambda body: body["stream"], *error(told, "stream"))
    events = await spoken(provider)
    assert "stream_options" not in provider.requests[1].body
    assert events[0] == Adjusted(fields=("stream",)) and text_of(events) == SAID


async def test_several_fields_are_left_out_one_after_the_other(provider):
    refused = ("stream_options", "temperature")
    refuse(provider, lambda body: bool(body.keys() & set(refused)), *extra(*refused))
    events = await spoken(provider, temperature=0.3)
    assert events[0] == Adjusted(fields=refused) and text_of(events) == SAID
    assert len(provider.requests) == 3


async def test_what_helped_is_remembered_for_that_model_at_that_address_alone(provider):
    refuse(provider, lambda body: "temperature" in body, *error("No temperature, please."))
    model, one = LiteLLMModel(), request(provider, temperature=0.3)
    other = request(provider, model_name="openai/another", temperature=0.3)
    for asked, times in ((one, 2), (one, 1), (other, 2)):
        provider.requests.clear()
        events = [it async for it in model.stream(asked)]
        assert events[0] == Adjusted(fields=("temperature",)) and text_of(events) == SAID
        assert len(provider.requests) == times
    assert "temperature" not in await model.params_sent(one)


async def test_what_did_not_help_is_not_remembered_and_the_first_refusal_is_told(provider):
    refuse(provider, lambda body: True, *error("No temperature, and nothing else either."))
    model, asked = LiteLLMModel(), request(provider, temperature=0.3)
    for _ in range(2):
        provider.requests.clear()
        with pytest.raises(RequestRefused, match="No temperature"):
            _ = [it async for it in model.stream(asked)]
        assert ["temperature" in it.body for it in provider.requests] == [True, False]


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("No such tool as stream_optionsx.", 400),
        ("max_tokens is too large: 77. This model supports at most 50.", 400),
        ("The temperature of the server is too high.", 429),
        ("Wrong key; temperature ignored.", 401),
    ],
)
async def test_what_names_no_refused_field_is_asked_once(provider, told, status):
    refuse(provider, lambda body: True, *error(told, status=status))
    text, _ = await until_it_fails(provider, temperature=0.3, max_tokens=77)
    assert text == "" and len(provider.requests) == 1


async def test_the_details_of_a_reply_say_what_it_was_asked_without(asked_by_replies, d):
    provider = asked_by_replies
    refuse(provider, lambda body: "stream_options" in body, *extra("stream_options"))
    made = await key(d, await team_of(d, ADA), provider.url)
    turn = await answered(d, model=f"{made.slug}/scripted-1")
    reply = await row(d, turn.reply.id)
    assert (reply.status, reply.content) == ("complete", SAID)
    found = await details.of_reply(d, ADA, turn.reply.id)
    assert found.origin.adjusted == ["stream_options"]
