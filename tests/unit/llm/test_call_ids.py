"""Ids of calls as they are sent: servers make them in ways that others refuse."""

import pytest

from spacerr.domain.status import Role
from spacerr.infra.llm.interface import ChatMessage, ModelRequest, ToolCall
from spacerr.infra.llm.messages import build_messages

SIGNED = "call_1__thought__" + "x" * 200


def sent(*ids, model="openai/gpt-5"):
    """The ids of one call per answer, as they are sent to a model, and those of their results."""
    messages = [ChatMessage(Role.USER, "Hi")]
    for it in ids:
        messages.append(ChatMessage(Role.ASSISTANT, "", (ToolCall(it, "clock", "{}"),)))
        messages.append(ChatMessage(Role.TOOL, "noon", call=it))
    built = build_messages(ModelRequest(model, tuple(messages)))
    calls = [it.calls[0].id for it in built if it.calls]
    assert [it.call for it in built if it.call] == calls
    return calls


def test_ids_that_every_provider_takes_stay():
    assert sent("call_a", "toolu_01") == ["call_a", "toolu_01"]


def test_equal_ids_of_different_answers_differ():
    assert len(set(sent("call_1", "call_1", "call_1"))) == 3


@pytest.mark.parametrize("odd", ["a:b.c", SIGNED, "ø"])
def test_an_id_that_some_provider_refuses_is_replaced(odd):
    [one, other] = sent(odd, odd)
    assert one != other
    assert all(it.replace("_", "").isalnum() and len(it) <= 40 for it in (one, other))


def test_gemini_gets_its_signatures_back():
    assert sent(SIGNED, model="gemini/gemini-2.5-flash") == [SIGNED]
