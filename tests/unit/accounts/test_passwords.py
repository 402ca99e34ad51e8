"""Passwords: what fits, at which cost, and how many may stand in line."""

import asyncio
import time
from statistics import median

import pytest

from spacerr.domain.errors.accounts import DoorBusy
from spacerr.infra.security import passwords
from spacerr.infra.security.passwords import Passwords

pytestmark = pytest.mark.anyio


@pytest.fixture
def hasher():
    hasher = Passwords()
    yield hasher
    hasher.close()


async def test_only_the_password_itself_fits(hasher):
    stored = await hasher.hash("correct horse")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$") and "horse" not in stored
    assert stored != await hasher.hash("correct horse")
    assert await hasher.verify(stored, "correct horse")
    for wrong in ("", "Correct horse", "correct horse ", stored):
        assert not await hasher.verify(stored, wrong)


async def test_a_password_is_the_same_on_any_keyboard(hasher):
    assert await hasher.verify(await hasher.hash("Zoë's café"), "Zoe\u0308's cafe\u0301")


async def test_nobodys_password_takes_as_long_as_anybodys_and_never_fits(hasher):
    stored = await hasher.hash("correct horse")

    async def cost(kept: str) -> float:
        begun = time.perf_counter()
        assert not await hasher.verify(kept, "wrong guess")
        return time.perf_counter() - begun

    costs = [(await cost(stored), await cost("")) for _ in range(15)]
    somebodys, nobodys = (median(it) for it in zip(*costs, strict=True))
    assert 0.5 < nobodys / somebodys < 2


async def test_a_broken_hash_fits_nothing(hasher):
    for stored in ("x", "$argon2id$", "plain"):
        assert not await hasher.verify(stored, stored)


async def test_a_crowd_is_turned_away_before_it_fills_the_memory(hasher, monkeypatch):
    monkeypatch.setattr(passwords, "WAITING", 3)
    tried = await asyncio.gather(*(hasher.hash("x") for _ in range(9)), return_exceptions=True)
    assert sum(isinstance(it, DoorBusy) for it in tried) == 6
    assert await hasher.hash("x")
