"""Sessions of browsers. They are checked with every event and request, so an end holds at once."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import structlog
from sqlalchemy import and_, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.accounts.tokens import digest, new_token
from spacerr.domain.bus_events import SignInEnded
from spacerr.domain.errors.accounts import SignInNotFound
from spacerr.domain.ids import is_valid_id, now_ms
from spacerr.domain.limits import SIGN_INS
from spacerr.domain.tables import SignIn
from spacerr.services.accounts.people import LOCAL_USER
from spacerr.services.background import background
from spacerr.services.events import publish
from spacerr.timings import SIGN_IN_KEPT, SIGN_IN_RECORDED

log = structlog.get_logger(__name__)

DIGEST_CHARS = 64
KEPT_MS = SIGN_IN_KEPT * 1000


@dataclass(frozen=True, slots=True)
class Identity:
    """A user and the id of their session: "" where the server needs no sign-in."""

    user_id: str
    sign_in_id: str = ""


async def identify(d: Deps, token_hash: str) -> Identity | None:
    """The user whose session token has this digest; None where there is none."""
    if d.settings.local:
        return Identity(LOCAL_USER)
    if len(token_hash) != DIGEST_CHARS or not token_hash.isalnum():
        return None
    query = select(SignIn).where(SignIn.token_hash == token_hash)
    async with d.db.reading() as session:
        found = (await session.exec(query)).first()
    now = now_ms()
    if found is None or found.expires_at <= now:
        return None
    if not 0 <= now - found.seen_at < SIGN_IN_RECORDED * 1000:  # or the clock was in the future
        background(d, _extend(d, found.id, now))
    return Identity(found.user_id, found.id)


async def create_session(session: AsyncSession, user_id: str, browser: str) -> str:
    """Sign a browser in; of more than SIGN_INS sessions, the one used least recently is ended.
    Returns the token, which only the browser may keep.
    """
    token, now = new_token(), now_ms()
    newest = select(SignIn.id).where(SignIn.user_id == user_id)
    newest = newest.order_by(col(SignIn.seen_at).desc(), col(SignIn.id).desc()).limit(SIGN_INS - 1)
    newest_ids = list(await session.exec(newest))
    if len(newest_ids) == SIGN_INS - 1:
        ours = col(SignIn.user_id) == user_id
        await session.exec(delete(SignIn).where(ours, col(SignIn.id).not_in(newest_ids)))
    session.add(
        SignIn(
            user_id=user_id,
            token_hash=digest(token),
            browser=browser,
            created_at=now,
            seen_at=now,
            expires_at=now + KEPT_MS,
        )
    )
    return token


async def list_sessions(d: Deps, user_id: str) -> list[SignIn]:
    """A user's sessions, the one used last first."""
    query = (
        select(SignIn)
        .where(SignIn.user_id == user_id, col(SignIn.expires_at) > now_ms())
        .order_by(col(SignIn.seen_at).desc(), col(SignIn.id).desc())
    )
    async with d.db.reading() as session:
        return list(await session.exec(query))


async def end_session(d: Deps, user_id: str, sign_in_id: str) -> None:
    """Sign one browser out. Raises SignInNotFound."""
    if not is_valid_id(sign_in_id):
        raise SignInNotFound
    ours = and_(col(SignIn.user_id) == user_id, col(SignIn.id) == sign_in_id)
    async with d.db.writing() as session:
        ended = await session.exec(delete(SignIn).where(ours))
        if not ended.rowcount:
            raise SignInNotFound
        _publish_ended(d, session, user_id, [sign_in_id])


async def end_by_token(d: Deps, token: str) -> None:
    """Sign out the browser with this token, if it is signed in."""
    signed = await identify(d, digest(token))
    if signed is not None and signed.sign_in_id:
        with suppress(SignInNotFound):
            await end_session(d, signed.user_id, signed.sign_in_id)


async def end_all(d: Deps, user_id: str) -> None:
    """End all sessions of a user."""
    async with d.db.writing() as session:
        await end_others(d, session, user_id)


async def end_others(d: Deps, session: AsyncSession, user_id: str, except_id: str = "") -> None:
    """End all sessions of a user except `except_id`, within the caller's transaction."""
    ids = select(SignIn.id).where(SignIn.user_id == user_id, SignIn.id != except_id)
    ended = list(await session.exec(ids))
    await session.exec(delete(SignIn).where(col(SignIn.id).in_(ended)))
    _publish_ended(d, session, user_id, ended)


def _publish_ended(
    d: Deps, session: AsyncSession, user_id: str, sign_in_ids: Sequence[str]
) -> None:
    """Tell the tabs of ended sessions, so that they show it at once."""
    if sign_in_ids:
        publish(d, session, user_id, SignInEnded(sign_in_ids=tuple(sign_in_ids)))


async def delete_expired(d: Deps) -> None:
    """Delete sessions some time after they expired: a clock may have been wrong."""
    async with d.db.writing() as session:
        old = col(SignIn.expires_at) < now_ms() - KEPT_MS
        await session.exec(delete(SignIn).where(old))


async def _extend(d: Deps, sign_in_id: str, now: int) -> None:
    values = {"seen_at": now, "expires_at": now + KEPT_MS}
    try:
        async with d.db.writing() as session:
            await session.exec(update(SignIn).where(col(SignIn.id) == sign_in_id).values(values))
    except SQLAlchemyError as error:
        log.warning("session.not_extended", reason=type(error).__name__)
