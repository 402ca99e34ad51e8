"""Getting in: the first owner, signing up, signing in and out, and what the door doesn't tell."""

import asyncio

import pytest
from sqlmodel import select

from spacerr import deps
from spacerr.domain.accounts import tokens
from spacerr.domain.ids import new_id
from spacerr.domain.tables import Membership, SignIn, Team, User
from spacerr.services.accounts import people, setup
from spacerr.services.accounts.people import LOCAL_TEAM, LOCAL_USER
from tests.support.people.door import ADA, BOB, PASSWORD, Browser, kind, owner
from tests.support.people.replies import answered

pytestmark = pytest.mark.anyio


async def rows(d, table):
    async with d.db.reading() as session:
        return list(await session.exec(select(table)))


async def newer(d, table):
    """What is there besides the stored owner and their team."""
    found = await rows(d, table)
    ours = {LOCAL_USER, LOCAL_TEAM}
    return [
        it for it in found if ours.isdisjoint(it.model_dump(include={"id", "user_id"}).values())
    ]


async def test_the_local_person_becomes_the_owner_and_keeps_their_chats(people_d):
    await people.ensure_local_user(people_d)
    turn = await answered(people_d)
    ada = await owner(people_d)
    me = (await ada.get("me")).json()
    assert (me["id"], me["name"], me["email"], me["mode"]) == (LOCAL_USER, "Ada", ADA, "accounts")
    assert [(it["name"], it["role"], it["members"]) for it in me["teams"]] == [
        ("Ada's team", "owner", 1)
    ]
    assert turn.chat.team_id == me["teams"][0]["id"]


async def test_two_who_set_up_at_once_are_one_owner(people_d):
    codes = [await setup.offer_code(people_d, new_id()) for _ in range(2)]
    bodies = [
        {"code": code, "name": name, "email": f"{name}@example.org", "password": PASSWORD}
        for code, name in zip(codes, ("Ada", "Bob"), strict=True)
    ]
    answers = await asyncio.gather(*(Browser(people_d.settings).post("setup", it) for it in bodies))
    assert sorted(it.status_code for it in answers) == [200, 409]
    assert len(await rows(people_d, User)) == 1


async def test_a_set_up_code_is_printed_once_per_start_and_never_again(people_d):
    start = new_id()
    assert await setup.offer_code(people_d, start)
    assert await setup.offer_code(people_d, start) == ""
    assert await setup.offer_code(people_d, new_id())
    await owner(people_d)
    assert await setup.offer_code(people_d, new_id()) == ""
    door = (await Browser(people_d.settings).get("door")).json()
    assert door == {
        "mode": "accounts",
        "sign_up": "open",
        "needs_setup": False,
        "signed_in": False,
    }


@pytest.mark.parametrize("code", ["", "wrong", "é" * 40, "x" * 5_000])
async def test_a_wrong_set_up_code_makes_nobody_the_owner(people_d, code):
    await setup.offer_code(people_d, new_id())
    body = {"code": code, "name": "Eve", "email": "eve@example.org", "password": PASSWORD}
    assert kind(await Browser(people_d.settings).post("setup", body)) == "WrongSetupCode"
    assert await setup.is_needed(people_d)


async def test_whoever_signs_up_has_a_team_and_a_session_that_scripts_cannot_read(open_d):
    ada = Browser(open_d.settings)
    entered = await ada.sign_up()
    for cookie in entered.headers.get_list("set-cookie"):
        assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie
    me = (await ada.get("me")).json()
    assert (me["name"], me["email"]) == ("Ada", ADA)
    assert [(it["name"], it["role"]) for it in me["teams"]] == [("Ada's team", "owner")]


async def test_nobody_signs_up_before_the_owner_did(people_d):
    assert kind(await Browser(people_d.settings).sign_up()) == "NotSetUp"
    assert await setup.is_needed(people_d)


async def test_over_https_the_cookie_stays_there(open_d):
    place = "https://chat.example.org"
    open_d.settings.allowed_origins = place
    ada = Browser(open_d.settings, origin=place)
    cookies_set = (await ada.sign_up()).headers.get_list("set-cookie")
    cookies_set += (await ada.get("me")).headers.get_list("set-cookie")
    assert len(cookies_set) == 3 and all("Secure" in it for it in cookies_set)


async def test_an_invitation_makes_an_account_in_its_team_and_serves_once(people_d):
    people_d.settings.sign_up = "invitation"
    ada = await owner(people_d)
    [team] = (await ada.get("me")).json()["teams"]
    made = (await ada.post(f"teams/{team['id']}/invitations", {"role": "admin", "days": 1})).json()
    bob = Browser(people_d.settings)
    body = {"name": "Bob", "email": BOB, "password": PASSWORD, "invitation": made["token"]}
    assert (await bob.post("sign-up", body)).is_success
    await bob.sign_in(BOB)
    [joined] = (await bob.get("me")).json()["teams"]
    assert (joined["id"], joined["role"], joined["members"]) == (team["id"], "admin", 2)
    for address in ("eve@example.org", BOB):
        again = await Browser(people_d.settings).post("sign-up", body | {"email": address})
        assert kind(again) == "InvitationNotFound"
    assert len(await rows(people_d, User)) == 2


async def test_a_known_address_uses_up_no_invitation(people_d):
    people_d.settings.sign_up = "invitation"
    ada = await owner(people_d)
    [team] = (await ada.get("me")).json()["teams"]
    made = (await ada.post(f"teams/{team['id']}/invitations", {"role": "member", "days": 1})).json()
    body = {"name": "Eve", "email": ADA, "password": "eve's guess", "invitation": made["token"]}
    assert (await Browser(people_d.settings).post("sign-up", body)).json() == {}
    assert (await Browser(people_d.settings).get(f"invitations/{made['token']}")).is_success


async def test_signing_up_with_a_known_address_says_the_same_and_changes_nothing(open_d):
    await Browser(open_d.settings).sign_up()
    eve = Browser(open_d.settings)
    body = {"name": "Eve", "email": " ADA@Example.org", "password": "another password"}
    again = await eve.post("sign-up", body)
    new = await eve.post("sign-up", body | {"email": BOB})
    assert (again.status_code, again.json()) == (new.status_code, new.json())
    assert again.headers.get("set-cookie") is None
    assert (await Browser(open_d.settings).sign_in()).is_success
    assert [user.name for user in await newer(open_d, User)] == ["Ada", "Eve"]


async def test_one_address_signed_up_twice_at_once_is_one_account(open_d):
    body = {"name": "Ada", "email": ADA, "password": PASSWORD}
    answers = await asyncio.gather(
        *(Browser(open_d.settings).post("sign-up", body) for _ in range(4))
    )
    assert {it.status_code for it in answers} == {200}
    for table in (User, Team, Membership):
        assert len(await newer(open_d, table)) == 1


@pytest.mark.parametrize("how", ["closed", "invitation"])
async def test_who_is_not_wanted_cannot_sign_up(open_d, how):
    open_d.settings.sign_up = how
    refused = await Browser(open_d.settings).sign_up()
    assert kind(refused) == {"closed": "SignUpClosed", "invitation": "InvitationNeeded"}[how]
    assert await newer(open_d, User) == []


async def test_an_unknown_address_and_a_wrong_password_are_answered_alike(open_d):
    await Browser(open_d.settings).sign_up()
    eve = Browser(open_d.settings, "192.0.2.9")
    known = await eve.sign_in(ADA, "a wrong password")
    unknown = await eve.sign_in(BOB, "a wrong password")
    assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
    assert known.json()["sentence"] == "The e-mail address or the password isn't right."


async def test_an_address_is_the_same_however_it_is_typed(open_d):
    await Browser(open_d.settings).sign_up("Ada+Lovelace@Bücher.example")
    assert (await Browser(open_d.settings).sign_in("ADA+lovelace@xn--bcher-kva.EXAMPLE")).is_success
    assert not (await Browser(open_d.settings).sign_in("ada@bücher.example")).is_success


BAD = {
    "EmptyName": {"name": "\u202e \n"},
    "NameTooLong": {"name": "x" * 10_000},
    "EmailIncomplete": {"email": "ada at home"},
    "EmailTooLong": {"email": "x" * 10_000 + "@example.org"},
    "PasswordTooShort": {"password": "1234567"},
    "PasswordTooLong": {"password": "x" * 10_000},
    "TooLarge": {"password": "x" * 1_000_000},
    "BadRequest": {"password": ["no", "text"]},
}


@pytest.mark.parametrize("expected", BAD)
async def test_what_cannot_be_an_account_gets_a_sentence(open_d, expected):
    body = {"name": "Ada", "email": ADA, "password": PASSWORD} | BAD[expected]
    refused = await Browser(open_d.settings).post("sign-up", body)
    assert kind(refused) == expected and refused.json()["sentence"].endswith(".")
    assert await newer(open_d, User) == []


async def test_signing_out_here_leaves_the_others_and_everywhere_leaves_none(open_d):
    ada, phone, third = (Browser(open_d.settings) for _ in range(3))
    await ada.sign_up()
    for other in (phone, third):
        await other.sign_in()
    await ada.post("sign-out")
    assert ada.token == "" and kind(await ada.get("me")) == "SignedOut"
    assert (await phone.get("me")).is_success
    await phone.post("sign-out", {"everywhere": True})
    assert (await third.get("me")).status_code == 401
    assert (await third.post("sign-out")).is_success


async def test_signing_in_again_replaces_what_the_browser_was_signed_in_by(open_d):
    ada = Browser(open_d.settings)
    await ada.sign_up()
    old = ada.token
    await ada.sign_in()
    assert ada.token != old and len(await rows(open_d, SignIn)) == 1


async def test_a_token_of_another_instance_is_nobodys(people_d):
    stranger = Browser(people_d.settings)
    for token in ("x", '"\\351"', "x" * 100_000, "ab12" * 16, tokens.digest("nobody")):
        stranger.token = token
        assert (await stranger.get("me")).status_code == 401


async def test_a_stored_digest_signs_nobody_in(open_d):
    ada, thief = Browser(open_d.settings), Browser(open_d.settings)
    await ada.sign_up()
    [stored] = await rows(open_d, SignIn)
    thief.token = stored.token_hash
    assert (await thief.get("me")).status_code == 401


async def test_where_nobody_signs_in_there_is_no_door(d):
    deps.install(d)
    local = Browser(d.settings)
    me = (await local.get("me")).json()
    assert (me["name"], me["email"], me["mode"]) == ("You", "", "local")
    for refused in (
        await local.sign_in(),
        await local.sign_up(),
        await local.get("account/sign-ins"),
    ):
        assert kind(refused) == "NoAccounts"
    deps.install(None)
