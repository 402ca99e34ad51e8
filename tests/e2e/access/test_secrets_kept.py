"""Whatever people came in by, or shared by, is kept nowhere in the clear."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.support.people import People, answered, fill_in, in_workspace, setup_code
from tests.provider import ProviderThread, Script, wrong_key
from tests.server import AppServer

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
    server = AppServer(tmp_path_factory.mktemp("secrets"), models | settings)
    people = People(server.start(), browser)
    yield people
    people.close()
    server.stop()


def kept(server: AppServer) -> dict[str, bytes]:
    """All that a server has written: log, database, its page, everything Redis was ever told."""
    files = [it for it in server.data.rglob("*") if it.is_file() and it.name != OWN_SECRET]
    built = [it for it in (server.web / "build").rglob("*") if it.is_file()]
    assert built
    return {str(it): it.read_bytes().lower() for it in [*files, *built]}


def all_written(crowd: People, last: str) -> dict[str, bytes]:
    """What was kept, once the last thing said is: Valkey may hold its file back for seconds."""
    tab = crowd.owner.tab()
    tab.send(last)
    tab.ends()
    for _ in range(WAITS):
        content = kept(crowd.server)
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
    said = [shown.content(), str(owner.ask(keys))]
    assert not [it for it in said if "sk-kept-under-seal" in it]
    return secrets


def keys_of_replies(crowd: People, provider: ProviderThread) -> dict[str, str]:
    """A team's key and a person's own that replies are asked for with."""
    owner = crowd.owner
    team = f"teams/{owner.team()['id']}"
    owner.ask(f"{team}/connections/own", {"allowed": True})
    secrets = {"team key": "sk-kept-under-seal-4", "own key": "sk-kept-under-seal-5"}
    for name, key in secrets.items():
        server = {"provider": "compatible", "base_url": provider.url, "name": name}
        owner.ask(f"{team}/connections", server | {"key": key, "own": name == "own key"})
        slug = f"{name.replace(' ', '-')}-server"
        revision = owner.ask(f"{team}/models/all")["revision"]
        chosen = {"default": f"{slug}/scripted-1", "fallback": "", "revision": revision}
        owner.ask(f"{team}/models/defaults", chosen)
        asked_with(crowd, provider, key)
    return secrets


def asked_with(crowd: People, provider: ProviderThread, key: str) -> None:
    """A reply that is asked for with a key, and one whose refusal repeats it."""
    refusal = wrong_key()
    body = refusal.body.replace("provided.", f"provided: {key}.")
    tab = crowd.owner.tab()
    tab.send("A reply that works")
    tab.ends()
    assert provider.provider.requests[-1].headers["authorization"] == f"Bearer {key}"
    provider.set(Script(fault=replace(refusal, body=body)))
    tab.send("A reply that is refused")
    tab.ends("failed")
    provider.set(Script())


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

    secrets["the operator's key"] = models["OPENAI_API_KEY"]
    asked_with(crowd, provider, models["OPENAI_API_KEY"])
    secrets |= entered_keys(crowd, provider.url) | keys_of_replies(crowd, provider)
    for person in (owner, bob):
        secrets[f"{person.name}'s address"] = person.email
        for cookie in person.context.cookies():
            secrets[f"{person.name}'s cookie {cookie['name']}"] = cookie["value"]
    for cookie in stranger.context.cookies():
        secrets[f"another cookie {cookie['name']}"] = cookie["value"]

    written = all_written(crowd, "Nothing more to hide")
    metrics = owner.context.request.get(f"{crowd.url}/metrics").text()
    assert "spacerr" in metrics
    written["/metrics"] = metrics.lower().encode()
    found = [
        (what, Path(name).name)
        for name, content in written.items()
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
