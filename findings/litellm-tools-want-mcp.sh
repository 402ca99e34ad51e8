#!/bin/sh
# Surprise: a plain install of LiteLLM can't pass on any tools. A request with one ordinary function
# fails with "No module named 'mcp'" before anything is sent, whatever the provider, although nothing
# in it has to do with MCP. The package is asked for only by the extras "mcp" and "proxy". Awaited, the
# failure calls itself an APIConnectionError, as if the server were unreachable; the blocking call
# raises a bare ModuleNotFoundError. Without tools the same requests are answered.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check litellm==1.106.2 >/dev/null 2>&1
cd "$folder"
cat >show.py <<'PYTHON'
import asyncio
import http.server
import importlib.util
import json
import os
import threading
from importlib.metadata import version

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
import litellm

litellm.suppress_debug_info = True
ANTHROPIC = [
    {
        "type": "message_start",
        "message": {
            "id": "1",
            "type": "message",
            "role": "assistant",
            "content": [],
            "model": "m",
            "usage": {"input_tokens": 1, "output_tokens": 1},
        },
    },
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Hi"}},
    {"type": "content_block_stop", "index": 0},
    {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 1}},
    {"type": "message_stop"},
]
GEMINI = {"candidates": [{"content": {"parts": [{"text": "Hi"}], "role": "model"}, "finishReason": "STOP"}]}
OPENAI = {
    "id": "1",
    "object": "chat.completion.chunk",
    "created": 1,
    "model": "m",
    "choices": [{"index": 0, "delta": {"content": "Hi"}, "finish_reason": "stop"}],
}
FUNCTION = {"name": "weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}
asked_for = []


class Server(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        asked_for.append(self.path)
        if "GenerateContent" in self.path:
            events = [GEMINI]
        else:
            events = ANTHROPIC if "messages" in self.path else [OPENAI]
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write("".join(f"data: {json.dumps(it)}\n\n" for it in events).encode())


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}"


def request(model, tools):
    prefix = {"anthropic": "", "gemini": "/v1beta"}.get(model.split("/")[0], "/v1")
    return {
        "model": model,
        "api_base": base + prefix,
        "api_key": "k",
        "messages": [{"role": "user", "content": "Hello"}],
        "stream": True,
        "num_retries": 0,
        **({"tools": tools} if tools else {}),
    }


async def awaited(asked):
    stream = await litellm.acompletion(**asked)
    return "".join([it.choices[0].delta.content or "" async for it in stream])


def blocking(asked):
    return "".join(it.choices[0].delta.content or "" for it in litellm.completion(**asked))


def tried(call):
    before = len(asked_for)
    try:
        heard = call()
    except Exception as error:
        heard = f"{type(error).__name__}: {str(error).splitlines()[0]}"
    return heard, len(asked_for) - before


print("litellm", version("litellm"), "mcp installed:", importlib.util.find_spec("mcp") is not None)
for model in ("openai/m", "hosted_vllm/m", "anthropic/claude-sonnet-4-5", "gemini/gemini-2.5-flash"):
    for tools in (None, [{"type": "function", "function": FUNCTION}]):
        heard, sent = tried(lambda: asyncio.run(awaited(request(model, tools))))
        heard_blocking, sent_blocking = tried(lambda: blocking(request(model, tools)))
        print(model, "with tools" if tools else "without tools")
        print(f"  awaited: {heard} ({sent} sent)")
        print(f"  blocking: {heard_blocking} ({sent_blocking} sent)")
        if tools:
            assert heard.startswith("APIConnectionError") and "No module named 'mcp'" in heard
            assert heard_blocking == "ModuleNotFoundError: No module named 'mcp'"
            assert sent == sent_blocking == 0
        else:
            assert heard == heard_blocking == "Hi" and sent == sent_blocking == 1
PYTHON
"$folder/venv/bin/python" show.py
