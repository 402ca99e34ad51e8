"""No page elsewhere shows ours inside it."""

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from spacerr.api.mounted import mounted
from spacerr.config import Settings


def test_every_answer_refuses_frames_and_guesses():
    page = Starlette(routes=[Route("/chat", lambda _: PlainTextResponse("Hi"))])
    client = TestClient(mounted(page, Settings(), (), {}), base_url="http://localhost")
    for path, host in (("/chat", "localhost"), ("/gone", "localhost"), ("/chat", "evil.example")):
        headers = client.get(path, headers={"host": host}).headers
        assert headers["content-security-policy"] == "frame-ancestors 'none'"
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
