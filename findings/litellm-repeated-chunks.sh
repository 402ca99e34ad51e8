#!/bin/sh
# Surprise: LiteLLM breaks off a streamed reply when 100 pieces in a row are the same and each is
# longer than two characters. A wide table's ruling, or a model that writes "ha " a hundred times as
# asked, becomes an error in mid-reply, although the server has answered correctly to the end. The
# bound is an attribute of the module, REPEATED_STREAMING_CHUNK_LIMIT, and an environment variable
# of the same name. OpenAI's own client hands on all pieces of the same stream.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet litellm==1.106.2 openai==2.54.0 >/dev/null 2>&1
cd "$folder"
cat >show.py <<'PYTHON'
import http.server
import json
import os
import threading
from importlib.metadata import version

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
import litellm
import openai

PIECES = 150


class Server(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for delta, reason in [({"content": "ha "}, None)] * PIECES + [({}, "stop")]:
            choice = {"index": 0, "delta": delta, "finish_reason": reason}
            chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
            self.wfile.write(f"data: {json.dumps({**chunk, 'choices': [choice]})}\n\n".encode())
        self.wfile.write(b"data: [DONE]\n\n")


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}/v1"
asked = {"messages": [{"role": "user", "content": "Laugh 150 times."}], "stream": True}


def read(stream):
    got, ended = 0, "to the end"
    try:
        for chunk in stream:
            got += bool(chunk.choices and chunk.choices[0].delta.content)
    except Exception as error:
        ended = f"{type(error).__name__}: {str(error)[:120]}"
    return got, ended


by_openai = read(
    openai.OpenAI(base_url=base, api_key="k").chat.completions.create(model="m", **asked)
)
by_litellm = read(
    litellm.completion(model="hosted_vllm/m", api_base=base, api_key="k", num_retries=0, **asked)
)
print("openai", version("openai"), by_openai)
print("litellm", version("litellm"), by_litellm)
assert by_openai == (PIECES, "to the end")
assert by_litellm[0] == 100 and "repeating the same chunk" in by_litellm[1]
PYTHON
"$folder/venv/bin/python" show.py
