"""The operator's commands: for a password that was forgotten, and a team that lost its owner."""

import asyncio
import getpass
import sys
from collections.abc import Awaitable, Callable

from spacerr.config import settings
from spacerr.deps import Deps
from spacerr.domain.errors import SpacerrError
from spacerr.process import beside
from spacerr.services import operating


async def reset_password(d: Deps, address: str) -> str:
    await operating.reset_password(d, address, await asyncio.to_thread(_new_password))
    return "The password is changed, and everybody who was signed in with the old one signed out."


async def make_owner(d: Deps, address: str, team: str = "") -> str:
    return f"{address} is an owner of {await operating.make_owner(d, address, team)} now."


COMMANDS: dict[str, tuple[Callable[..., Awaitable[str]], range]] = {
    "reset-password": (reset_password, range(1, 2)),
    "make-owner": (make_owner, range(1, 3)),
}


def run(arguments: list[str], usage: str) -> int:
    """Carry a command out and say what was done, or why it wasn't; the exit code."""
    name, *rest = arguments
    command, count = COMMANDS[name]
    if len(rest) not in count:
        sys.exit(usage)
    try:
        sys.stdout.write(f"{asyncio.run(_done(command, rest))}\n")
    except SpacerrError as error:
        sys.exit(str(error))
    return 0


async def _done(command: Callable[..., Awaitable[str]], arguments: list[str]) -> str:
    async with beside(settings()) as d:
        return await command(d, *arguments)


def _new_password() -> str:
    """Asked for without showing it; from a pipe, its first line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    while True:
        password = getpass.getpass("New password: ")
        if getpass.getpass("Again: ") == password:
            return password
        sys.stdout.write("Those were two different ones.\n")
