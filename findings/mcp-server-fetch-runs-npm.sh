#!/bin/sh
# Surprise: where Node is installed, the official server of tools "fetch" runs `npm install` when it is
# first asked for an HTML page, without a lock file, in the folder of a Python package that it uses
# (readabilipy). While npm runs, the server answers nothing. Where npm can't install (no network, a
# company's registry that is named in a variable, since servers are started with few of them), no page
# can be read at all: npm is run again for each, and each ends with "Error executing tool fetch",
# although readabilipy says that it falls back on Python. A client that hides Node from the server,
# by its PATH, gets the page. Here, node and npm are stand-ins.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mcp-server-fetch==2026.10.24 >/dev/null 2>&1
cd "$folder"
mkdir programs
cat >programs/node <<'NODE'
#!/bin/sh
echo v24.0.0
NODE
cat >programs/npm <<'NPM'
#!/bin/sh
[ "$1" = install ] || exit 0
echo "npm $* in $(basename "$(dirname "$PWD")")/$(basename "$PWD")" >>"$CALLS"
sleep 3
exit 1
NPM
chmod +x programs/node programs/npm
cat >show.py <<'PYTHON'
import asyncio
import logging
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import version
from pathlib import Path

from mcp import Client, StdioServerParameters

logging.disable(logging.CRITICAL)
CALLS = Path("calls").absolute()


class Page(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<html><body><h1>Boats</h1><p>They float.</p></body></html>")


async def npm_runs():
    while not CALLS.read_text():
        await asyncio.sleep(0.05)


async def fetched(path):
    """What is read of a page, twice, and how long a list of the tools takes meanwhile."""
    CALLS.write_text("")
    env = {"PATH": path, "CALLS": str(CALLS)}
    started = StdioServerParameters(
        command=sys.executable, args=["-m", "mcp_server_fetch", "--allow-private-ips"], env=env
    )
    url = f"http://127.0.0.1:{server.server_port}/"
    async with Client(started) as client:
        fetching = asyncio.create_task(client.call_tool("fetch", {"url": url}))
        await asyncio.wait({asyncio.ensure_future(npm_runs()), fetching}, return_when="FIRST_COMPLETED")
        before = time.monotonic()
        await client.list_tools(cache_mode="refresh")
        waited = time.monotonic() - before
        first, again = await fetching, await client.call_tool("fetch", {"url": url})
        return [it.content[0].text for it in (first, again)], waited


server = HTTPServer(("127.0.0.1", 0), Page)
threading.Thread(target=server.serve_forever, daemon=True).start()
said, waited = asyncio.run(fetched(os.path.abspath("programs") + ":/usr/bin:/bin"))
ran = CALLS.read_text().splitlines()
print("mcp-server-fetch", version("mcp-server-fetch"), "ran", ran)
print(f"meanwhile a list of its tools took {waited:.1f} s; the pages: {said}")
assert ran == ["npm install in readabilipy/javascript"] * 2
assert said == ["Error executing tool fetch"] * 2
assert waited > 2
said, _ = asyncio.run(fetched("/nowhere"))
print("without Node:", " ".join(said[0].split()))
assert "They float." in said[0] and not CALLS.read_text()
PYTHON
"$folder/venv/bin/python" show.py 2>/dev/null
