"""Rate limits for guesses at passwords and tokens. Only failed attempts count.

An attacker with many addresses soon has to wait, in every browser that an account was never used
from. A cookie marks the owner's own browser, which has a limit of its own.
"""

import ipaddress
import secrets
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hmac import compare_digest

from spacerr.deps import Deps
from spacerr.domain.errors.accounts import TooManyTries, WrongGuess
from spacerr.domain.errors.base import SpacerrError
from spacerr.infra.redis.limiter import Bucket

MINUTES = 60
HOUR = 60 * MINUTES
IPV6_NETWORK = 64
"""Bits of an IPv6 address that identify a customer; the customer chooses the rest."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A client before sign-in: its network address, its browser, and its device cookie."""

    address: str = ""
    browser: str = ""
    device: str = ""


def sign_in_limits(d: Deps, visitor: Visitor, email_mark: str) -> list[Bucket]:
    """For sign-ins to one account, existing or not."""
    if _is_known_device(d, visitor.device, email_mark):
        return [_bucket(d, "device", visitor.device, 10, 5 * MINUTES)]
    place = _network(visitor.address)
    return [
        _bucket(d, "place", place, 30, 5 * MINUTES),
        _bucket(d, "place and account", f"{place} {email_mark}", 5, 5 * MINUTES),
        _bucket(d, "account", email_mark, 50, HOUR),
    ]


def password_limits(d: Deps, user_id: str) -> list[Bucket]:
    """For confirmations of the password, while signed in."""
    return [_bucket(d, "confirm", user_id, 10, 5 * MINUTES)]


def invitation_limits(d: Deps, visitor: Visitor, door: str) -> list[Bucket]:
    """For guesses at a set-up code or an invitation."""
    return [_bucket(d, door, _network(visitor.address), 20, 5 * MINUTES)]


def sign_up_limits(d: Deps, visitor: Visitor) -> list[Bucket]:
    """For new accounts, successful ones too: enough for an office in a day, not for a bot."""
    return [_bucket(d, "sign-up", _network(visitor.address), 60, HOUR)]


def probe_limits(d: Deps, user_id: str) -> list[Bucket]:
    """For requests to servers that a user makes us send, with keys or addresses they enter."""
    return [_bucket(d, "probe", user_id, 40, 5 * MINUTES)]


async def count_attempt(d: Deps, buckets: Sequence[Bucket]) -> None:
    """Count one attempt. Raises TooManyTries."""
    if wait := await d.limiter.take(buckets):
        raise TooManyTries(wait)


@asynccontextmanager
async def count_failures(
    d: Deps, buckets: Sequence[Bucket], wrong: type[SpacerrError] = WrongGuess
) -> AsyncGenerator[None]:
    """Count the block as an attempt if it raises WrongGuess, also with many attempts at once.

    Raises TooManyTries.
    """
    await count_attempt(d, buckets)
    try:
        yield
    except wrong:
        raise
    except BaseException:
        await d.limiter.refund(buckets)
        raise
    else:
        await d.limiter.refund(buckets)


def device_cookie(d: Deps, email_mark: str) -> str:
    """The cookie of a browser that a user has signed in with. It doesn't tell which user."""
    device = secrets.token_urlsafe(16)
    return f"{device}.{_signature(d, device, email_mark)}"


def _is_known_device(d: Deps, kept: str, email_mark: str) -> bool:
    device, _, signature = kept.partition(".")
    if not (device and signature and kept.isascii()):
        return False
    return compare_digest(signature, _signature(d, device, email_mark))


def _signature(d: Deps, device: str, email_mark: str) -> str:
    return d.vault.blind_index("device", f"{device} {email_mark}")


def _bucket(d: Deps, kind: str, subject: str, tries: int, seconds: int) -> Bucket:
    return Bucket(d.vault.blind_index("tries", f"{kind} {subject}"), tries, seconds)


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, IPV6_NETWORK), strict=False))
    return str(found)
