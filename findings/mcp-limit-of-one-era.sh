#!/bin/sh
# Surprise: whether a result of a tool can be read is up to the era of the protocol and to the way it
# comes, with one and the same server and client of the official MCP library in their defaults. Over
# HTTP in the older era a text of 600 kB is refused after the tool has run, because an event may have
# 1 MiB, and the library sends a text twice (as text, and as structured content). In the newer era,
# where the server answers with JSON, and over standard input, there is no limit: 20 MB are read.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mcp==2.3.0 >/dev/null 2>&1
cd "$folder"
cat >server.py <<'PYTHON'
import sys

from mcp.server import MCPServer

server = MCPServer("large")


@server.tool()
def large(size: int) -> str:
    print("ran", file=sys.stderr, flush=True)
    return "x" * size


server.run("streamable-http", host="127.0.0.1", port=int(sys.argv[1]))
PYTHON
cat >show.py <<'PYTHON'
import asyncio
import logging
import socket
import subprocess
import sys
from importlib.metadata import version

from mcp import Client, MCPError

logging.disable(logging.CRITICAL)
SIZE = 600_000


async def read(url, mode):
    async with Client(url, mode=mode) as client:
        try:
            result = await client.call_tool("large", {"size": SIZE})
        except MCPError as error:
            return client.protocol_version, error.message
        return client.protocol_version, len(result.content[0].text)


async def listening(port):
    for _ in range(600):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return


with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
command = [sys.executable, "server.py", str(port)]
server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
try:
    asyncio.run(listening(port))
    url = f"http://127.0.0.1:{port}/mcp"
    told = {mode: asyncio.run(read(url, mode)) for mode in ("legacy", "auto")}
finally:
    server.kill()
ran = server.stderr.read().splitlines().count("ran")
for revision, said in told.values():
    print("mcp", version("mcp"), "revision", revision, f"a text of {SIZE:,} characters:", said)
print("the tool ran", ran, "times")
assert "exceeded the 1048576 byte limit" in told["legacy"][1]
assert told["auto"][1] == SIZE
assert ran == 2
PYTHON
"$folder/venv/bin/python" show.py
