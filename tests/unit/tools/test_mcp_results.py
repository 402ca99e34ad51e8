"""What a tool of an MCP server returned, as a model is told it."""

import asyncio
import base64

import pytest
from mcp import MCPError
from mcp_types import (
    Annotations,
    AudioContent,
    BlobResourceContents,
    CallToolResult,
    EmbeddedResource,
    ImageContent,
    ResourceLink,
    TextContent,
    TextResourceContents,
)

from spacerr.domain.errors.mcp import (
    McpAnswerTooLate,
    McpArgumentsRefused,
    McpNoAnswer,
    McpNotOffered,
    McpRequestRedirected,
    McpRequestRefused,
    McpResultTooLarge,
    McpResultUnreadable,
    McpServerAway,
    McpServerBusy,
    McpServerFailed,
    McpServerLost,
    McpSessionEnded,
    McpToolFailed,
    McpUnknownTool,
)
from spacerr.infra.mcp.answer import read_answer
from spacerr.infra.mcp.content import result_text
from spacerr.infra.mcp.http_note import HttpNote
from spacerr.infra.mcp.progress import progress_text

pytestmark = pytest.mark.anyio
PEOPLE = Annotations(audience=["user"])


def text(words, **more):
    return TextContent(type="text", text=words, **more)


def link(uri, name="A page", **more):
    return ResourceLink(type="resource_link", uri=uri, name=name, **more)


def embedded(resource):
    return EmbeddedResource(type="resource", resource=resource)


def shown(*content, structured=None):
    return result_text(CallToolResult(content=list(content), structured_content=structured))


SOME_BYTES = base64.b64encode(b"12345").decode()


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (text("Hello."), "Hello."),
        (
            ImageContent(type="image", data=SOME_BYTES, mime_type="image/png"),
            "(image, image/png, 5 bytes: shown to people)",
        ),
        (
            AudioContent(type="audio", data=SOME_BYTES, mime_type="audio/wav"),
            "(audio, audio/wav, 5 bytes: not shown)",
        ),
        (link("https://example.org/a"), "[A page](https://example.org/a)"),
        (
            link("https://example.org/a", "x", title="A [b]", description="Of\nnote"),
            r"[A \[b\]](https://example.org/a): Of note",
        ),
        (link("file:///tmp/a`b"), "A page (`file:///tmp/a%60b`)"),
        (link("javascript:alert(1)"), "A page (`javascript:alert(1)`)"),
        (link("https://example.org/a)[b](c"), "A page (`https://example.org/a)[b](c`)"),
        (
            embedded(TextResourceContents(uri="https://example.org/a", text="Words.")),
            "https://example.org/a:\n\nWords.",
        ),
        (
            embedded(TextResourceContents(uri="file:///a.txt", text="Words.")),
            "`file:///a.txt`:\n\nWords.",
        ),
        (
            embedded(BlobResourceContents(uri="demo://a", blob=SOME_BYTES)),
            "(file, of unknown kind, 5 bytes, `demo://a`: not shown)",
        ),
        (text("Dear reader,", annotations=PEOPLE), "(text: shown to people only)"),
        (
            text("Both.", annotations=Annotations(audience=["user", "assistant"])),
            "Both.",
        ),
    ],
)
def test_each_kind_of_block_has_its_text(block, said):
    assert shown(block) == said


def test_blocks_stand_in_their_order():
    assert shown(text("1"), text(""), text("2")) == "1\n\n2"


def test_a_structured_value_is_told_where_there_is_no_text():
    picture = ImageContent(type="image", data="AAAA", mime_type="image/png")
    assert shown(structured={"a": "ä"}) == '{\n "a": "ä"\n}'
    assert shown(structured=None) == ""
    assert shown(text("one"), structured={"a": 1}) == "one"
    assert shown(picture, structured={"a": 1}).endswith('\n\n{\n "a": 1\n}')
    assert shown(text("for you", annotations=PEOPLE), structured={"a": 1}).endswith('"a": 1\n}')


async def ended(result, note=None):
    async def run():
        if isinstance(result, Exception):
            raise result
        return result

    calling = asyncio.create_task(run())
    await asyncio.wait({calling})
    return read_answer(calling, note or HttpNote())


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        ("Unknown tool: add", McpUnknownTool, "doesn't have this tool"),
        ("MCP error -32602: Tool add not found", McpUnknownTool, "doesn't have this tool"),
        ("Tool of the trade not found", McpToolFailed, "Tool of the trade not found"),
        ("", McpToolFailed, "The tool's server reported an error."),
        ("MCP error -32602: Input: a is missing", McpToolFailed, "Input: a is missing"),
        (
            "1 error\n  a is missing\n    For further information visit "
            "https://errors.pydantic.dev/2/v/missing",
            McpToolFailed,
            "1 error\n  a is missing",
        ),
    ],
)
async def test_a_failure_of_a_tool_is_told_in_its_own_words(words, error, said):
    with pytest.raises(error) as caught:
        await ended(CallToolResult(content=[text(words)], is_error=True))
    assert said in str(caught.value)
    assert not any(it in str(caught.value) for it in ("pydantic", "MCP error"))


UNHEARD = MCPError(-32603, "Server returned an error response")


@pytest.mark.parametrize(
    ("raised", "note", "error", "said"),
    [
        (UNHEARD, HttpNote(401), McpRequestRefused, "(HTTP 401)"),
        (UNHEARD, HttpNote(500), McpServerFailed, "(HTTP 500). The tool may have run"),
        (UNHEARD, HttpNote(429, retry_after=30), McpServerBusy, "called again in 30 s"),
        (UNHEARD, HttpNote(503), McpServerBusy, "busy (HTTP 503)."),
        (MCPError(-32601, "Not Found"), HttpNote(404), McpRequestRefused, "(HTTP 404)"),
        (
            MCPError(-32001, "Session not found"),
            HttpNote(404, in_session=True),
            McpSessionEnded,
            "session",
        ),
        (MCPError(-32600, "Redirect to x not"), HttpNote(302), McpRequestRedirected, "302"),
        (UNHEARD, HttpNote(502, lost=True), McpServerLost, "may have run"),
        (UNHEARD, HttpNote(502, lost=True, unsent=True), McpServerAway, "can't be reached"),
        (MCPError(-32700, "Failed"), HttpNote(200, too_large=True), McpResultTooLarge, "8 MiB"),
        (MCPError(-32700, "Failed"), HttpNote(200), McpResultUnreadable, "can't be read"),
        (MCPError(-32600, "Unexpected content type: "), HttpNote(200), McpNoAnswer, "no answer"),
        (MCPError(-32000, "Connection closed"), None, McpServerLost, "lost in the middle"),
        (MCPError(-32000, "Out of paper"), None, McpToolFailed, "Out of paper"),
        (MCPError(-32602, "Unknown tool: add"), None, McpUnknownTool, "doesn't have this tool"),
        (MCPError(-32602, "a: too long"), None, McpArgumentsRefused, "arguments: a: too long"),
        (MCPError(-32602, "Invalid or expired requestState"), None, McpAnswerTooLate, "too late"),
        (
            MCPError(-32021, "No", {"requiredCapabilities": {"sampling": {}}}),
            None,
            McpNotOffered,
            "sampling",
        ),
        (MCPError(-32603, "Out of disk"), HttpNote(200), McpToolFailed, "Out of disk"),
        (MCPError(-32001, "timed out"), None, TimeoutError, ""),
        (RuntimeError("Tool x has an output schema"), None, McpResultUnreadable, "tool ran"),
    ],
)
async def test_each_way_to_fail_has_a_sentence_of_its_own(raised, note, error, said):
    with pytest.raises(error) as caught:
        await ended(raised, note)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        ((3, 10, None), "3 of 10"),
        ((3, 10, "Fetched\n3 of 10"), "Fetched 3 of 10"),
        ((0.25, 1, None), "25 %"),
        ((40, 100, ""), "40 %"),
        ((7, None, None), "7 so far"),
        ((12, 10, None), "12 so far"),
    ],
)
def test_progress_is_a_line_of_words(progress, said):
    assert progress_text(*progress) == said
