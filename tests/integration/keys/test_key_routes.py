"""Keys over HTTP: they come in, and no answer, refusal or log line ever says one."""

import json

import pytest

from tests.support.models.key_server import GOOD_KEY, key_server, listing
from tests.support.people.door import BOB, Browser, kind, owner

pytestmark = pytest.mark.anyio
PATHS = ["", "/key", "/name", "/remove", "/test", "/own"]
STRANGE = [{}, [], None, {"id": 7}, {"id": "x" * 300}, {"id": "\0"}, {"provider": {}, "key": []}]
LONG = {"provider": "openai", "key": "k" * 60_000}


@pytest.fixture
def settings(settings):
    """Where people may name servers on this machine."""
    return settings.model_copy(update={"private_model_servers": True})


@pytest.fixture
async def ada(people_d):
    return await owner(people_d)


async def keys_of(browser):
    """The path of the keys of somebody's first team."""
    team = (await browser.get("me")).json()["teams"][0]["id"]
    return f"teams/{team}/connections"


async def test_from_a_new_key_to_none(ada):
    keys = await keys_of(ada)
    async with key_server(key=GOOD_KEY) as server:
        new = {"provider": "compatible", "name": "Lab", "base_url": server.url, "key": GOOD_KEY}
        made = (await ada.post(keys, new)).json()["id"]
        [line] = (await ada.get(keys)).json()["team"]
        assert (line["name"], line["state"], line["tail"]) == ("Lab", "works", "abcd")
        assert (await ada.post(f"{keys}/test", {"id": made})).json() == {
            "models": 2,
            "sentence": "",
        }
        other = {"id": made, "base_url": server.url, "key": GOOD_KEY, "revision": line["revision"]}
        assert (await ada.post(f"{keys}/key", other)).is_success
        late = await ada.post(f"{keys}/key", other)
        assert (late.status_code, kind(late)) == (409, "KeyChangedMeanwhile")
    await ada.post(f"{keys}/name", {"id": made, "name": "Ours"})
    assert (await ada.post(f"{keys}/own", {"allowed": True})).is_success
    shown = (await ada.get(keys)).json()
    assert [it["name"] for it in shown["team"]] == ["Ours"] and shown["own_allowed"]
    await ada.post(f"{keys}/remove", {"id": made})
    gone = await ada.post(f"{keys}/remove", {"id": made})
    assert (gone.status_code, kind(gone)) == (404, "ConnectionNotFound")


async def test_the_page_is_told_what_it_can_ask_for(ada):
    offered = (await ada.get(await keys_of(ada))).json()["providers"]
    assert [it["name"] for it in offered][:3] == ["OpenAI", "Anthropic", "Google"]
    asks_where = [it["id"] for it in offered if it["takes_url"]]
    assert asks_where == ["azure", "ollama", "compatible"]


async def test_a_key_may_be_kept_where_its_server_explains_that_it_lists_no_models(ada):
    keys = await keys_of(ada)
    refusal = listing({"error": {"message": "Listing is switched off."}}, 400)
    async with key_server(refusal) as server:
        new = {"provider": "compatible", "base_url": server.url, "key": GOOD_KEY}
        refused = (await ada.post(keys, new)).json()
        assert "Listing is switched off." in refused["sentence"]
        assert (refused["field"], refused["skippable"]) == ("key", True)
        assert (await ada.post(keys, new | {"untested": True})).is_success


async def test_a_refusal_names_the_field_it_is_about(ada):
    keys = await keys_of(ada)
    malformed = {"provider": "openai", "key": "one two"}
    nowhere = {"provider": "compatible", "key": GOOD_KEY, "base_url": "lab"}
    for new, field in ((malformed, "key"), (nowhere, "base_url"), ({}, "")):
        refused = (await ada.post(keys, new)).json()
        assert (refused["field"], refused["skippable"]) == (field, False), refused


async def test_no_answer_and_no_log_line_says_a_key(ada, capfd):
    keys = await keys_of(ada)
    said = []
    async with key_server(key="another") as server:
        new = {"provider": "compatible", "base_url": server.url, "key": GOOD_KEY}
        said.append(await ada.post(keys, new))
        said.append(await ada.post(keys, new | {"untested": True}))
        made = said[-1].json()["id"]
        again = {"id": made, "key": GOOD_KEY, "base_url": server.url, "revision": 0}
        for body in ({"id": made}, again):
            said += [await ada.post(f"{keys}/{path}", body) for path in ("test", "key")]
        said.append(await ada.post(keys, {"provider": "openai", "key": GOOD_KEY + "\n" + GOOD_KEY}))
        said.append(await ada.post(keys, {"provider": 7, "key": GOOD_KEY}))
        said.append(await ada.get(keys))
    assert {it.status_code for it in said} == {200, 400}
    written = capfd.readouterr()
    for text in (*[it.text for it in said], written.out, written.err):
        assert GOOD_KEY not in text


@pytest.mark.parametrize("path", PATHS)
async def test_nothing_that_is_sent_is_more_than_refused(people_d, ada, path):
    bob, stranger = Browser(people_d.settings), Browser(people_d.settings)
    await bob.sign_up(BOB, name="Bob")
    keys = await keys_of(ada)
    before = (await ada.get(keys)).json()
    for browser in (ada, bob, stranger):
        for body in (*STRANGE, LONG):
            answer = await browser.post(f"{keys}{path}", body)
            assert 400 <= answer.status_code < 500, answer.text
            assert "Traceback" not in answer.text and "k" * 99 not in json.dumps(answer.text)
    for browser, status in ((bob, 404), (stranger, 401)):
        assert (await browser.get(keys)).status_code == status
        right = {"provider": "openai", "key": GOOD_KEY, "untested": True, "id": "x", "name": "x"}
        right |= {"allowed": True, "revision": 0}
        assert (await browser.post(f"{keys}{path}", right)).status_code == status
    assert (await ada.get(keys)).json() == before
