#!/bin/sh
# Surprise: sseclient-py makes one event of two when the empty line between them ends in another way
# than the line before it (LF, then CRLF), as happens when a server writes lines with LF and a proxy
# or another writer adds CRLF ones. The HTML standard lets each line of a stream end in CR, LF or
# CRLF. The two JSON texts arrive as one that no parser reads. It also hands out a last event that
# the server never finished with an empty line, which the standard throws away. httpx-sse does both
# as the standard says.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet sseclient-py==1.9.0 httpx==0.28.1 httpx-sse==0.4.3 >/dev/null 2>&1
cd "$folder"
cat >show.py <<'PYTHON'
from importlib.metadata import version

import httpx
import httpx_sse
import sseclient

MIXED = b'data: {"n": 1}\n\r\ndata: {"n": 2}\n\r\n'
UNFINISHED = b'data: {"n": 1}\n\ndata: {"n": 2}\n'


def by_sseclient(body):
    return [event.data for event in sseclient.SSEClient(iter([body])).events()]


def by_httpx(body):
    headers = {"Content-Type": "text/event-stream"}
    response = httpx.Response(200, headers=headers, content=body)
    return [event.data for event in httpx_sse.EventSource(response).iter_sse()]


print("sseclient-py", version("sseclient-py"), "httpx-sse", version("httpx-sse"))
for name, body in (("mixed", MIXED), ("unfinished", UNFINISHED)):
    print(name, "sseclient-py:", by_sseclient(body), "httpx-sse:", by_httpx(body))
assert by_httpx(MIXED) == ['{"n": 1}', '{"n": 2}']
assert by_sseclient(MIXED) == ['{"n": 1}\n{"n": 2}']
assert by_httpx(UNFINISHED) == ['{"n": 1}']
assert by_sseclient(UNFINISHED) == ['{"n": 1}', '{"n": 2}']
PYTHON
"$folder/venv/bin/python" show.py
