"""Whoever guesses has to wait; whoever knows their password does not, or not for long."""

import asyncio

import pytest

from spacerr.domain.errors.accounts import TooManyTries
from spacerr.services import rate_limits
from spacerr.services.rate_limits import Visitor
from tests.support.people.door import ADA, BOB, PASSWORD, Browser, kind, owner

pytestmark = pytest.mark.anyio
WRONG = "a wrong password"


async def test_ten_wrong_passwords_are_too_many_and_the_sentence_says_how_long_to_wait(people_d):
    await owner(people_d)
    eve = Browser(people_d.settings, "192.0.2.66")
    answers = [await eve.sign_in(ADA, WRONG) for _ in range(10)]
    assert [kind(it) for it in answers] == ["WrongSignIn"] * 5 + ["TooManyTries"] * 5
    assert answers[-1].status_code == 429
    assert answers[-1].json()["sentence"] in (
        "Too many tries. Wait 5 minutes, then try again.",
        "Too many tries. Wait 4 minutes, then try again.",
    )
    assert kind(await eve.sign_in(ADA, PASSWORD)) == "TooManyTries"
    assert (await Browser(people_d.settings, "192.0.2.77").sign_in()).is_success


async def test_an_account_nobody_has_is_guarded_alike(people_d):
    eve = Browser(people_d.settings, "192.0.2.66")
    answers = [await eve.sign_in("nobody@example.org", WRONG) for _ in range(6)]
    assert [kind(it) for it in answers] == ["WrongSignIn"] * 5 + ["TooManyTries"]


async def test_guessing_from_everywhere_does_not_lock_the_owner_out_of_their_own_browser(people_d):
    ada = await owner(people_d)
    await ada.post("sign-out")
    guesses = [Browser(people_d.settings, f"198.51.100.{n}") for n in range(60)]
    kinds = [kind(await eve.sign_in(ADA, WRONG)) for eve in guesses]
    assert kinds.count("WrongSignIn") == 50 and kinds[-1] == "TooManyTries"
    assert (await ada.sign_in(ADA, WRONG)).status_code == 400
    assert (await ada.sign_in()).is_success


async def test_who_shares_an_address_with_a_guesser_signs_in_from_a_known_browser(people_d):
    ada = await owner(people_d)
    await ada.post("sign-out")
    eve = Browser(people_d.settings)
    for n in range(31):
        last = await eve.sign_in(f"{n}@example.org", WRONG)
    assert kind(last) == "TooManyTries"
    assert (await ada.sign_in()).is_success


async def test_a_browser_is_remembered_for_the_account_it_was_used_with_only(people_d):
    await owner(people_d)
    bob = Browser(people_d.settings, "192.0.2.66")
    await bob.sign_up(BOB, name="Bob")
    kinds = [kind(await bob.sign_in(ADA, WRONG)) for _ in range(6)]
    assert kinds == ["WrongSignIn"] * 5 + ["TooManyTries"]


@pytest.mark.parametrize("forged", ["x", "x.y", ".", "é.é", "x" * 5_000, "a.b.c"])
async def test_a_forged_memory_is_none(people_d, forged):
    known, unknown = Visitor("192.0.2.1", device=forged), Visitor("192.0.2.1")
    assert rate_limits.sign_in_limits(people_d, known, "m") == rate_limits.sign_in_limits(
        people_d, unknown, "m"
    )


async def test_signing_in_rightly_again_and_again_is_never_too_often(people_d):
    await owner(people_d)
    for _ in range(12):
        assert (await Browser(people_d.settings).sign_in()).is_success


async def test_guesses_made_at_the_same_time_count_all(people_d):
    await owner(people_d)
    eve = Browser(people_d.settings, "192.0.2.66")
    answers = await asyncio.gather(*(eve.sign_in(ADA, WRONG) for _ in range(20)))
    assert [kind(it) for it in answers].count("WrongSignIn") == 5


async def test_one_customers_ipv6_addresses_are_one_place(open_d):
    def places(*addresses: str) -> set[str]:
        return {rate_limits.sign_up_limits(open_d, Visitor(it))[0].name for it in addresses}

    assert len(places("2001:db8::1", "2001:db8::ffff:2", "2001:0db8:0:0:1::")) == 1
    assert len(places("2001:db8::1", "2001:db8:0:1::1", "192.0.2.1", "not an address")) == 4
    assert len(places("192.0.2.1", "::ffff:192.0.2.1")) == 1


async def test_ones_own_password_is_guessed_ten_times_at_most(people_d):
    ada = await owner(people_d)
    body = {"old": WRONG, "new": "a new password"}
    kinds = [kind(await ada.post("account/password", body)) for _ in range(11)]
    assert kinds == ["WrongPassword"] * 10 + ["TooManyTries"]


async def test_set_up_codes_invitations_and_new_accounts_are_limited_too(people_d):
    body = {"code": "x", "name": "Eve", "email": "eve@example.org", "password": PASSWORD}
    eve = Browser(people_d.settings)
    kinds = [kind(await eve.post("setup", body)) for _ in range(21)]
    assert kinds == ["WrongSetupCode"] * 20 + ["TooManyTries"]
    kinds = [kind(await eve.get(f"invitations/{n}")) for n in range(21)]
    assert kinds == ["InvitationNotFound"] * 20 + ["TooManyTries"]
    visitor = Visitor("192.0.2.5")
    for _ in range(60):
        await rate_limits.count_attempt(people_d, rate_limits.sign_up_limits(people_d, visitor))
    with pytest.raises(TooManyTries):
        await rate_limits.count_attempt(people_d, rate_limits.sign_up_limits(people_d, visitor))
