"""The operator's commands: for passwords, owners, addresses and the secret."""

import asyncio
import getpass
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

from sqlalchemy.exc import OperationalError

from spacerr.config import Settings, settings
from spacerr.deps import Deps
from spacerr.domain.errors.accounts import NoNewSecret, StillRunning
from spacerr.domain.errors.base import SpacerrError
from spacerr.infra.database.postgres import NoDatabase, is_unreachable
from spacerr.infra.security.vault import Vault, adopt_next_secret, get_next_secret
from spacerr.process import open_for_command
from spacerr.services.accounts import admin, people, secret_rotation


async def reset_password(d: Deps, address: str) -> str:
    await admin.reset_password(d, address, await asyncio.to_thread(_new_password))
    return "The password is changed, and everybody who was signed in with the old one signed out."


async def rotate_secret(d: Deps) -> str:
    await asyncio.to_thread(_require_stopped, d.settings)
    new = _next_secret(d.settings)
    done = await secret_rotation.rotate(d, Vault(lambda: new))
    if d.settings.secret:
        follow_up = "Put SPACERR_NEW_SECRET's value into SPACERR_SECRET now, in every process."
    else:
        adopt_next_secret(d.settings.data_dir.resolve())
        follow_up = "The file in the data folder holds the new secret. Back it up."
    left = f" {done.unreadable} keys can't be read and were left." if done.unreadable else ""
    sealed = f"{done.addresses} e-mail addresses and {done.keys} keys are sealed anew."
    return f"{sealed}{left} {follow_up}"


async def make_owner(d: Deps, address: str, team: str = "") -> str:
    return f"{address} is an owner of {await admin.make_owner(d, address, team)} now."


async def new_address(d: Deps, who: str, address: str) -> str:
    return f"{await admin.change_email(d, who, address)} signs in with {address} now."


async def make_operator(d: Deps, address: str) -> str:
    name = await admin.set_operator(d, address)
    return f"{name} can change what holds for everybody on this server now."


async def unmake_operator(d: Deps, address: str) -> str:
    name = await admin.set_operator(d, address, on=False)
    return f"{name} can no longer change what holds for everybody on this server."


WITH_ANOTHER_SECRET = {rotate_secret, new_address}
"""Commands that work although the secret was changed."""

COMMANDS: dict[str, Callable[..., Awaitable[str]]] = {
    "reset-password": reset_password,
    "make-owner": make_owner,
    "new-address": new_address,
    "make-operator": make_operator,
    "unmake-operator": unmake_operator,
    "rotate-secret": rotate_secret,
}


def run(name: str, *arguments: str) -> int:
    """Run a command, and print its result or its error. Returns the exit code."""
    try:
        sys.stdout.write(f"{asyncio.run(_done(COMMANDS[name], arguments))}\n")
    except SpacerrError as error:
        sys.exit(str(error))
    except OperationalError as error:
        if is_unreachable(error):
            raise NoDatabase(error) from None
        raise
    return 0


async def _done(command: Callable[..., Awaitable[str]], arguments: Sequence[str]) -> str:
    async with open_for_command(settings()) as d:
        if command not in WITH_ANOTHER_SECRET:
            await people.check_secret(d)
        return await command(d, *arguments)


def _next_secret(chosen: Settings) -> str:
    """Raises NoNewSecret."""
    if not chosen.secret:
        return get_next_secret(chosen.data_dir.resolve())
    if not chosen.new_secret:
        raise NoNewSecret
    return chosen.new_secret


def _require_stopped(chosen: Settings) -> None:
    """Raises StillRunning where a Spacerr with these settings answers on this machine."""
    host = "127.0.0.1" if chosen.host == "0.0.0.0" else chosen.host  # noqa: S104
    for port in (chosen.port, chosen.backend_port):
        with suppress(OSError, HTTPException):
            asked = HTTPConnection(host, port, timeout=2)
            asked.request("GET", "/healthz", headers={"Host": "localhost"})
            if asked.getresponse().status == HTTPStatus.OK:
                raise StillRunning


def _new_password() -> str:
    """A password, typed without echo; from a pipe, its first line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    while True:
        password = getpass.getpass("New password: ")
        if getpass.getpass("Again: ") == password:
            return password
        sys.stdout.write("Those were two different ones.\n")
