"""No page elsewhere shows ours inside it, and ours run only what they were built with."""

import os
import re
from base64 import b64encode
from hashlib import sha256

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from spacerr.api.mounted import mount_api
from spacerr.config import Settings

EARLY, LATE = "document.title = '\u00fc &amp;';\n", "import '/assets/a.js'"
PAGE = f'<script>{EARLY}</script><script src="/a.js"></script>'
ANSWERS = {
    "/chat": HTMLResponse(PAGE),
    "/kept": Response(status_code=304),
    "/assets/kept.js": Response(status_code=304),
    "/worker.js": Response(media_type="text/javascript"),
    "/plain": PlainTextResponse("Hi"),
}


@pytest.fixture
def built(tmp_path):
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "setup").mkdir()
    (tmp_path / "setup" / "index.html").write_text(f'<script type="module">{LATE}</script>')
    return tmp_path


@pytest.fixture
def client(built):
    routes = [Route(path, lambda request: ANSWERS[request.url.path]) for path in ANSWERS]
    app = mount_api(Starlette(routes=routes), Settings(), (), {}, built)
    return TestClient(app, base_url="http://localhost")


def policy(client, path, host="localhost:3000") -> dict[str, str]:
    said = client.get(path, headers={"host": host}).headers["content-security-policy"]
    return dict(part.strip().split(" ", 1) for part in said.split(";"))


def hash_of(script) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


@pytest.mark.parametrize("path", [*ANSWERS, "/gone"])
def test_every_answer_refuses_frames_and_guesses(client, path):
    for host in ("localhost", "evil.example"):
        headers = client.get(path, headers={"host": host}).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/chat", "/kept"])
def test_a_page_runs_its_own_files_and_the_scripts_it_was_built_with(client, path):
    told = policy(client, path)
    assert set(told["script-src"].split()) == {
        "'self'", "'unsafe-eval'", hash_of(EARLY), hash_of(LATE)
    }  # fmt: skip
    assert (told["default-src"], told["object-src"], told["base-uri"]) == (
        "'self'", "'none'", "'none'"
    )  # fmt: skip


def test_a_page_built_anew_runs_its_new_scripts(client, built):
    policy(client, "/chat")
    (built / "index.html").write_text("<script>new()</script>")
    os.utime(built / "index.html", (1, 1))
    assert hash_of("new()") in policy(client, "/chat")["script-src"]


@pytest.mark.parametrize(("host", "sockets"), [
    ("localhost:3000", " ws://localhost:3000 wss://localhost:3000"),
    ("[::1]:3000", ""),
])  # fmt: skip
def test_a_page_connects_to_the_address_it_was_opened_at(client, host, sockets):
    assert policy(client, "/chat", host)["connect-src"] == f"'self'{sockets}"


@pytest.mark.parametrize("path", ["/assets/kept.js", "/worker.js", "/plain"])
def test_what_is_no_page_is_not_held_to_its_policy(client, path):
    assert policy(client, path) == {"frame-ancestors": "'none'"}


def test_what_a_stranger_named_as_host_is_in_no_policy(client):
    said = client.get("/chat", headers={"host": "a; script-src *"}).headers
    assert not re.search(r"\*", said["content-security-policy"])
