"""Behind the door: one's sign-ins, password and name; what an operator does; whose secret it is."""

import asyncio
import contextlib
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select, update

from spacerr import deps
from spacerr.domain.errors.accounts import (
    AccountNotFound,
    AddressTaken,
    EmailIncomplete,
    PersonNotFound,
    SeveralPeople,
    SeveralTeams,
    WrongSignIn,
)
from spacerr.domain.errors.teams import TeamNotFound
from spacerr.domain.ids import now_ms
from spacerr.domain.tables import SignIn, User
from spacerr.infra.security.vault import Vault, WrongSecret
from spacerr.services.accounts import accounts, admin, people, sessions
from spacerr.services.rate_limits import Visitor
from spacerr.services.teams import teams
from tests.support.people.door import ADA, BOB, PASSWORD, Browser, kind, owner
from tests.support.people.replies import PATIENCE
from tests.support.stores.databases import on_both_engines, on_sqlite

pytestmark = [pytest.mark.anyio, on_sqlite, on_both_engines]
NEW = "a new password"
DAY = 24 * 60 * 60 * 1000


async def set_times(d, **times):
    async with d.db.writing() as session:
        await session.exec(update(SignIn).values(**times))


async def stored(d, table=SignIn):
    async with d.db.reading() as session:
        return (await session.exec(select(table))).one()


async def test_a_list_of_sign_ins_tells_this_one_and_names_browsers_not_tokens(people_d):
    ada, phone = await owner(people_d), Browser(people_d.settings)
    await phone.sign_in()
    shown = await ada.get("account/sign-ins")
    assert [it["here"] for it in shown.json()["sign_ins"]] == [False, True]
    assert {it["browser"] for it in shown.json()["sign_ins"]} == {"Firefox on Linux"}
    assert "hash" not in shown.text and ada.token not in shown.text
    [other, _] = shown.json()["sign_ins"]
    assert (await ada.post("account/sign-ins/end", {"id": other["id"]})).is_success
    assert (await phone.get("me")).status_code == 401
    again = await ada.post("account/sign-ins/end", {"id": other["id"]})
    assert (again.status_code, kind(again)) == (404, "SignInNotFound")


@pytest.mark.parametrize("hers", ["", "x" * 300, "' OR 1=1 --", "\0", None])
async def test_nobody_ends_anothers_sign_in(people_d, hers):
    ada, bob = await owner(people_d), Browser(people_d.settings)
    await bob.sign_up(BOB, name="Bob")
    if hers is None:
        [hers] = [it["id"] for it in (await ada.get("account/sign-ins")).json()["sign_ins"]]
    assert kind(await bob.post("account/sign-ins/end", {"id": hers})) == "SignInNotFound"
    assert (await ada.get("me")).is_success


async def test_a_new_password_signs_all_others_out_and_is_the_only_one(people_d):
    ada, phone = await owner(people_d), Browser(people_d.settings)
    await phone.sign_in()
    wrong = await ada.post("account/password", {"old": "wrong guess", "new": NEW})
    assert kind(wrong) == "WrongPassword" and (await phone.get("me")).is_success
    for bad in ("short", "x" * 201):
        assert not (await ada.post("account/password", {"old": PASSWORD, "new": bad})).is_success
    assert (await ada.post("account/password", {"old": PASSWORD, "new": NEW})).is_success
    assert (await ada.get("me")).is_success
    assert (await phone.get("me")).status_code == 401
    assert kind(await phone.sign_in()) == "WrongSignIn"
    assert (await phone.sign_in(password=NEW)).is_success


async def test_a_sign_in_with_a_password_that_changes_meanwhile_is_none(people_d):
    ada = await owner(people_d)
    user = await stored(people_d, User)
    await ada.post("account/password", {"old": PASSWORD, "new": NEW})
    with pytest.raises(WrongSignIn):
        await accounts.start_session(people_d, Visitor(), user.id, user.password_hash)


async def test_a_name_is_cleaned_and_a_bad_one_refused(people_d):
    ada = await owner(people_d)
    await ada.post("account/name", {"name": " Ada \n King "})
    assert (await ada.get("me")).json()["name"] == "Ada King"
    for name, expected in (("", "EmptyName"), ("x" * 10_000, "NameTooLong"), (7, "BadRequest")):
        assert kind(await ada.post("account/name", {"name": name})) == expected
    assert (await ada.get("me")).json()["name"] == "Ada King"


async def test_a_browser_in_use_stays_signed_in_and_an_unused_one_does_not(people_d):
    ada, now = await owner(people_d), now_ms()
    await set_times(people_d, seen_at=now - 20 * DAY, expires_at=now + 10 * DAY)
    assert (await ada.get("me")).is_success
    await settled(people_d)
    kept = await stored(people_d)
    assert kept.seen_at >= now and kept.expires_at > now + 29 * DAY
    await set_times(people_d, expires_at=now - 1)
    assert (await ada.get("me")).status_code == 401
    await sessions.delete_expired(people_d)
    assert (await stored(people_d)).id == kept.id
    await set_times(people_d, expires_at=now - 31 * DAY)
    await sessions.delete_expired(people_d)
    with pytest.raises(Exception, match="No row"):
        await stored(people_d)


async def test_a_clock_that_was_ahead_for_a_while_does_not_keep_a_browser_for_years(people_d):
    ada, now = await owner(people_d), now_ms()
    await set_times(people_d, seen_at=now + 4000 * DAY, expires_at=now + 4030 * DAY)
    assert (await ada.get("me")).is_success
    await settled(people_d)
    assert (await stored(people_d)).expires_at <= now_ms() + 30 * DAY


async def settled(d):
    async with asyncio.timeout(PATIENCE):
        while d.background_tasks:
            await asyncio.sleep(0.01)


async def test_addresses_and_passwords_are_nowhere_in_the_clear(people_d, redis):
    ada = await owner(people_d)
    await ada.sign_in(ADA, "a wrong password")
    file = people_d.settings.database.removeprefix("sqlite+aiosqlite:///")
    kept = b"".join(Path(f"{file}{end}").read_bytes() for end in ("", "-wal"))
    for key in [key async for key in redis.scan_iter("*")]:
        with contextlib.suppress(Exception):
            kept += key.encode() + (await redis.dump(key))
    for secret in (ADA, ADA.partition("@")[0] + "@", PASSWORD, "a wrong password", ada.token):
        assert secret.encode() not in kept


async def test_another_secret_is_noticed_before_anybody_tries_to_sign_in(people_d):
    await owner(people_d)
    await people.check_secret(people_d)
    with pytest.raises(WrongSecret, match="SPACERR_SECRET"):
        await people.check_secret(replace(people_d, vault=Vault(lambda: "another secret")))


async def test_the_operator_resets_a_password_and_everybody_with_the_old_one_is_out(people_d):
    ada = await owner(people_d)
    await admin.reset_password(people_d, " ADA@example.org", NEW)
    assert (await ada.get("me")).status_code == 401
    assert kind(await ada.sign_in()) == "WrongSignIn"
    assert (await ada.sign_in(password=NEW)).is_success
    with pytest.raises(AccountNotFound):
        await admin.reset_password(people_d, BOB, NEW)


async def test_where_the_secret_was_lost_the_operator_gives_people_their_addresses_anew(people_d):
    ada, bob = await owner(people_d), Browser(people_d.settings)
    await bob.sign_up(BOB, name="Bob")
    lost = replace(people_d, vault=Vault(lambda: "another secret"))
    deps.install(lost)
    assert await admin.change_email(lost, "Ada", ADA) == "Ada"
    await people.check_secret(lost)
    assert (await ada.sign_in()).is_success
    assert (await ada.get("me")).json()["email"] == ADA
    me = (await bob.get("me")).json()
    assert (me["name"], me["email"]) == ("Bob", "")
    assert await admin.change_email(lost, me["id"], BOB) == "Bob"
    assert (await bob.sign_in(BOB)).is_success


async def test_an_address_is_given_to_one_person_that_is_meant(people_d):
    ada, bob = await owner(people_d), Browser(people_d.settings)
    await bob.sign_up(BOB, name="Ada")
    with pytest.raises(SeveralPeople, match=(await ada.get("me")).json()["id"]):
        await admin.change_email(people_d, "Ada", "new@example.org")
    me = (await bob.get("me")).json()["id"]
    with pytest.raises(AddressTaken):
        await admin.change_email(people_d, me, ADA)
    with pytest.raises(PersonNotFound):
        await admin.change_email(people_d, "Eve", "new@example.org")
    with pytest.raises(EmailIncomplete):
        await admin.change_email(people_d, me, "new")
    await admin.change_email(people_d, me, "new@example.org")
    assert (await bob.sign_in("new@example.org")).is_success
    assert kind(await bob.sign_in(BOB)) == "WrongSignIn"


async def test_the_operator_makes_an_owner_by_the_name_or_id_of_a_team(people_d):
    ada, bob = await owner(people_d), Browser(people_d.settings)
    await bob.sign_up(BOB, name="Bob")
    [team] = (await ada.get("me")).json()["teams"]
    assert await admin.make_owner(people_d, BOB, "Ada's team") == "Ada's team"
    joined = (await bob.get("me")).json()["teams"]
    assert {(it["name"], it["role"]) for it in joined} == {
        ("Ada's team", "owner"),
        ("Bob's team", "owner"),
    }
    entries = (await ada.get(f"teams/{team['id']}/audit")).json()["entries"]
    assert (entries[0]["action"], entries[0]["subject"]) == ("owner-made", "Bob")
    assert entries[0]["actor"] == "Whoever runs the server"
    with pytest.raises(SeveralTeams):
        await admin.make_owner(people_d, BOB)
    with pytest.raises(TeamNotFound):
        await admin.make_owner(people_d, BOB, "no such team")
    assert await admin.make_owner(people_d, ADA) == "Ada's team"


async def test_an_owner_who_was_put_out_does_not_come_back_with_the_next_start(people_d):
    ada, bob = await owner(people_d), Browser(people_d.settings)
    await bob.sign_up(BOB, name="Bob")
    [team] = (await ada.get("me")).json()["teams"]
    await admin.make_owner(people_d, BOB, team["id"])
    me = (await ada.get("me")).json()["id"]
    removed = await bob.post(f"teams/{team['id']}/members/remove", {"user_id": me})
    assert removed.is_success
    await people.ensure_local_user(people_d)
    assert team["id"] not in [it.id for it in await teams.list_teams(people_d, me)]


async def test_one_is_really_oneself_with_the_right_password(people_d):
    await owner(people_d)
    user = await stored(people_d, User)
    assert await accounts.confirm_password(people_d, user.id, PASSWORD) == user.password_hash


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
async def test_what_the_server_is_up_to_is_for_its_own_machine(people_d, path):
    here = Browser(people_d.settings, "127.0.0.1")
    assert (await here.plain(path)).is_success
    passed_on = await here.plain(path, **{"x-forwarded-for": "192.0.2.1"})
    assert (await Browser(people_d.settings).plain(path)).status_code == 404
    assert passed_on.status_code == 404
    assert (await Browser(people_d.settings).plain("/healthz")).is_success


async def test_a_page_elsewhere_gets_nothing_with_a_visitors_cookie(people_d):
    ada = await owner(people_d)
    for origin in ("https://evil.example", "null", "http://localhost:1", ""):
        assert kind(await ada.post("account/name", {"name": "Eve"}, origin=origin)) == "ForeignPage"
    assert kind(await ada.get("me", origin="https://evil.example")) == "ForeignPage"
    assert (await ada.get("me", host="evil.example")).status_code == 400
    assert (await ada.get("me")).json()["name"] == "Ada"
