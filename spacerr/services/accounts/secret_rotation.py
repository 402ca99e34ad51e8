"""Rotation of the secret: seals every address, key and token, and computes every index, with a new
one.
"""

from dataclasses import dataclass, replace

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.accounts.email import parse_email
from spacerr.domain.errors.keys import KeyUnreadable
from spacerr.domain.errors.tool_servers import ServerSecretUnreadable
from spacerr.domain.tables import Connection, ToolServer, User
from spacerr.infra.security.vault import Vault, WrongSecret
from spacerr.services.accounts import people
from spacerr.services.keys import connections, server_secrets


@dataclass(frozen=True, slots=True)
class Rotated:
    """Counts of e-mail addresses and keys that were sealed anew, and of keys that can't be read.
    What is sealed of servers of tools counts as keys.
    """

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
        tokens, lost = await _reseal_servers(session, d, later)
    return Rotated(addresses, keys + tokens, unreadable + lost)


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


async def _reseal_servers(session: AsyncSession, d: Deps, later: Deps) -> tuple[int, int]:
    changed = unreadable = 0
    query = select(ToolServer).where(col(ToolServer.team_id).is_not(None)).with_for_update()
    for row in await session.exec(query):
        for column in server_secrets.Sealed:
            try:
                text = server_secrets.unseal(d.vault, row, column)
            except ServerSecretUnreadable:
                unreadable += not _can_unseal_column(later.vault, row, column)
                continue
            if text:
                server_secrets.seal(later.vault, row, column, text)
                session.add(row)
                changed += 1
    return changed, unreadable


def _can_unseal_column(vault: Vault, row: ToolServer, column: server_secrets.Sealed) -> bool:
    try:
        server_secrets.unseal(vault, row, column)
    except ServerSecretUnreadable:
        return False
    return True


def _can_unseal(vault: Vault, row: Connection) -> bool:
    try:
        connections.unseal_key(vault, row)
    except KeyUnreadable:
        return False
    return True
