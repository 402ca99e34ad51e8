"""A server of tools over HTTP, of the newer era, that answers calls as no library would let it:
with any status, headers and body. It runs in a thread of the tests.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DISCOVERED = {
    "resultType": "complete",
    "supportedVersions": ["2026-07-28"],
    "capabilities": {"tools": {}},
    "ttlMs": 0,
    "cacheScope": "private",
}
LISTED = {
    "resultType": "complete",
    "tools": [{"name": "answers", "inputSchema": {"type": "object"}}],
    "ttlMs": 0,
    "cacheScope": "private",
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None: ...

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        match asked["method"]:
            case "server/discover":
                self._answer(self._result(asked, DISCOVERED))
            case "tools/list":
                self._answer(self._result(asked, LISTED))
            case "tools/call":
                self._call(asked, asked["params"]["arguments"])

    def _call(self, asked: Any, arguments: dict[str, Any]) -> None:
        """Answer as the arguments say: with `status`, `headers` and `body`, or with a `result`, of
        which only so many bytes are sent (`cut`). `size`: with a text of so many characters.
        `drop`: not at all.
        """
        if arguments.get("drop"):
            self.close_connection = True
            self.connection.close()
            return
        said = {"content": [{"type": "text", "text": "x" * arguments.get("size", 1)}]}
        result = arguments.get("result", {"resultType": "complete", **said})
        body = arguments.get("body", self._result(asked, result))
        status, headers = arguments.get("status", 200), arguments.get("headers", {})
        self._answer(body, status, headers, arguments.get("cut"))

    def _result(self, asked: Any, result: Any) -> str:
        return json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": result})

    def _answer(
        self,
        body: str,
        status: int = 200,
        headers: dict[str, str] | None = None,
        cut: int | None = None,
    ) -> None:
        sent = body.encode()
        self.send_response(status)
        for name, value in {"content-type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(sent)))
        self.end_headers()
        if cut is not None:
            self.close_connection = True
        self.wfile.write(sent[:cut])


@contextmanager
def odd_server() -> Iterator[str]:
    """Its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/mcp"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
