#!/bin/sh
# Surprise: LiteLLM mixes up the calls of an Ollama model that calls two functions, each on its own
# line of the stream, as Ollama sends them. Both arrive with index 0 and the one without arguments has
# no id, so LiteLLM's own stream_chunk_builder makes one call of them: the name of the second, and as
# arguments two JSON objects back to back, which no JSON parser takes. With both calls on one line
# the indexes are right, but the one without arguments still has no id and stream_chunk_builder loses
# it. The same answer without streaming has both calls.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check litellm==1.106.2 >/dev/null 2>&1
cd "$folder"
cat >show.py <<'PYTHON'
import http.server
import json
import os
import threading
from importlib.metadata import version

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
import litellm

litellm.suppress_debug_info = True
WEATHER = {"function": {"index": 0, "name": "weather", "arguments": {"city": "Oslo"}}}
TIME = {"function": {"index": 1, "name": "time", "arguments": {}}}
KNOWN = {"model": "m", "created_at": "2026-01-01T00:00:00Z"}
ENDING = {"done": True, "done_reason": "stop", "prompt_eval_count": 1, "eval_count": 1}


def line(calls=(), **more):
    message = {"role": "assistant", "content": "", **({"tool_calls": calls} if calls else {})}
    return {**KNOWN, "message": message, "done": False, **more}


ANSWERS = {
    "two lines": [line([WEATHER]), line([TIME]), line(**ENDING)],
    "one line": [line([WEATHER, TIME]), line(**ENDING)],
    "not streamed": [line([WEATHER, TIME], **ENDING)],
}


class Server(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        answer = [{"capabilities": ["tools"]}] if self.path == "/api/show" else ANSWERS[kind]
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson")
        self.end_headers()
        self.wfile.write("".join(f"{json.dumps(it)}\n" for it in answer).encode())


def tool(name):
    return {"type": "function", "function": {"name": name, "parameters": {"type": "object", "properties": {}}}}


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
print("litellm", version("litellm"))
built = {}
indexes = {}
for kind in ANSWERS:
    answer = litellm.completion(
        model="ollama_chat/m",
        api_base=f"http://127.0.0.1:{server.server_port}",
        messages=[{"role": "user", "content": "How is Oslo, and what time is it?"}],
        tools=[tool("weather"), tool("time")],
        stream=kind != "not streamed",
        num_retries=0,
        # Without this every request with tools wants the package mcp, which isn't needed here.
        _skip_mcp_handler=True,
    )
    print(kind)
    if kind != "not streamed":
        chunks = list(answer)
        calls = [call for it in chunks for call in it.choices[0].delta.tool_calls or ()]
        for it in calls:
            named = "an id" if it.id else "no id"
            print(f"  arrives: index {it.index}, {named}, {it.function.name} {it.function.arguments}")
        indexes[kind] = [(it.index, bool(it.id)) for it in calls]
        answer = litellm.stream_chunk_builder(chunks)
    calls = answer.choices[0].message.tool_calls
    built[kind] = [(it.function.name, it.function.arguments) for it in calls]
    print("  put together:", built[kind])
assert indexes["two lines"] == [(0, True), (0, False)]
assert indexes["one line"] == [(0, True), (1, False)]
assert built["two lines"] == [("time", '{"city": "Oslo"}{}')]
assert built["one line"] == [("weather", '{"city": "Oslo"}')]
assert built["not streamed"] == [("weather", '{"city": "Oslo"}'), ("time", "{}")]
PYTHON
"$folder/venv/bin/python" show.py
