#!/bin/sh
# Surprise: LiteLLM writes into the tools that it is given. After one request to Gemini or to a vLLM
# server the caller's own list has lost every "additionalProperties", and for Gemini a type that may
# be null is worded in another way. Whoever keeps its tools in one list, as all do, sends another
# schema to the next provider than it wrote, and which one depends on who was asked before. "strict"
# stays in the list, and OpenAI wants "additionalProperties": false in each strict function. Requests
# to OpenAI and Anthropic leave the list as it was.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check litellm==1.106.2 >/dev/null 2>&1
cd "$folder"
cat >show.py <<'PYTHON'
import copy
import http.server
import json
import os
import threading
from importlib.metadata import version

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
import litellm

litellm.suppress_debug_info = True
SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": ["string", "null"]}},
    "required": ["city"],
    "additionalProperties": False,
}
ANTHROPIC = {
    "id": "1",
    "type": "message",
    "role": "assistant",
    "content": [{"type": "text", "text": "Hi"}],
    "model": "m",
    "stop_reason": "end_turn",
    "usage": {"input_tokens": 1, "output_tokens": 1},
}
GEMINI = {
    "candidates": [{"content": {"parts": [{"text": "Hi"}], "role": "model"}, "finishReason": "STOP"}],
    "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2},
}
OPENAI = {
    "id": "1",
    "object": "chat.completion",
    "created": 1,
    "model": "m",
    "choices": [
        {"index": 0, "message": {"role": "assistant", "content": "Hi"}, "finish_reason": "stop"}
    ],
}
BASES = {
    "openai/m": "/v1",
    "anthropic/claude-sonnet-4-5": "",
    "hosted_vllm/m": "/v1",
    "gemini/gemini-2.5-flash": "/v1beta",
}
bodies = []


class Server(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        answer = ANTHROPIC if "v1/messages" in self.path else OPENAI
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(GEMINI if "enerateContent" in self.path else answer).encode())


def ask(model, tools):
    litellm.completion(
        model=model,
        api_base=f"http://127.0.0.1:{server.server_port}{BASES[model]}",
        api_key="k",
        messages=[{"role": "user", "content": "Hello"}],
        tools=tools,
        num_retries=0,
        # Without this every request with tools wants the package mcp, which isn't needed here.
        _skip_mcp_handler=True,
    )


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
print("litellm", version("litellm"))
print("as written:", json.dumps(SCHEMA))
sent = {}
for model in BASES:
    function = {"name": "weather", "strict": True, "parameters": copy.deepcopy(SCHEMA)}
    tools = [{"type": "function", "function": function}]
    ask(model, tools)
    print(model, "changed the caller's list:", function["parameters"] != SCHEMA)
    ask("openai/m", tools)
    sent[model] = bodies[-1]["tools"][0]["function"]
    print("  OpenAI is sent after it:", json.dumps(sent[model]["parameters"]))
bare = {name: value for name, value in SCHEMA.items() if name != "additionalProperties"}
reworded = {"city": {"anyOf": [{"type": "string"}, {"type": "null"}]}}
assert all(it["strict"] for it in sent.values())
assert sent["openai/m"]["parameters"] == sent["anthropic/claude-sonnet-4-5"]["parameters"] == SCHEMA
assert sent["hosted_vllm/m"]["parameters"] == bare
assert sent["gemini/gemini-2.5-flash"]["parameters"] == {**bare, "properties": reworded}
PYTHON
"$folder/venv/bin/python" show.py
