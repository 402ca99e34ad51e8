#!/bin/sh
# Surprise: a comment line (": still here") in the event stream of a Gemini model, which servers and
# proxies send to keep a slow connection open, makes LiteLLM lose the text that follows it. The reply
# ends without an error and with the finish reason "stop", as if it were complete. The same comment
# in a stream of OpenAI's or Anthropic's loses nothing. The standard of event streams says that lines
# that begin with a colon are ignored.
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
COMMENT = ": still here\n\n"


def event(data):
    return f"data: {json.dumps(data)}\n\n"


def gemini(word, last):
    content = {"parts": [{"text": word}], "role": "model"}
    ending = {"finishReason": "STOP"} if last else {}
    return event({"candidates": [{"content": content, "index": 0, **ending}]})


def openai(word, last):
    choice = {"index": 0, "delta": {"content": word}, "finish_reason": "stop" if last else None}
    return event(
        {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    )


class Server(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        say = gemini if "streamGenerateContent" in self.path else openai
        comment = COMMENT if "comments" in self.path else ""
        frames = [say(word, last=word == WORDS[-1]) for word in WORDS]
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write((frames[0] + comment + "".join(frames[1:])).encode())


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
heard = {}
for model in ("gemini/gemini-2.5-flash-lite", "hosted_vllm/m"):
    for kind in ("plain", "comments"):
        stream = litellm.completion(
            model=model,
            api_base=f"http://127.0.0.1:{server.server_port}/{kind}/v1beta",
            api_key="k",
            messages=[{"role": "user", "content": "Count to four."}],
            stream=True,
            num_retries=0,
        )
        text, reason, ended = "", None, "without an error"
        try:
            for chunk in stream:
                text += chunk.choices[0].delta.content or ""
                reason = chunk.choices[0].finish_reason or reason
        except Exception as error:
            ended = f"{type(error).__name__}: {str(error)[:100]}"
        heard[model.split("/")[0], kind] = (text, reason)
        print("litellm", version("litellm"), model, kind, repr(text), reason, ended)
whole = "".join(WORDS)
assert heard["gemini", "plain"] == (whole, "stop")
assert heard["hosted_vllm", "plain"] == heard["hosted_vllm", "comments"] == (whole, "stop")
assert heard["gemini", "comments"] == ("One ", "stop")
PYTHON
"$folder/venv/bin/python" show.py
