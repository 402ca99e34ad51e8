#!/bin/sh
# Surprise: an answer of an Ollama model that ran into its limit of tokens behind a call looks complete
# in LiteLLM. Ollama says why it ended, "length", but as soon as there was a call LiteLLM's finish
# reason is "tool_calls", with and without streaming, and the text that was cut off, or the calls that
# were still to come, can't be told from whole ones. Without a call the reason is "length". The same
# answer of a server of OpenAI's protocol keeps its "length".
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
TEXT = "I look up all five cit"
KNOWN = {"model": "m", "created_at": "2026-01-01T00:00:00Z"}
ENDING = {"done": True, "done_reason": "length", "prompt_eval_count": 1, "eval_count": 20}


def ollama(called, stream):
    call = {"function": {"index": 0, "name": "weather", "arguments": {"city": "Oslo"}}}
    calls = {"tool_calls": [call]} if called else {}
    said = {"role": "assistant", "content": TEXT}
    if not stream:
        return json.dumps({**KNOWN, "message": {**said, **calls}, **ENDING})
    lines = [{**KNOWN, "message": {**said, "content": "", **calls}, "done": False}] if called else []
    lines.append({**KNOWN, "message": said, "done": False})
    lines.append({**KNOWN, "message": {**said, "content": ""}, **ENDING})
    return "".join(f"{json.dumps(it)}\n" for it in lines)


def openai(called, stream):
    function = {"name": "weather", "arguments": '{"city": "Oslo"}'}
    call = {"id": "call_1", "type": "function", "function": function}
    calls = {"tool_calls": [{"index": 0, **call} if stream else call]} if called else {}
    said = {"role": "assistant", "content": TEXT, **calls}
    told = {"id": "1", "created": 1, "model": "m"}
    if not stream:
        choice = {"index": 0, "message": said, "finish_reason": "length"}
        return json.dumps({**told, "object": "chat.completion", "choices": [choice]})
    pieces = [
        {**told, "object": "chat.completion.chunk", "choices": [{"index": 0, **it}]}
        for it in ({"delta": said, "finish_reason": None}, {"delta": {}, "finish_reason": "length"})
    ]
    return "".join(f"data: {json.dumps(it)}\n\n" for it in pieces) + "data: [DONE]\n\n"


class Server(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        say = ollama if self.path == "/api/chat" else openai
        show = json.dumps({"capabilities": ["tools"]})
        lines = "application/x-ndjson" if say is ollama else "text/event-stream"
        self.send_response(200)
        self.send_header("Content-Type", lines if stream else "application/json")
        self.end_headers()
        answer = show if self.path == "/api/show" else say(called, stream)
        self.wfile.write(answer.encode())


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
schema = {"type": "object", "properties": {"city": {"type": "string"}}}
tool = {"type": "function", "function": {"name": "weather", "parameters": schema}}
print("litellm", version("litellm"))
reasons = {}
for model, prefix in (("ollama_chat/m", ""), ("hosted_vllm/m", "/v1")):
    for called in (False, True):
        for stream in (False, True):
            answer = litellm.completion(
                model=model,
                api_base=f"http://127.0.0.1:{server.server_port}{prefix}",
                api_key="k",
                messages=[{"role": "user", "content": "How is the weather in five cities?"}],
                tools=[tool],
                max_tokens=20,
                stream=stream,
                num_retries=0,
                # Without this every request with tools wants the package mcp, not needed here.
                _skip_mcp_handler=True,
            )
            answer = litellm.stream_chunk_builder(list(answer)) if stream else answer
            choice = answer.choices[0]
            assert choice.message.content == TEXT and bool(choice.message.tool_calls) == called
            reasons[model, called, stream] = choice.finish_reason
            told = "streamed" if stream else "whole", "with a call" if called else "without a call"
            print(model, *told, "cut at 20 tokens:", choice.finish_reason)
for (model, called, _), reason in reasons.items():
    hidden = called and model == "ollama_chat/m"
    assert reason == ("tool_calls" if hidden else "length")
PYTHON
"$folder/venv/bin/python" show.py
