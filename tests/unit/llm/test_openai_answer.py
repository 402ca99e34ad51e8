"""OpenAI's chunks, as servers that speak its protocol send them, strange ones included."""

import asyncio
import json

import httpx
import pytest

from spacerr.domain.replies.events import Delta, Reasoning
from spacerr.infra.answers.answer import ErrorFrame, UnreadableFrame
from spacerr.infra.answers.openai_chunks import OpenAIAnswer

pytestmark = pytest.mark.anyio


class Reads(httpx.AsyncByteStream):
    """Reads that are all there already."""

    def __init__(self, reads) -> None:
        self._reads = reads
        self.at_the_end = False

    async def __aiter__(self):
        for read in self._reads:
            yield read
        self.at_the_end = True


def said(delta, finish=None, **more) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return b"data: %b\n\n" % json.dumps({"model": "m-1", "choices": [choice], **more}).encode()


def frame(value) -> bytes:
    return b"data: %b\n\n" % json.dumps(value).encode()


async def heard(*reads: bytes) -> tuple[list, OpenAIAnswer]:
    answer = OpenAIAnswer(httpx.Response(200, stream=Reads(reads)))
    return [piece async for pieces in answer.pieces() for piece in pieces], answer


async def test_neighbours_that_arrive_together_are_one_piece():
    thought, text = said({"reasoning_content": "a"}), said({"content": "b"})
    pieces, _ = await heard(thought + thought + text + text, text, said({"reasoning": "c"}))
    assert pieces == [
        Reasoning(text="aa"),
        Delta(text="bb"),
        Delta(text="b"),
        Reasoning(text="c"),
    ]


async def test_the_ending_is_what_the_last_chunks_say():
    end = said({}, "stop", usage=None)
    counted = frame({"choices": [], "usage": {"total_tokens": 3, "details": None}})
    _, answer = await heard(said({"content": "a"}) + end + counted + b"data: [DONE]\n\n")
    ending = answer.finish
    assert (ending.finish_reason, ending.model) == ("stop", "m-1")
    assert ending.usage == {"total_tokens": 3}


@pytest.mark.parametrize(
    "strange",
    [
        frame({}),
        frame({"choices": None}),
        frame({"choices": [None]}),
        frame({"choices": [{"delta": None}]}),
        frame({"choices": [{"delta": {"content": None, "tool_calls": []}}], "error": None}),
        frame(
            {"choices": [{"delta": {"content": [None, 1, [[[[["deep"]]]]], {}]}}], "usage": "none"}
        ),
        b"event: ping\ndata: {}\n\n",
    ],
)
async def test_a_chunk_without_text_is_no_text(strange):
    pieces, _ = await heard(said({"content": "a"}), strange, said({"content": "b"}, "eos"))
    assert pieces == [Delta(text="a"), Delta(text="b")]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (b"data: {nonsense\n\n", UnreadableFrame),
        (b"data: [1, 2]\n\n", UnreadableFrame),
        (b"data: \xff\xfe\n\n", UnreadableFrame),
        (b"data: " + b"[" * 200_000 + b"\n\n", UnreadableFrame),
        (frame({"error": {"message": "Oops."}}), ErrorFrame),
        (frame({"error": "Oops."}), ErrorFrame),
        (frame({"object": "error", "message": "Oops.", "code": 400}), ErrorFrame),
        (said({}, "error"), ErrorFrame),
    ],
)
async def test_what_arrived_in_the_same_read_comes_before_the_fault(fault, error):
    reads = said({"content": "a"}) + fault + said({"content": "never"})
    answer = OpenAIAnswer(httpx.Response(200, stream=Reads([reads])))
    pieces = answer.pieces()
    assert await anext(pieces) == [Delta(text="a")]
    with pytest.raises(error):
        await anext(pieces)


async def test_nothing_after_done_counts():
    pieces, _ = await heard(said({"content": "a"}) + b"data: [DONE]\n\n" + said({"content": "b"}))
    assert pieces == [Delta(text="a")]


async def test_after_done_the_rest_is_read_so_that_the_connection_serves_again():
    reads = Reads([said({"content": "a"}, "stop"), b"data: [DONE]\n\n", b"\n", b": bye\n\n"])
    answer = OpenAIAnswer(httpx.Response(200, stream=reads))
    [_ async for _ in answer.pieces()]
    assert reads.at_the_end


async def test_a_server_that_stays_after_done_is_not_waited_for():
    class Staying(Reads):
        async def __aiter__(self):
            yield said({"content": "a"}, "stop") + b"data: [DONE]\n\n"
            await asyncio.Event().wait()

    answer = OpenAIAnswer(httpx.Response(200, stream=Staying([])))
    async with asyncio.timeout(30):
        assert [piece async for piece in answer.pieces()] == [[Delta(text="a")]]


async def test_two_thousand_chunks_at_once_leave_others_their_turn():
    turns = 0

    async def others():
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    waiting = asyncio.create_task(others())
    reads = [said({"content": "word "}) * 100] * 20
    await heard(*reads)
    waiting.cancel()
    assert turns >= len(reads)


PARTS = {
    "a list": ([{"type": "text", "text": "Hi"}], [Delta(text="Hi")]),
    "texts between": (["H", {"type": "output_text", "text": "i"}], [Delta(text="Hi")]),
    "a thought": (
        [{"type": "thinking", "thinking": [{"type": "text", "text": "Hm"}]}, {"text": "Hi"}],
        [Reasoning(text="Hm"), Delta(text="Hi")],
    ),
    "a thought's text": (
        [{"type": "reasoning", "text": "Hm"}, {"type": "text", "text": "Hi"}],
        [Reasoning(text="Hm"), Delta(text="Hi")],
    ),
}


@pytest.mark.parametrize("name", PARTS)
async def test_a_list_of_parts_is_read(name):
    content, expected = PARTS[name]
    pieces, _ = await heard(said({"content": content}), said({}, "stop"))
    assert pieces == expected


async def test_bytes_that_are_no_utf_8_are_shown_as_such_and_the_rest_arrives():
    broken = said({"content": "aXb"}).replace(b"X", b"\xc3\x28\xff")
    pieces, _ = await heard(broken, said({"content": "c"}, "stop"))
    assert "".join(it.text for it in pieces) == "a\ufffd(\ufffdbc"


WHOLE = {
    "choices": [
        {"message": {"content": "Hello.", "reasoning_content": "Hm"}, "finish_reason": "stop"}
    ],
    "model": "m-1",
    "usage": {"total_tokens": 3},
}


async def test_an_answer_in_one_piece_is_read():
    reads = [b"\n", *(bytes([it]) for it in json.dumps(WHOLE, indent=1).encode())]
    pieces, answer = await heard(*reads)
    assert pieces == [Reasoning(text="Hm"), Delta(text="Hello.")]
    ending = answer.finish
    assert (ending.finish_reason, ending.model, ending.usage["total_tokens"]) == ("stop", "m-1", 3)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b'{"error": {"message": "Out of memory."}}', ErrorFrame),
        (b'{"object": "error", "message": "Out of memory."}', ErrorFrame),
        (b'{"choices": [', UnreadableFrame),
    ],
)
async def test_an_error_in_one_piece_is_one(body, error):
    with pytest.raises(error):
        await heard(body)


@pytest.mark.parametrize("reason", ["null", "", "None", None])
async def test_no_reason_is_none_however_it_is_written(reason):
    _, answer = await heard(said({"content": "a"}, reason))
    assert answer.finish.finish_reason == ""


async def test_a_reason_counts_when_nothing_follows():
    """Some servers write it on every chunk."""
    every = said({"content": "a"}, "stop")
    _, answer = await heard(every)
    assert (answer.finish.is_complete, answer.finish.is_final) == (True, False)
    _, answer = await heard(every, every)
    assert answer.finish.finish_reason == "stop" and not answer.finish.is_complete
    _, answer = await heard(every, said({"content": "b"}))
    assert answer.finish.finish_reason == ""
    _, answer = await heard(every, every, said({}, "stop"))
    assert answer.finish.is_final
    _, answer = await heard(every, every, b"data: [DONE]\n\n")
    assert answer.finish.is_final
