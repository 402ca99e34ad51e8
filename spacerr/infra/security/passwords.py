"""Passwords as they are stored: hashed with argon2id, away from the event loop.

The costs are those that OWASP's Password Storage Cheat Sheet names first: 19 MiB, 2 passes, 1 lane.
"""

import asyncio
import os
import sys
import threading
import unicodedata
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from spacerr.domain.errors.accounts import DoorBusy

MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1

AT_ONCE = 2
"""Hashes at the same time: each takes a core and 19 MiB for tens of milliseconds."""

WAITING = 200
"""Hashes that may wait, a few seconds' work; more are refused."""

LOWER_PRIORITY = 10

_Result = TypeVar("_Result")


class Passwords:
    def __init__(self) -> None:
        self._hasher = PasswordHasher(PASSES, MEMORY_KIB, LANES)
        self._threads = ThreadPoolExecutor(AT_ONCE, "passwords", _step_back)
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """Raises DoorBusy."""
        return await self._do(lambda: self._hasher.hash(_normalised(password)))

    async def verify(self, stored: str, password: str) -> bool:
        """Whether a password matches a hash. Without a hash it is False, after the same time.

        Raises DoorBusy.
        """
        return await self._do(lambda: self._verified(stored or DUMMY_HASH, password))

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _verified(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, _normalised(password)) and stored != DUMMY_HASH
        except (Argon2Error, InvalidHashError):
            return False

    async def _do(self, work: Callable[[], _Result]) -> _Result:
        if self._waiting >= WAITING:
            raise DoorBusy
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1


def _step_back() -> None:
    """Give the current thread a lower priority than replies, where the system allows it."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWER_PRIORITY)


def _normalised(password: str) -> bytes:
    """A password in one Unicode form: keyboards differ in composed letters."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def _text(raw: bytes) -> str:
    return b64encode(raw).decode().rstrip("=")


DUMMY_HASH = (
    f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${_text(bytes(16))}${_text(bytes(32))}"
)
"""A hash that takes as long to verify as a real one."""
