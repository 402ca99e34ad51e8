"""Calls of tools on servers that work and on servers that don't, over HTTP and over standard input,
in both eras of the protocol.
"""

import asyncio
import time

import pytest

from spacerr.domain.errors.mcp import (
    McpNoAnswer,
    McpRequestRedirected,
    McpRequestRefused,
    McpResultTooLarge,
    McpResultUnreadable,
    McpServerAway,
    McpServerBusy,
    McpServerFailed,
    McpServerLost,
    McpToolFailed,
    McpUnknownTool,
)
from spacerr.domain.tools.limits import MCP_MESSAGE_BYTES
from spacerr.infra.mcp import changes
from spacerr.infra.mcp import connection as connections
from spacerr.infra.mcp.calls import CallHooks
from tests.support.tools.connections import PATIENCE, RAW, connected, serving, told
from tests.support.tools.odd_server import odd_server

pytestmark = pytest.mark.anyio
SOON = 0.3
"""Seconds within which a server is told that a call was stopped."""
TEXT = {"content": [{"type": "text", "text": "It is."}]}


@pytest.fixture(scope="module")
def asking():
    with serving("asking_server") as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def odd():
    with odd_server() as url:
        yield url


@pytest.fixture(params=["/mcp", "/old/mcp"], ids=["new", "old"])
def era(request):
    """Where a server speaks the newer era, and where the older one."""
    return request.param


def hooks(lines, images=None, room=10):
    async def show(text):
        lines.append(text)

    async def ask(_):
        raise AssertionError("nothing is asked")

    async def show_images(text, shown):
        assert images is not None
        images.append((text, shown))
        return min(room, len(shown))

    return CallHooks(ask, show, show_images)


async def until(reached):
    async with asyncio.timeout(PATIENCE):
        while not (found := await reached()):
            await asyncio.sleep(0.02)
        return found


async def test_a_call_that_is_stopped_is_cancelled_at_its_server_over_http(asking, era):
    lines = []
    async with connected(asking + era) as connection:
        calling = asyncio.create_task(connection.call("hang", {"name": era}, hooks(lines)))
        await until(lambda: asyncio.sleep(0, lines))
        calling.cancel()
        stopped = time.monotonic()
        with pytest.raises(asyncio.CancelledError):
            await calling
        assert time.monotonic() - stopped < SOON

        async def heard():
            return f"cancelled {era}" in await told(connection)

        await until(heard)
        assert time.monotonic() - stopped < SOON


async def test_a_call_that_is_stopped_is_cancelled_at_its_server_over_standard_input():
    async with connected(RAW) as connection:
        calling = asyncio.create_task(connection.call("hangs", {}))

        async def hangs():
            return next((it["hangs"] for it in await told(connection) if "hangs" in it), None)

        id_ = await until(hangs)
        calling.cancel()
        stopped = time.monotonic()
        with pytest.raises(asyncio.CancelledError):
            await calling
        assert id_ in [it.get("requestId") for it in await told(connection)]
        assert time.monotonic() - stopped < SOON


async def test_answers_reach_their_calls_in_any_order():
    async with connected(RAW) as connection:
        calls = [connection.call("late", {"n": n}) for n in range(3)]
        assert await asyncio.gather(*calls) == ["0", "1", "2"]


async def test_progress_is_shown_in_words():
    steps = [
        {"progress": 3, "total": 10},
        {"progress": 4, "total": 10, "message": "Fetched\n4 of 10"},
        {"progress": "many"},
    ]
    lines = []
    async with connected(RAW) as connection:
        assert await connection.call("progresses", {"steps": steps}, hooks(lines)) == "done"
    assert lines == ["3 of 10", "Fetched 4 of 10"]


async def test_tools_that_a_server_says_are_new_are_listed_soon():
    async with connected(RAW) as connection:
        await connection.call("changes", {"name": "brand_new"})

        async def listed():
            return "brand_new" in [it.name for it in connection.tools]

        await until(listed)
        assert not connection.problem


async def test_tools_of_a_server_of_the_newer_era_are_listed_anew_when_it_says_so(asking):
    async with connected(f"{asking}/mcp") as connection:

        async def listed():
            name = f"new_{time.monotonic_ns()}"
            await connection.call("grow", {"name": name})
            await asyncio.sleep(0.1)
            return len({it.name for it in connection.tools if it.name.startswith("new_")}) > 0

        await until(listed)


@pytest.mark.parametrize(
    ("result", "error"),
    [
        ({"content": []}, None),
        ({"content": [], "isError": True}, McpToolFailed),
        ({**TEXT, "isError": True}, McpToolFailed),
        ({"content": [{"type": "hologram"}]}, McpResultUnreadable),
        ({"content": "It is."}, McpResultUnreadable),
        ({}, McpResultUnreadable),
    ],
)
async def test_a_result_of_any_shape_has_a_sentence(result, error):
    async with connected(RAW) as connection:
        if error is None:
            assert await connection.call("answers", result) == ""
            return
        with pytest.raises(error) as caught:
            await connection.call("answers", result)
        assert str(caught.value).endswith(".") and "Error" not in str(caught.value)
        assert await connection.call("answers", TEXT) == "It is."


async def test_a_value_that_is_not_what_was_promised_is_said_to_be_unreadable():
    async with connected(RAW) as connection:
        with pytest.raises(McpResultUnreadable, match="The tool ran, but"):
            await connection.call("lies", {})
        # What is promised in too many words isn't kept here, nor checked.
        assert await connection.call("lies_at_length", {}) == "Three."


async def test_an_error_of_the_protocol_is_told_in_the_servers_words():
    async with connected(RAW) as connection:
        with pytest.raises(McpToolFailed, match=r"^The disk is full\.$"):
            await connection.call("fails", {"code": -32603, "message": "The disk is full."})
        with pytest.raises(McpUnknownTool):
            await connection.call("fails", {"code": -32602, "message": "Unknown tool: fails"})


@pytest.mark.parametrize("last", [False, True])
async def test_a_message_that_is_too_large_fails_its_call_alone(last):
    async with connected(RAW) as connection:
        other = asyncio.create_task(connection.call("late", {"n": 1}))
        with pytest.raises(McpResultTooLarge):
            await connection.call("huge", {"size": 6 * MCP_MESSAGE_BYTES, "last": last})
        assert len(await connection.call("huge", {"size": MCP_MESSAGE_BYTES // 2})) > 4_000_000
        await asyncio.gather(*(connection.call("late", {"n": n}) for n in (2, 3)))
        assert await other == "1"


async def test_a_server_that_hears_nothing_while_a_tool_runs_is_not_given_up(monkeypatch):
    monkeypatch.setattr(changes, "MCP_LIST_SETTLES", 0.05)
    async with connected(RAW) as connection:
        monkeypatch.setattr(connections, "MCP_CONNECT", 0.1)
        assert await connection.call("blocks", {"seconds": 1.0}) == "done"
        assert await connection.call("answers", TEXT) == "It is."


async def test_people_are_shown_images_and_what_is_for_them_only():
    picture = {"type": "image", "data": "AAAA", "mimeType": "image/png"}
    receipt = {"type": "text", "text": "No. 7", "annotations": {"audience": ["user"]}}
    file = {"uri": "demo://a", "blob": "BBBB", "mimeType": "image/gif"}
    content = [TEXT["content"][0], picture, receipt, {"type": "resource", "resource": file}]
    async with connected(RAW) as connection:
        shown = []
        said = await connection.call("answers", {"content": content}, hooks([], shown))
        assert shown == [("No. 7", (b"\0\0\0", b"\x04\x10\x41"))]
        assert "No. 7" not in said and "can't be shown" not in said
        said = await connection.call("answers", {"content": content}, hooks([], shown, room=1))
        assert said.endswith("of an unknown kind.")
        assert await connection.call("answers", TEXT, hooks([], shown)) == "It is."
        assert len(shown) == 2


async def test_a_program_that_ends_loses_its_calls_and_is_started_again():
    async with connected(RAW) as connection:
        waiting = asyncio.create_task(connection.call("hangs", {}))
        with pytest.raises(McpServerLost, match="may have run"):
            await connection.call("hangs_up", {})
        with pytest.raises(McpServerAway):  # and not "may have run"
            await connection.call("answers", TEXT)
        with pytest.raises(McpServerLost):
            await waiting
        await connection.reach()
        assert await connection.call("answers", TEXT) == "It is."


async def test_a_large_answer_over_http_is_bounded_in_both_eras(asking, era):
    async with connected(asking + era) as connection:
        assert len(await connection.call("much", {"size": 2_000_000})) == 2_000_000
        with pytest.raises(McpResultTooLarge):
            await connection.call("much", {"size": 2 * MCP_MESSAGE_BYTES})
        assert await connection.call("much", {"size": 1}) == "x"


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        ({"status": 401, "body": "{}"}, McpRequestRefused, "(HTTP 401)"),
        ({"status": 404, "body": "no"}, McpRequestRefused, "(HTTP 404)"),
        ({"status": 500, "body": "no"}, McpServerFailed, "(HTTP 500)"),
        (
            {"status": 429, "headers": {"retry-after": "17"}, "body": ""},
            McpServerBusy,
            "It can be called again in 17 s.",
        ),
        (
            {"status": 302, "headers": {"location": "https://example.org/"}, "body": ""},
            McpRequestRedirected,
            "(HTTP 302)",
        ),
        ({"headers": {"content-type": "text/html"}, "body": "<p>"}, McpNoAnswer, "can be read"),
        ({"status": 202, "body": ""}, McpNoAnswer, "can be read"),
        ({"body": "{"}, McpResultUnreadable, "can't be read"),
        ({"headers": {"content-encoding": "gzip"}}, McpResultUnreadable, "can't be read"),
        ({"result": {"content": []}}, McpResultUnreadable, "can't be read"),
        ({"size": 2 * MCP_MESSAGE_BYTES}, McpResultTooLarge, "8 MiB"),
        ({"cut": 20}, McpServerLost, "may have run"),
        ({"drop": True}, McpServerLost, "may have run"),
    ],
)
async def test_an_answer_that_is_none_has_a_sentence_and_ends_no_other_call(
    odd, answer, error, said
):
    async with connected(odd) as connection:
        client = connection._client
        with pytest.raises(error) as caught:
            await connection.call("answers", answer)
        assert said in str(caught.value)
        assert await connection.call("answers", {"size": 2}) == "xx"
        assert connection._client is client, "the connection is the same"


async def test_a_server_that_is_gone_was_not_called():
    with odd_server() as url:
        opened = connected(url)
        connection = await opened.__aenter__()
        with pytest.raises(McpServerLost):
            await connection.call("answers", {"drop": True})
    try:
        with pytest.raises(McpServerAway):
            await connection.call("answers", {})
    finally:
        await opened.__aexit__(None, None, None)


async def test_a_session_that_has_ended_is_begun_again_unseen(asking):
    async with connected(f"{asking}/old/mcp") as connection:
        await connection.call("much", {"size": 1})
        await connection.call("end_sessions", {})
        assert await connection.call("much", {"size": 3}) == "xxx"
