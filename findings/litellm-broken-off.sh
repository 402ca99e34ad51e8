#!/bin/sh
# Surprise: a stream that ends in the middle (its HTTP body is whole, but there was neither a finish
# reason nor "data: [DONE]", as when a server behind a proxy went away) comes out of LiteLLM as a
# complete reply: no error, and the finish reason "stop". Nothing tells it from a whole one. OpenAI's
# protocol ends a whole stream with both. LiteLLM's proxy hands it on in the same way.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet litellm==1.106.2 >/dev/null 2>&1
cd "$folder"
cat >show.py <<'PYTHON'
import http.server
import json
import os
import threading
from importlib.metadata import version

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
import litellm

WORDS = ["One ", "two ", "three ", "four"]


def chunk(word, reason=None):
    choice = {"index": 0, "delta": {"content": word}, "finish_reason": reason}
    told = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return f"data: {json.dumps({**told, 'choices': [choice]})}\n\n"


class Server(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        if "broken" in self.path:
            body = "".join(chunk(word) for word in WORDS[:2])
        else:
            body = "".join(chunk(word) for word in WORDS) + chunk("", "stop") + "data: [DONE]\n\n"
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(body.encode())


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
heard = {}
for kind in ("whole", "broken"):
    stream = litellm.completion(
        model="openai/m",
        api_base=f"http://127.0.0.1:{server.server_port}/{kind}/v1",
        api_key="k",
        messages=[{"role": "user", "content": "Count to four."}],
        stream=True,
        num_retries=0,
    )
    text, reason = "", None
    for piece in stream:
        text += piece.choices[0].delta.content or ""
        reason = piece.choices[0].finish_reason or reason
    heard[kind] = (text, reason)
    print("litellm", version("litellm"), kind, repr(text), reason, "without an error")
assert heard["whole"] == ("One two three four", "stop")
assert heard["broken"] == ("One two ", "stop")
PYTHON
"$folder/venv/bin/python" show.py
