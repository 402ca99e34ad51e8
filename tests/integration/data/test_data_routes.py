"""Links, exports, imports and deletions as browsers ask for them."""

import json

import pytest
from sqlmodel import select

from spacerr.domain.limits import IMPORT_BYTES
from spacerr.domain.tables import Chat, SignIn, User
from spacerr.services.chats import erase
from tests.support.people.door import ADA, BOB, PASSWORD, Browser, kind, owner
from tests.support.people.replies import answered, idle
from tests.support.stores.remains import remains

pytestmark = pytest.mark.anyio

STRANGE = ["x" * 300, "%00", "%F0%9F%98%80", "no such id"]


@pytest.fixture
async def ada(people_d):
    return await owner(people_d)


@pytest.fixture
async def bob(people_d, ada):
    browser = Browser(people_d.settings)
    await browser.sign_up(BOB, name="Bob")
    return browser


async def me(browser):
    return (await browser.get("me")).json()


async def chat_of(d, browser):
    return (await answered(d, "Hi", user=(await me(browser))["id"])).chat.id


async def all_of(d, table):
    async with d.db.reading() as session:
        return list(await session.exec(select(table)))


async def test_a_link_is_made_listed_opened_and_ended(people_d, ada):
    chat = await chat_of(people_d, ada)
    made = (await ada.post(f"chats/{chat}/links", {"days": 7})).json()
    [line] = (await ada.get(f"chats/{chat}/links")).json()["links"]
    assert (line["id"], line["expires_at"]) == (made["id"], made["expires_at"])
    assert made["token"] not in json.dumps(line)
    visitor = Browser(people_d.settings)
    copy = (await visitor.post("shared", {"token": made["token"]})).json()
    assert [it["text"] for it in copy["messages"]] == ["Hi", "One two three."]
    assert (await ada.post(f"chats/{chat}/links/revoke", {"id": made["id"]})).is_success
    again = await visitor.post("shared", {"token": made["token"]})
    assert (again.status_code, kind(again)) == (404, "LinkNotFound")


@pytest.mark.parametrize("body", [{}, {"token": 7}, {"token": None}, [], {"token": "x" * 60_000}])
async def test_strange_links_get_a_sentence(people_d, body):
    answer = await Browser(people_d.settings).post("shared", body)
    assert answer.status_code in (400, 404)
    assert answer.json()["sentence"]


async def test_a_chat_is_downloaded_under_its_title(people_d, ada):
    chat = await chat_of(people_d, ada)
    for ending, type_of in (("md", "text/markdown; charset=utf-8"), ("json", "application/json")):
        answer = await ada.get(f"chats/{chat}/export.{ending}")
        assert answer.headers["content-type"] == type_of
        assert answer.headers["content-disposition"] == (
            f"attachment; filename*=UTF-8''A%20scripted%20title.{ending}"
        )


async def test_everything_is_downloaded_and_brought_along(people_d, ada, bob):
    await chat_of(people_d, ada)
    mark = (await ada.get("me/instructions")).json()["mark"]
    await ada.post("me/instructions", {"text": "I like tables.", "mark": mark})
    await ada.post("me/models/favourite", {"model": "scripted/one", "on": True})
    file = (await ada.get("account/export.json")).json()
    assert file["profile"] == {
        "name": "Ada",
        "email": ADA,
        "instructions": "I like tables.",
        "favourites": ["scripted/one"],
    }
    done = {"chats": 1, "projects": 0, "agents": 0, "skipped": 0, "roomless": 0}
    assert (await bob.post("import", file)).json() == done
    assert (await bob.get("me/instructions")).json()["text"] == ""
    team = (await me(bob))["teams"][0]["id"]
    assert (await bob.post(f"import?team={team}", file)).json()["skipped"] == 1
    theirs = (await me(ada))["teams"][0]["id"]
    assert kind(await bob.post(f"import?team={theirs}", file)) == "TeamNotFound"
    assert kind(await bob.post("import", {"format": "other"})) == "NotAnExport"


async def test_a_file_of_a_gigabyte_is_refused_before_it_is_read(people_d, ada):
    answer = await ada.post("import", **{"content-length": str(10**9)})
    assert (answer.status_code, kind(answer)) == (413, "TooLarge")
    assert IMPORT_BYTES < 10**9


@pytest.mark.parametrize("chat", STRANGE)
async def test_what_is_not_ones_own_is_not_there(people_d, ada, bob, chat):
    for it in (chat, await chat_of(people_d, ada)):
        asked = [
            await bob.get(f"chats/{it}/export.md"),
            await bob.get(f"chats/{it}/export.json"),
            await bob.get(f"chats/{it}/links"),
            await bob.post(f"chats/{it}/links", {"days": 7}),
            await bob.post(f"chats/{it}/links/revoke", {"id": it}),
        ]
        assert {(answer.status_code, kind(answer)) for answer in asked} == {(404, "ChatNotFound")}
    team = (await me(ada))["teams"][0]
    answer = await bob.post(f"teams/{team['id']}/delete", {"confirmation": team["name"]})
    assert kind(answer) == "TeamNotFound"


async def test_without_signing_in_there_is_nothing(people_d, ada):
    chat, visitor = await chat_of(people_d, ada), Browser(people_d.settings)
    asked = [
        await visitor.get(f"chats/{chat}/export.md"),
        await visitor.get(f"chats/{chat}/export.json"),
        await visitor.get("account/export.json"),
        await visitor.get(f"chats/{chat}/links"),
        await visitor.post("import"),
        await visitor.post("account/delete", {"password": PASSWORD, "confirmation": ADA}),
        await visitor.post("teams/x/delete", {"confirmation": "x"}),
        await visitor.post(f"chats/{chat}/links"),
        await visitor.post(f"chats/{chat}/links/revoke", {"id": "x"}),
    ]
    assert {(answer.status_code, kind(answer)) for answer in asked} == {(401, "SignedOut")}


async def test_an_account_is_deleted_by_password_and_address(people_d, ada, bob):
    for password, confirmation, refusal in (
        ("wrong password", BOB, "WrongPassword"),
        (PASSWORD, ADA, "NotConfirmed"),
        (PASSWORD, "", "NotConfirmed"),
        (PASSWORD, "x" * 60_000, "NotConfirmed"),
    ):
        body = {"password": password, "confirmation": confirmation}
        assert kind(await bob.post("account/delete", body)) == refusal
    assert (await me(bob))["name"] == "Bob"
    body = {"password": PASSWORD, "confirmation": f" {BOB.upper()} "}
    assert (await bob.post("account/delete", body)).is_success
    assert kind(await bob.get("me")) == "SignedOut"
    assert kind(await bob.sign_in(BOB)) == "WrongSignIn"
    assert (await bob.sign_up(BOB, name="Bob")).is_success
    assert len(await all_of(people_d, User)) == 2


async def test_of_a_deleted_account_no_secret_is_left(people_d, redis, ada, bob, monkeypatch):
    monkeypatch.setattr(erase, "FORGET_AFTER", 0.1)
    await chat_of(people_d, bob)
    [user] = [it for it in await all_of(people_d, User) if it.name == "Bob"]
    [sign_in] = [it for it in await all_of(people_d, SignIn) if it.user_id == user.id]
    kept = [user.email_mark, user.email_sealed, user.password_hash, sign_in.token_hash, user.id]
    assert set(await remains(people_d, redis, kept)) == set(kept)
    await bob.post("account/delete", {"password": PASSWORD, "confirmation": BOB})
    await idle(people_d)
    assert await remains(people_d, redis, kept) == {}


async def test_a_team_is_deleted_by_its_name(people_d, ada):
    team = (await ada.post("teams", {"name": "Boats"})).json()["id"]
    assert kind(await ada.post(f"teams/{team}/delete", {"confirmation": "boat"})) == "NotConfirmed"
    assert (await ada.post(f"teams/{team}/delete", {"confirmation": "Boats"})).is_success
    assert team not in [it["id"] for it in (await me(ada))["teams"]]


async def test_where_nobody_has_an_account_none_is_deleted(people_d, ada):
    chat = await chat_of(people_d, ada)
    people_d.settings.auth_mode = "local"
    answer = await ada.post("account/delete", {"password": "", "confirmation": ""})
    assert answer.status_code == 400
    assert [it.id for it in await all_of(people_d, Chat)] == [chat]
