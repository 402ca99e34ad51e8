#!/bin/sh
# Surprise: the official MCP library reads a message of a server that is a program (over its standard
# output) in a time that grows with the square of its length: for each 64 kB that arrive it copies all
# that it has of the line so far. Twice the length costs the client four times the processor. At 20 MB
# a text takes 7 to 20 s, in steps on the event loop that all else waits for. Over HTTP, and with a
# line reader such as asyncio's, the time grows with the length.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mcp==2.3.0 >/dev/null 2>&1
cd "$folder"
cat >server.py <<'PYTHON'
from mcp.server import MCPServer

server = MCPServer("large")


@server.tool(structured_output=False)
def large(size: int) -> str:
    return "x" * size


server.run("stdio")
PYTHON
cat >show.py <<'PYTHON'
import asyncio
import sys
import time
from importlib.metadata import version

from mcp import Client, StdioServerParameters

MB = 1_000_000


async def main():
    seconds = {}
    async with Client(StdioServerParameters(command=sys.executable, args=["server.py"])) as client:
        await client.call_tool("large", {"size": MB})
        for size in (4, 32):
            before = time.process_time()
            result = await client.call_tool("large", {"size": size * MB})
            assert len(result.content[0].text) == size * MB
            seconds[size] = time.process_time() - before
            print("mcp", version("mcp"), f"{size:2} MB: {seconds[size]:.2f} s of the client's processor")
    assert seconds[32] > 16 * seconds[4], "eight times as long would be linear"


asyncio.run(main())
PYTHON
"$folder/venv/bin/python" show.py 2>/dev/null
