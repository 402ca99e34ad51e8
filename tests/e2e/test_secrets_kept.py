"""Whatever people came in by, or shared by, is kept nowhere in the clear."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.people import People, answered, fill_in, in_workspace, setup_code
from tests.provider import ProviderThread, Script, wrong_key
from tests.server import ROOT, AppServer

WEB = "secrets"
WAITS = 150
SOON = 20_000  # milliseconds
OWN_SECRET = "secret"
"""The file that addresses are sealed with: what makes the others unreadable."""


@pytest.fixture(scope="module")
def crowd(tmp_path_factory, models, browser) -> Iterator[People]:
    """A server that keeps tabs' states in Redis, and says all it can in its log."""
    settings = {
        "SPACERR_AUTH_MODE": "accounts",
        "SPACERR_SIGN_UP": "open",
        "SPACERR_TABS_IN_REDIS": "true",
        "SPACERR_PRIVATE_MODEL_SERVERS": "true",
        "REFLEX_OPLOCK_ENABLED": "false",  # states are written at once, not when they are asked for
        "SPACERR_LOG_LEVEL": "debug",
    }
    server = AppServer(tmp_path_factory.mktemp("secrets"), models | settings, web=WEB)
    people = People(server.start(), browser)
    yield people
    people.close()
    server.stop()


def kept(data: Path) -> dict[str, bytes]:
    """All that a server has written: its log, the database, everything Redis was ever told."""
    files = [it for it in data.rglob("*") if it.is_file() and it.name != OWN_SECRET]
    built = [it for it in (ROOT / f".web-{WEB}" / "build").rglob("*") if it.is_file()]
    return {str(it.name): it.read_bytes().lower() for it in [*files, *built]}


def all_written(crowd: People, last: str) -> dict[str, bytes]:
    """What was kept, once the last thing said is: Valkey may hold its file back for seconds."""
    tab = crowd.owner.tab()
    tab.send(last)
    tab.ends()
    for _ in range(WAITS):
        content = kept(crowd.server.data)
        if any(last.lower().encode() in content[name] for name in content if "aof" in name):
            return content
        tab.page.wait_for_timeout(200)
    raise AssertionError("what was said is not in Valkey's file")


def entered_keys(crowd: People, url: str) -> dict[str, str]:
    """Keys that were used, replaced and refused, and shown on no page and in no answer."""
    owner = crowd.owner
    keys = f"teams/{owner.team()['id']}/connections"
    server = {"provider": "compatible", "base_url": url}
    secrets = {"key": "sk-kept-under-seal-1", "new key": "sk-kept-under-seal-2"}
    key = owner.ask(keys, server | {"key": secrets["key"]})["id"]
    owner.ask(f"{keys}/key", server | {"id": key, "key": secrets["new key"], "revision": 0})
    assert owner.ask(f"{keys}/test", {"id": key})["models"]
    secrets["wrong key"] = "sk-kept-under-seal-3"
    nobody = {"base_url": "http://127.0.0.1:9/v1", "key": secrets["wrong key"]}
    refused = answered(owner.context, crowd.url, keys, server | nobody)
    assert not refused.ok and secrets["wrong key"] not in refused.text()
    shown = owner.page("/settings/keys")
    expect(shown.get_by_text("ends with al-2")).to_be_visible(timeout=SOON)
    said = [shown.content(), owner.context.request.get(f"{crowd.url}/metrics").text()]
    said.append(str(owner.ask(keys)))
    assert not [it for it in said if "sk-kept-under-seal" in it]
    return secrets


def key_of_replies(crowd: People, provider: ProviderThread, models: dict[str, str]) -> str:
    """The key that a reply was asked for with, and that its provider then repeats and refuses."""
    key, refusal = models["OPENAI_API_KEY"], wrong_key()
    body = refusal.body.replace("provided.", f"provided: {key}.")
    tab = crowd.owner.tab()
    provider.set(Script(fault=replace(refusal, body=body)))
    tab.send("A reply that is refused")
    tab.ends("failed")
    provider.set(Script())
    return key


def test_no_secret_is_kept_anywhere(crowd, provider, models):
    owner = crowd.owner
    secrets = {"set-up code": setup_code(crowd.server.data)}

    bob = crowd.somebody("Bob")
    page = bob.page("/settings/profile")
    expect(page.get_by_text(bob.email)).to_be_visible(timeout=SOON)
    bob.ask("account/password", {"old": bob.password, "new": "a brand new secret phrase"})
    secrets |= {"password": bob.password, "new password": "a brand new secret phrase"}
    bob.password = "a brand new secret phrase"

    invited = crowd.invitation(owner)
    secrets["invitation"] = invited.rsplit("/", 1)[-1]
    guest = crowd.device().new_page()
    guest.goto(invited)
    expect(guest.get_by_text(owner.name).first).to_be_visible()

    stranger = crowd.device().new_page()
    stranger.goto(f"{crowd.url}/sign-in")
    fill_in(stranger, email=bob.email, password="a guess that is wrong")
    stranger.keyboard.press("Enter")
    expect(stranger.get_by_role("alert")).to_be_visible()
    fill_in(stranger, email=bob.email, password=bob.password)
    stranger.keyboard.press("Enter")
    in_workspace(stranger)
    secrets["wrong password"] = "a guess that is wrong"

    tab = owner.tab()
    tab.send("Something to share")
    tab.ends()
    link = owner.ask(f"chats/{tab.chat_id()}/links", {"days": None})["token"]
    reader = crowd.device().new_page()
    reader.goto(f"{crowd.url}/shared/{link}")
    expect(reader.get_by_text("Something to share").first).to_be_visible()
    reader.reload()
    expect(reader.get_by_text("Something to share").first).to_be_visible()
    secrets["link"] = link

    secrets |= entered_keys(crowd, provider.url)
    secrets["the operator's key"] = key_of_replies(crowd, provider, models)
    for person in (owner, bob):
        secrets[f"{person.name}'s address"] = person.email
        for cookie in person.context.cookies():
            secrets[f"{person.name}'s cookie {cookie['name']}"] = cookie["value"]
    for cookie in stranger.context.cookies():
        secrets[f"another cookie {cookie['name']}"] = cookie["value"]

    found = [
        (what, name)
        for name, content in all_written(crowd, "Nothing more to hide").items()
        for what, secret in secrets.items()
        if secret.lower().encode() in content
    ]
    # The one who starts the server reads the code there: it is used up.
    assert found == [("set-up code", "app.log")]


def test_the_search_would_find_them(crowd, provider):
    """Otherwise the test above would prove nothing."""
    owner = crowd.owner
    owner.ask("account/name", {"name": "Olive Findme"})
    content = all_written(crowd, "A question that is findable")
    assert any(b"olive findme" in content[name] for name in content if "spacerr.db" in name)
    assert any(b"chat_state" in content[name] for name in content if "aof" in name)
