"""Servers of tools, over HTTP and over standard input and output, in good and bad health."""

import asyncio
import json
import socket
import sys
from contextlib import asynccontextmanager

import pytest

from spacerr.domain.errors.mcp import (
    McpConfigUnreadable,
    McpServerAway,
    McpServerLost,
    McpToolFailed,
)
from spacerr.domain.replies.steps import StepState
from spacerr.domain.tools.asking import Asking
from spacerr.infra.mcp.config import McpServer, read_configured, read_servers
from spacerr.infra.mcp.connection import McpConnection
from spacerr.services.steps.steps import read_steps
from tests.server import ROOT
from tests.support.models.calling import call
from tests.support.models.priced import catalog
from tests.support.people.replies import answered, row
from tests.support.tools.servers import first_listed, kept

__all__ = ["catalog"]
pytestmark = pytest.mark.anyio
PATIENCE = 30.0


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@asynccontextmanager
async def served(port, *more):
    """A server of tools on a port."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.tools.mcp_server", str(port), *more,
        cwd=ROOT, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@asynccontextmanager
async def connected(server, name="loopback"):
    """A connection that is kept."""
    connection = McpConnection(name, server)
    running = asyncio.create_task(connection.run())
    try:
        yield connection
    finally:
        running.cancel()
        await asyncio.wait({running})


async def reached(connection):
    async with asyncio.timeout(PATIENCE):
        while connection.problem:
            await asyncio.sleep(0.02)


def at(port, **more):
    return McpServer(url=f"http://127.0.0.1:{port}/mcp", **more)


async def test_tools_over_http_are_listed_and_called(port):
    async with served(port), connected(at(port)) as connection:
        await reached(connection)
        assert {"add", "write", "wait"} <= {it.name for it in connection.tools}
        assert await connection.call("add", {"a": 2, "b": 3}) == "5"
        assert "null" in await connection.call("nothing", {})
        shown = await connection.call("show", {})
        assert shown == (
            "Look:\n\n(image, image/png, 3 bytes: shown to people)\n\n[A page](https://example.org/a)"
        )
        with pytest.raises(McpToolFailed, match="fail"):
            await connection.call("fail", {})


async def test_tools_over_standard_input_are_listed_and_called():
    server = McpServer(command=sys.executable, args=("-m", "mcp_server_time"))
    async with connected(server, "time") as connection:
        await reached(connection)
        told = await connection.call("get_current_time", {"timezone": "Asia/Tokyo"})
        assert json.loads(told)["timezone"] == "Asia/Tokyo"
        with pytest.raises(McpToolFailed, match="Mars"):
            await connection.call("get_current_time", {"timezone": "Mars"})


async def test_a_server_that_is_lost_in_mid_call_is_reached_again(port):
    async with connected(at(port)) as connection:
        async with served(port):
            await reached(connection)
            with pytest.raises((McpServerLost, McpToolFailed)):
                await connection.call("die", {})
            async with asyncio.timeout(PATIENCE):
                while not connection.problem:
                    try:
                        await connection.call("add", {"a": 1, "b": 1})
                    except (McpServerAway, McpServerLost, McpToolFailed):
                        await asyncio.sleep(0.05)
        assert connection.tools, "what was listed is still shown"
        with pytest.raises(McpServerAway):
            await connection.call("add", {"a": 1, "b": 1})
        async with served(port):
            await reached(connection)
            assert await connection.call("add", {"a": 1, "b": 1}) == "2"


async def test_a_dead_server_says_so_and_holds_up_nothing(port):
    async with connected(at(port)) as connection:
        async with asyncio.timeout(PATIENCE):
            while connection.problem == "It hasn't answered yet.":
                await asyncio.sleep(0.02)
        assert connection.tools == ()
        with pytest.raises(McpServerAway):
            await connection.call("add", {})


@pytest.mark.parametrize(
    ("allow", "asked"),
    [
        ("read-only", {"loopback_write"}),
        (("write",), {"loopback_add", "loopback_odd_name_with_spaces"}),
        ("all", set()),
    ],
)
async def test_persons_are_asked_about_what_the_operator_does_not_allow(d, port, allow, asked):
    d.mcp_servers["loopback"] = at(port, allow=allow)
    async with served(port), kept(d):
        asking = {it.spec.name: it.asking for it in await first_listed(d)}
    assert {"loopback_add", "loopback_write", "loopback_odd_name_with_spaces"} <= set(asking)
    assert asked <= {name for name, it in asking.items() if it is Asking.ONCE}
    assert (asking["loopback_write"] is Asking.NEVER) == (allow != "read-only")


async def test_a_model_uses_a_tool_of_a_server(d, model, port):
    d.mcp_servers["loopback"] = at(port)
    async with served(port), kept(d):
        await first_listed(d)
        model.says(*call("loopback_add", {"a": 20, "b": 22}), *call("loopback_fail", {}, 1))
        model.then(*call("loopback_much", {"size": 100_000}))
        model.then("42.")
        turn = await answered(d)
    steps = (await read_steps(d, [await row(d, turn.reply.id)], None))[turn.reply.id]
    added, failed, much = steps
    assert (added.result, added.title) == ("42", "Add")
    assert failed.state is StepState.FAILED and "fail" in failed.result
    assert len(much.result.encode()) <= 32 * 1024 and "longer" in much.result


async def test_a_stop_ends_a_call(d, model, port):
    async with served(port), connected(at(port)) as connection:
        await reached(connection)
        calling = asyncio.create_task(connection.call("wait", {}))
        await asyncio.sleep(0)
        calling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await calling
        assert await connection.call("add", {"a": 1, "b": 1}) == "2"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "JSON"),
        ("{}", "mcpServers"),
        ('{"mcpServers": {"a": {}}}', "a command or a url"),
        ('{"mcpServers": {"a": {"url": "ftp://x"}}}', "begins with https"),
        ('{"mcpServers": {"a b": {"command": "x"}}}', "server's name"),
        ('{"mcpServers": {"a": {"command": "x", "allow": 5}}}', "allow"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, text, reason):
    file = tmp_path / "mcp.json"
    file.write_text(text)
    with pytest.raises(McpConfigUnreadable, match=reason):
        read_configured(str(file))


def test_a_file_that_is_missing_says_so(tmp_path):
    with pytest.raises(McpConfigUnreadable, match="No such file"):
        read_servers(tmp_path / "none.json")


def test_secrets_of_a_server_are_not_shown():
    server = McpServer(url="https://example.org", headers={"Authorization": "Bearer secret"})
    assert "secret" not in repr(server)
