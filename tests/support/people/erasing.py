"""What tests of deleting have in common: chats in a team, sign-ins, and rows to count."""

import pytest
from sqlmodel import SQLModel, select, update

from spacerr.deps import Deps
from spacerr.domain.ids import new_id
from spacerr.domain.roles import Sharing
from spacerr.domain.tables import Chat, SignIn
from spacerr.services.chats import erase, read_state
from spacerr.services.replies import turns
from tests.support.people.replies import idle


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Redis is cleared of the rest at once: of news, too, which no test may be reading then."""
    monkeypatch.setattr(erase, "FORGET_AFTER", 0.1)


async def in_team(
    d: Deps, text: str, user: str, team_id: str, shared: Sharing = Sharing.WRITE
) -> turns.Turn:
    """A chat in a team, with its reply."""
    place = turns.Place(team_id=team_id)
    turn = await turns.send(d, turns.Request(user, new_id()), "", text, place)
    await idle(d)
    async with d.db.writing() as session:
        await session.exec(update(Chat).where(Chat.id == turn.chat.id).values(shared=shared))
    await read_state.mark_seen(d, user, turn.chat.id, True)
    return turn


async def signed_in(d: Deps, user: str) -> SignIn:
    sign_in = SignIn(user_id=user, token_hash=new_id(), expires_at=2**53, browser="Netscape")
    async with d.db.writing() as session:
        session.add(sign_in)
    return sign_in


async def count(d: Deps, table: type[SQLModel]) -> int:
    async with d.db.reading() as session:
        return len(list(await session.exec(select(table))))
