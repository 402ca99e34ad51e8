"""The Demo model answers anywhere, always the same way, and says what it is."""

import socket
from dataclasses import replace

import pytest

from spacerr.domain.replies.events import CallArguments, CallStarted, Completed, Delta
from spacerr.domain.status import Role
from spacerr.infra.llm.demo_model import DemoModel
from spacerr.infra.llm.interface import ChatMessage, ModelRequest, Purpose, ToolCall
from spacerr.services.tools.built_in import ASK_PERSON
from spacerr.services.tools.running import read_arguments

pytestmark = pytest.mark.anyio


def asked(text: str, purpose: Purpose = Purpose.REPLY, earlier: tuple[ChatMessage, ...] = ()):
    return ModelRequest(
        model="demo", messages=(*earlier, ChatMessage(Role.USER, text)), purpose=purpose
    )


async def spoken(request: ModelRequest) -> list:
    return [event async for event in DemoModel(pace=0, pause=0).stream(request)]


@pytest.mark.parametrize("text", ["Show me code", "A table?", "math", "", "😀", "How does it work"])
async def test_it_answers_the_same_question_the_same_way(text):
    events = await spoken(asked(text))
    assert events == await spoken(asked(text))
    assert isinstance(events[-1], Completed) and events[-1].finish_reason == "stop"
    assert all(isinstance(event, Delta) and event.text for event in events[:-1])


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
async def test_it_goes_on_exactly_where_its_reply_stopped(share):
    whole = "".join(event.text for event in (await spoken(asked("Show me code")))[:-1])
    begun = whole[: int(len(whole) * share)]
    *rest, end = await spoken(replace(asked("Show me code"), partial=begun))
    assert begun + "".join(event.text for event in rest) == whole
    assert end.finish_reason == "stop"


async def test_it_needs_no_network(monkeypatch):
    def refuse(*_):
        raise AssertionError("the Demo model opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert await spoken(asked("Hello"))


async def test_it_says_that_it_is_no_ai():
    text = "".join(event.text for event in (await spoken(asked("Hello")))[:-1])
    assert "Hello" in text and "Demo model" in text and "without a key" in text


async def test_different_topics_get_different_texts():
    first = (ChatMessage(Role.USER, "Hi"), ChatMessage(Role.ASSISTANT, "Hi"))
    texts = {
        "".join(event.text for event in (await spoken(asked("x " + word, earlier=first)))[:-1])
        for word in ("python", "table", "math", "reload")
    }
    assert len(texts) == 4


async def test_it_names_a_chat():
    events = await spoken(asked("Explain gravity to me?", Purpose.TITLE))
    title = "".join(event.text for event in events[:-1])
    assert title == "Gravity to me"


ASK = replace(asked("Ask me a question"), tools=(ASK_PERSON.spec,))


async def asks() -> ToolCall:
    """The call in which it asks a person."""
    events = await spoken(ASK)
    [begun] = [it for it in events if isinstance(it, CallStarted)]
    arguments = "".join(it.text for it in events if isinstance(it, CallArguments))
    return ToolCall(begun.id, begun.name, arguments)


async def says_after(call: ToolCall, result: str) -> str:
    made = ChatMessage(Role.ASSISTANT, "", (call,))
    told = ChatMessage(Role.TOOL, result, call=call.id)
    events = await spoken(replace(ASK, messages=(*ASK.messages, made, told)))
    return "".join(it.text for it in events[:-1])


async def test_it_asks_a_question_when_it_is_told_to_and_uses_the_answer():
    call = await asks()
    choices = read_arguments(ASK_PERSON.spec, call.arguments)["choices"]
    texts = {it: await says_after(call, it) for it in choices}
    assert all(f"**{it}**" in text for it, text in texts.items())
    assert len({text.partition("\n\n")[2] for text in texts.values()}) == len(choices)
    assert "nothing of these" in await says_after(call, "(The person doesn't want to.)")


async def test_it_asks_nothing_where_that_tool_is_off():
    assert all(isinstance(it, Delta | Completed) for it in await spoken(replace(ASK, tools=())))
