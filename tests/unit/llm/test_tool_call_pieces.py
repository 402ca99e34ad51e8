"""Calls of tools are put together from pieces, however servers number and name them."""

import pytest

from spacerr.domain.replies.events import CallStarted
from spacerr.domain.tools.limits import CALL_ARGUMENT_BYTES, CALLS_AT_ONCE
from spacerr.infra.answers.tool_calls import CallAssembler, CallPiece, call_pieces


def put_together(*pieces):
    """The calls of some pieces (index, id, name, arguments), each a name with its arguments."""
    assembler = CallAssembler()
    events = [event for it in pieces for event in assembler.feed(CallPiece(*it))]
    events += assembler.rest()
    names = [it.name for it in events if isinstance(it, CallStarted)]
    ids = [it.id for it in events if isinstance(it, CallStarted)]
    assert len(set(ids)) == len(ids) and all(ids)
    texts = dict.fromkeys(range(len(names)), "")
    for event in events:
        if not isinstance(event, CallStarted):
            texts[event.number] += event.text
    return list(zip(names, texts.values(), strict=True))


BOTH = [("a", '{"x": 1}'), ("b", '{"y": 2}')]


@pytest.mark.parametrize(
    "pieces",
    [
        [(0, "1", "a", ""), (0, "", "", '{"x":'), (0, "", "", " 1}"), (1, "2", "b", '{"y": 2}')],
        [(0, "1", "a", ""), (1, "2", "b", ""), (0, "", "", '{"x": 1}'), (1, "", "", '{"y": 2}')],
        [(0, "1", "a", '{"x": 1}'), (0, "2", "b", '{"y": 2}')],
        [(None, "1", "a", '{"x": 1}'), (None, "2", "b", '{"y":'), (None, "", "", " 2}")],
        [(0, "", "a", '{"x": 1}'), (0, "", "b", '{"y": 2}')],
        [(None, "", "a", '{"x": 1}'), (None, "", "b", '{"y": 2}')],
        [(0, "1", "a", '{"x":'), (0, "1", "a", " 1}"), (1, "2", "b", '{"y": 2}')],
        [(0, "", "a", '{"x":'), (0, "", "a", " 1}"), (0, "", "b", '{"y": 2}')],
        [(0, "1", "", ""), (0, "", "a", ""), (0, "", "", '{"x": 1}'), (1, "1", "b", '{"y": 2}')],
    ],
    ids=[
        "by the protocol",
        "in turn",
        "index 0 for all",
        "no index",
        "no id",
        "neither",
        "id and name repeated",
        "name repeated, no id",
        "name after the id, the same id twice",
    ],
)
def test_two_calls_are_two_calls(pieces):
    assert put_together(*pieces) == BOTH


@pytest.mark.parametrize(
    ("pieces", "calls"),
    [
        ([(0, "1", "a", "")], [("a", "")]),
        ([(0, "1", "a", ""), (1, "2", "b", "")], [("a", ""), ("b", "")]),
        ([(0, "", "a", ""), (0, "", "b", "{}")], [("a", ""), ("b", "{}")]),
        ([(0, "1", "a", ""), (0, "", "", "{}")], [("a", "{}")]),
        ([(0, "", "", '{"x": 1}')], [("?", '{"x": 1}')]),
    ],
    ids=["none", "none twice", "none, no id", "added at the end", "no name"],
)
def test_calls_without_arguments_or_names(pieces, calls):
    assert put_together(*pieces) == calls


def test_the_same_tool_twice_without_an_id_is_two_calls():
    assert put_together((0, "", "a", '{"x": 1}'), (0, "", "a", '{"x": 2}')) == [
        ("a", '{"x": 1}'),
        ("a", '{"x": 2}'),
    ]


def test_endless_arguments_are_left():
    assembler = CallAssembler()
    assembler.feed(CallPiece(0, "1", "a", ""))
    read = ""
    for _ in range(100):
        for event in assembler.feed(CallPiece(0, "", "", "x" * 10_000)):
            read += event.text
    assert assembler.overflow and len(read) == CALL_ARGUMENT_BYTES + 1


def test_endless_calls_are_left():
    assembler = CallAssembler()
    for n in range(10 * CALLS_AT_ONCE):
        assembler.feed(CallPiece(n, str(n), "a", "{}"))
    assert assembler.overflow and assembler.count == CALLS_AT_ONCE


@pytest.mark.parametrize(
    "message",
    [
        {"tool_calls": [{"function": {"name": "a", "arguments": {"x": 1}}}]},
        {"tool_calls": [{"id": None, "function": {"name": "a", "arguments": '{"x": 1}'}}]},
        {"function_call": {"name": "a", "arguments": '{"x": 1}'}},
    ],
    ids=["an object", "no id", "the old form"],
)
def test_a_whole_call_is_read(message):
    [piece] = call_pieces(message)
    assert (piece.name, piece.arguments) == ("a", '{"x": 1}')


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"tool_calls": None},
        {"tool_calls": "x"},
        {"tool_calls": [None, 5, {}, {"function": None}, {"function": {"name": 5}}]},
        {"function_call": 5},
    ],
)
def test_what_is_no_call_is_none(message):
    assert call_pieces(message) == []
