"""Servers of tools that people run, from their packages."""

import os
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from spacerr.domain.errors.mcp import McpToolFailed, McpUnknownTool
from spacerr.domain.replies.questions import Decision, FieldKind
from spacerr.infra.mcp.config import McpServer
from tests.real.environments import environment, node_packages
from tests.server import free_port
from tests.support.tools.connections import connected, wait_for_port
from tests.support.tools.persons import Person, accept, decide

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="session")
def everything() -> str:
    """The script of server-everything."""
    folder = node_packages("mcp") / "@modelcontextprotocol" / "server-everything"
    return str(folder / "dist" / "index.js")


@pytest.fixture(scope="session")
def everything_url(everything: str) -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen(
        ["node", everything, "streamableHttp"],
        env=os.environ | {"PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for_port(port)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.kill()
        process.wait()


@pytest.fixture(params=["stdio", "http"])
async def server(request, everything):
    """A connection to it, over its standard input and output, and over HTTP."""
    if request.param == "stdio":
        where = McpServer(command="node", args=(everything, "stdio"))
    else:
        where = request.getfixturevalue("everything_url")
    async with connected(where) as connection:
        yield connection


async def test_results_of_each_kind_are_told(server):
    assert await server.call("echo", {"message": "Hi"}) == "Echo: Hi"
    image = await server.call("get-tiny-image", {})
    assert "(image, image/png, 4,033 bytes: shown to people)" in image
    weather = await server.call("get-structured-content", {"location": "New York"})
    assert '"temperature":33' in weather
    links = await server.call("get-resource-links", {"count": 2})
    assert "Text Resource 2 (`demo://resource/dynamic/text/2`)" in links
    one = {"resourceType": "Text", "resourceId": 1}
    assert "`demo://resource/dynamic/text/1`:\n\n" in await server.call(
        "get-resource-reference", one
    )
    note = {"messageType": "success", "includeImage": True}
    said = await server.call("get-annotated-message", note)
    assert said.endswith("(image: shown to people only)")


async def test_wrong_calls_are_told(server):
    with pytest.raises(McpToolFailed, match="expected string, received undefined at message"):
        await server.call("echo", {})
    with pytest.raises(McpUnknownTool):
        await server.call("nothing", {})


async def test_progress_is_shown(server):
    person = Person(accept())
    said = await person.call("trigger-long-running-operation", {"duration": 1, "steps": 3}, server)
    assert said.startswith("Long running operation completed")
    assert person.lines == ["1 of 3", "2 of 3", "3 of 3"]


async def test_a_form_with_fields_of_all_kinds_is_filled_in(server):
    answers = {
        "name": "Ada",
        "check": True,
        "birthdate": "1815-12-10",
        "integer": "7",
        "number": "1.5",
        "legacyTitledEnum": "pet-1",
        "untitledMultipleSelectEnum": ["Guitar"],
    }
    person = Person(accept(**answers))
    said = await person.call("trigger-elicitation-request", {}, server)
    assert '"integer": 7,' in said and '"check": true' in said and '"number": 1.5' in said
    [question] = person.asked
    kinds = {it.kind for it in question.fields}
    assert kinds == set(FieldKind) - {FieldKind.TIME}
    refused = Person(decide(Decision.DECLINE))
    assert "declined" in await refused.call("trigger-elicitation-request", {}, server)


async def test_an_address_is_opened(server):
    person = Person(accept())
    url = "https://example.org/sign-in"
    said = await person.call("trigger-url-elicitation", {"url": url}, server)
    assert person.asked[0].url == url and "accept" in said.lower()


class _Page(BaseHTTPRequestHandler):
    def log_message(self, *_): ...

    def do_GET(self):
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<html><body><h1>Boats</h1><p>They float.</p></body></html>")


@pytest.fixture
def page():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


def fetching(*more: str) -> McpServer:
    """Without Node: it would run `npm install` at its first page."""
    python = str(environment("mcp") / "python")
    args = ("-m", "mcp_server_fetch", *more)
    return McpServer(command=python, args=args, env={"PATH": "/nowhere"})


async def test_a_page_is_fetched_where_its_server_may(page):
    async with connected(fetching("--allow-private-ips")) as connection:
        assert "They float." in await connection.call("fetch", {"url": page})
    async with connected(fetching()) as connection:
        with pytest.raises(McpToolFailed, match="private"):
            await connection.call("fetch", {"url": page})
