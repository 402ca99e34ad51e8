#!/bin/sh
# Surprise: LiteLLM's proxy, started with a key of its own and without a database, answers a request
# that has another key with 400 and "No connected db." instead of 401 and a word about the key. Clients
# that speak OpenAI's protocol tell a wrong key by its 401; a person who has mistyped the key reads
# about a database that was never set up.
set -eu
folder=$(mktemp -d)
proxy=
trap '[ -z "$proxy" ] || kill "$proxy" 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet 'litellm[proxy]==1.106.2' >/dev/null 2>&1
cd "$folder"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >config.yaml <<'YAML'
model_list:
  - model_name: boats
    litellm_params: {model: openai/boats, api_base: "http://127.0.0.1:9/v1", api_key: none}
general_settings:
  master_key: sk-right-0123456789
YAML
LITELLM_LOCAL_MODEL_COST_MAP=True "$folder/venv/bin/litellm" \
    --config config.yaml --host 127.0.0.1 --port "$port" >proxy.log 2>&1 &
proxy=$!
cat >show.py <<'PYTHON'
import json
import sys
import time
import urllib.error
import urllib.request
from importlib.metadata import version

BASE = f"http://127.0.0.1:{sys.argv[1]}"


def asked(path, key=""):
    request = urllib.request.Request(BASE + path, headers={"Authorization": f"Bearer {key}"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


for _ in range(300):
    try:
        urllib.request.urlopen(f"{BASE}/health/liveliness", timeout=5)
        break
    except OSError:
        time.sleep(0.2)
right = asked("/v1/models", "sk-right-0123456789")
wrong = asked("/v1/models", "sk-wrong-0123456789")
print("litellm", version("litellm"))
print("right key:", right)
print("wrong key:", wrong)
assert right[0] == 200 and [it["id"] for it in right[1]["data"]] == ["boats"]
assert wrong[0] == 400 and wrong[1]["error"]["message"] == "No connected db."
PYTHON
"$folder/venv/bin/python" show.py "$port"
