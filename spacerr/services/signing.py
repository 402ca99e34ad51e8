"""Who a browser is signed in as: asked with every event and request, so that ending it ends it."""

from dataclasses import dataclass

from sqlmodel import select

from spacerr.deps import Deps
from spacerr.domain.ids import now_ms
from spacerr.domain.models import SignIn
from spacerr.services.people import LOCAL_USER

DIGEST_CHARS = 64


@dataclass(frozen=True, slots=True)
class Signed:
    """A person, and the sign-in they are here by: "" where nobody needs to sign in."""

    user_id: str
    sign_in_id: str = ""


async def who(d: Deps, digest: str) -> Signed | None:
    """The person whose browser has the token with this digest; None for nobody."""
    if d.settings.local:
        return Signed(LOCAL_USER)
    if len(digest) != DIGEST_CHARS or not digest.isalnum():
        return None
    query = select(SignIn).where(SignIn.token_hash == digest)
    async with d.db.reading() as session:
        found = (await session.exec(query)).first()
    if found is None or found.expires_at <= now_ms():
        return None
    return Signed(found.user_id, found.id)
