"""A user's time zone and language, as their browser reports them. Instructions may name them."""

import re

from spacerr.deps import Deps
from spacerr.domain.accounts.time_zones import is_zone_name
from spacerr.domain.errors.base import BadRequest
from spacerr.domain.tables import UserSettings
from spacerr.services.accounts.user_settings import lock_user_settings

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,6}")


async def store(d: Deps, user_id: str, time_zone: str, language: str) -> None:
    """Store a user's time zone (an IANA name) and language (a BCP 47 tag); "" for unknown.

    Raises BadRequest where one is malformed.
    """
    if (time_zone and not is_zone_name(time_zone)) or (
        language and not _LANGUAGE.fullmatch(language)
    ):
        raise BadRequest
    async with d.db.reading() as session:
        known = await session.get(UserSettings, user_id)
    if known and (known.time_zone, known.language) == (time_zone, language):
        return
    async with d.db.writing() as session:
        row = await lock_user_settings(session, user_id)
        row.time_zone, row.language = time_zone, language
        session.add(row)
