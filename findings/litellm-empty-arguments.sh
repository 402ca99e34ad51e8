#!/bin/sh
# Surprise: a call without arguments, which a server of OpenAI's protocol may stream as an empty
# string, doesn't survive a change of the model in mid-conversation. LiteLLM hands on the empty string
# as it came. With the call in the history, joined from its pieces, LiteLLM tells Gemini that there was
# an argument "type" with the value "object", which nobody ever sent, and for Ollama it fails to parse
# the history as JSON and asks nothing. Anthropic is told of no arguments, which is right. Only who
# joins the pieces by LiteLLM's stream_chunk_builder is safe: it writes "{}" instead.
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
CALL = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "time", "arguments": ""}}
ANTHROPIC = {
    "id": "1",
    "type": "message",
    "role": "assistant",
    "content": [{"type": "text", "text": "Noon."}],
    "model": "m",
    "stop_reason": "end_turn",
    "usage": {"input_tokens": 1, "output_tokens": 1},
}
GEMINI = {
    "candidates": [{"content": {"parts": [{"text": "Noon."}], "role": "model"}, "finishReason": "STOP"}],
    "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2},
}
OLLAMA = {"model": "m", "message": {"role": "assistant", "content": "Noon."}, "done": True, "done_reason": "stop"}
asked_for = []


def chunk(delta, reason):
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    told = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return f"data: {json.dumps({**told, 'choices': [choice]})}\n\n"


class Server(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        kind = "application/json"
        if "/chat/completions" in self.path:
            kind = "text/event-stream"
            begun = {"role": "assistant", "content": None, "tool_calls": [CALL]}
            answer = chunk(begun, None) + chunk({}, "tool_calls") + "data: [DONE]\n\n"
        elif "enerateContent" in self.path:
            asked_for.append(body["contents"])
            answer = json.dumps(GEMINI)
        elif self.path == "/api/show":
            answer = json.dumps({"capabilities": ["tools"]})
        else:
            asked_for.append(body["messages"])
            answer = json.dumps(ANTHROPIC if "v1/messages" in self.path else OLLAMA)
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(answer.encode())


def asked(model, prefix, messages, stream):
    function = {"name": "time", "parameters": {"type": "object", "properties": {}}}
    return litellm.completion(
        model=model,
        api_base=f"http://127.0.0.1:{server.server_port}{prefix}",
        api_key="k",
        messages=messages,
        tools=[{"type": "function", "function": function}],
        stream=stream,
        num_retries=0,
        # Without this every request with tools wants the package mcp, which isn't needed here.
        _skip_mcp_handler=True,
    )


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
print("litellm", version("litellm"))
question = {"role": "user", "content": "What time is it?"}
chunks = list(asked("hosted_vllm/m", "/v1", [question], stream=True))
pieces = [call for it in chunks for call in it.choices[0].delta.tool_calls or ()]
arguments = "".join(it.function.arguments for it in pieces)
built = litellm.stream_chunk_builder(chunks).choices[0].message.tool_calls[0].function.arguments
print("the arguments joined:", repr(arguments), "by stream_chunk_builder:", repr(built))
function = {"name": pieces[0].function.name, "arguments": arguments}
call = {"id": pieces[0].id, "type": "function", "function": function}
called = {"role": "assistant", "content": None, "tool_calls": [call]}
history = [question, called, {"role": "tool", "tool_call_id": "call_1", "content": "12:00"}]
seen = {}
for model, prefix in {
    "anthropic/claude-sonnet-4-5": "",
    "gemini/gemini-2.5-flash": "/v1beta",
    "ollama_chat/m": "",
}.items():
    before = len(asked_for)
    try:
        asked(model, prefix, json.loads(json.dumps(history)), stream=False)
        seen[model.split("/")[0]] = str(asked_for[-1][1])
        print(model, "is told", asked_for[-1][1])
    except Exception as error:
        seen[model.split("/")[0]] = type(error).__name__
        print(model, "isn't asked:", str(error).splitlines()[0])
        assert "Expecting value" in str(error) and len(asked_for) == before
assert (arguments, built) == ("", "{}")
assert "'input': {}" in seen["anthropic"]
assert "'args': {'type': 'object'}" in seen["gemini"]
assert seen["ollama_chat"] == "APIConnectionError"
PYTHON
"$folder/venv/bin/python" show.py
