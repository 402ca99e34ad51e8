"""Servers of tools over HTTP: tokens come in, and no answer, refusal or log line ever says one."""

import pytest

from tests.support.people.door import BOB, Browser, kind, owner
from tests.support.tools.live_server import live_server
from tests.support.tools.sign_in_server import agree, sign_in_server

pytestmark = pytest.mark.anyio
TOKEN = "token-0123456789-abcdefgh"
PATHS = ["", "/change", "/test", "/sign-in"]
STRANGE = [{}, [], None, {"id": 7}, {"id": "x" * 300}, {"id": "\0"}, {"title": {}, "secret": []}]


@pytest.fixture
def settings(settings):
    """Where people may name servers on this machine."""
    return settings.model_copy(update={"private_model_servers": True})


@pytest.fixture
async def ada(people_d):
    return await owner(people_d)


async def path_of(browser):
    team = (await browser.get("me")).json()["teams"][0]["id"]
    return f"teams/{team}/tool-servers"


async def test_a_token_is_said_nowhere(ada, capfd):
    path, said = await path_of(ada), []
    async with live_server(token=TOKEN) as server:
        new = {"title": "Wiki", "url": server.url, "auth": "token", "secret": TOKEN}
        said.append(await ada.post(path, new | {"secret": f"{TOKEN}x"}))
        said.append(await ada.post(path, new))
        made = said[-1].json()["id"]
        said.append(await ada.post(f"{path}/test", {"id": made}))
        assert said[-1].json() == {"tools": 1, "sentence": ""}
        change = {"id": made, "title": "Our wiki", "url": server.url, "auth": "token"}
        said.append(await ada.post(f"{path}/change", change | {"revision": 0}))
        said.append(await ada.post(f"{path}/change", change | {"revision": 0}))
        said.append(await ada.post(path, new | {"secret": f"{TOKEN}\n{TOKEN}"}))
        said.append(await ada.post(path, new | {"secret": 7, "title": TOKEN}))
    assert [it.status_code for it in said] == [400, 200, 200, 200, 409, 400, 400]
    assert [kind(it) for it in (said[0], said[4])] == ["ToolServerRefuses", "ToolServerChanged"]
    assert said[0].json()["skippable"] and said[0].json()["field"] == "secret"
    written = capfd.readouterr()
    for text in (*[it.text for it in said], written.out, written.err):
        assert TOKEN not in text


@pytest.mark.parametrize("path", PATHS)
async def test_nothing_that_is_sent_is_more_than_refused(people_d, ada, path):
    bob, stranger = Browser(people_d.settings), Browser(people_d.settings)
    await bob.sign_up(BOB, name="Bob")
    servers = await path_of(ada)
    for browser in (ada, bob, stranger):
        for body in STRANGE:
            answer = await browser.post(f"{servers}{path}", body)
            assert 400 <= answer.status_code < 500, answer.text
    right = {"title": "Wiki", "url": "http://127.0.0.1:9/mcp", "id": "x", "revision": 0}
    for browser, status in ((bob, 404), (stranger, 401)):
        answer = await browser.post(f"{servers}{path}", right | {"untested": True})
        assert answer.status_code == status


async def test_a_sign_in_ends_on_the_page_where_it_was_begun(people_d, ada):
    path = await path_of(ada)
    bob = Browser(people_d.settings)
    await bob.sign_up(BOB, name="Bob")
    async with sign_in_server() as (server, _):
        new = {"title": "Wiki", "url": server.url, "auth": "sign-in"}
        made = (await ada.post(path, new)).json()["id"]
        url = (await ada.post(f"{path}/sign-in", {"id": made})).json()["url"]
        back = await agree(url)
        query = f"tool-sign-in?state={back['state']}&code={back['code']}"
        done = await ada.get(query)
        assert done.status_code == 303
        assert done.headers["location"].endswith("/settings/tools")
        for answer in (
            await ada.get(query),
            await ada.get(f"tool-sign-in?state={back['state']}&error=access_denied"),
            await bob.get("tool-sign-in?error=<script>&state=<script>"),
        ):
            where = answer.headers["location"]
            assert where.endswith("/settings/tools?sign-in=SignInNotFinished")
        assert (await ada.post(f"{path}/test", {"id": made})).json()["tools"] == 1


async def test_who_we_are_is_said_at_public_addresses_only(people_d, ada, monkeypatch):
    assert (await ada.get("tool-client.json")).status_code == 404
    monkeypatch.setattr(people_d.settings, "allowed_origins", "https://chat.example.org")
    service = Browser(people_d.settings, origin="https://chat.example.org")
    answer = await service.get("tool-client.json")
    assert answer.json()["client_id"] == "https://chat.example.org/api/tool-client.json"
    assert answer.json()["redirect_uris"] == ["https://chat.example.org/api/tool-sign-in"]
