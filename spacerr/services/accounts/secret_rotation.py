"""Rotation of the secret: seals every address and key, and computes every index, with a new one."""

from dataclasses import dataclass, replace

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.accounts.email import parse_email
from spacerr.domain.errors.keys import KeyUnreadable
from spacerr.domain.tables import Connection, User
from spacerr.infra.security.vault import Vault, WrongSecret
from spacerr.services.accounts import people
from spacerr.services.keys import connections


@dataclass(frozen=True, slots=True)
class Rotated:
    """Counts of e-mail addresses and keys that were sealed anew, and of keys that can't be read."""

    addresses: int
    keys: int
    unreadable: int


async def rotate(d: Deps, new: Vault) -> Rotated:
    """Seal everything with the new secret, in one transaction. Values sealed with it already stay.

    Keys that neither secret can read are left as they are. Raises WrongSecret where neither can
    read an e-mail address.
    """
    later = replace(d, vault=new)
    async with d.db.writing() as session:
        addresses = await _reseal_emails(session, d, later)
        keys, unreadable = await _reseal_keys(session, d, later)
    return Rotated(addresses, keys, unreadable)


async def _reseal_emails(session: AsyncSession, d: Deps, later: Deps) -> int:
    changed = 0
    query = select(User).where(col(User.email_sealed) != "").with_for_update()
    for user in await session.exec(query):
        try:
            address = people.read_email(d, user)
        except WrongSecret:
            people.read_email(later, user)
            continue
        people.set_email(later, user, parse_email(address))
        session.add(user)
        changed += 1
    return changed


async def _reseal_keys(session: AsyncSession, d: Deps, later: Deps) -> tuple[int, int]:
    changed = unreadable = 0
    query = select(Connection).where(col(Connection.key_sealed) != "").with_for_update()
    for row in await session.exec(query):
        try:
            connections.seal_key(later.vault, row, connections.unseal_key(d.vault, row))
        except KeyUnreadable:
            unreadable += not _can_unseal(later.vault, row)
            continue
        session.add(row)
        changed += 1
    return changed, unreadable


def _can_unseal(vault: Vault, row: Connection) -> bool:
    try:
        connections.unseal_key(vault, row)
    except KeyUnreadable:
        return False
    return True
