"""Deleting a team: nothing of it is left, and everybody in it still has one."""

import pytest

from spacerr.domain.bus_events import TeamsChanged
from spacerr.domain.errors.data import NotConfirmed
from spacerr.domain.errors.teams import OnlyOwners, TeamNotFound
from spacerr.domain.roles import Sharing
from spacerr.domain.tables import Membership
from spacerr.services import access
from spacerr.services.accounts import deletion
from spacerr.services.chats import links
from spacerr.services.teams import invitations
from tests.support.people.erasing import in_team, soon
from tests.support.people.lists import team_of
from tests.support.people.replies import ADA, idle, person
from tests.support.people.teams import ADMIN, MEMBER, OWNER, joined, roles, team
from tests.support.stores.news import news, position
from tests.support.stores.remains import remains

__all__ = ["soon"]
from tests.support.stores.databases import on_both_engines

pytestmark = [pytest.mark.anyio, on_both_engines]


@pytest.mark.usefixtures("soon")
async def test_of_a_deleted_team_nothing_is_left(d, model, redis):
    model.says("Quintessence")
    model.title = "Zeppelins"
    boats = await team(d, "Argonauts")
    orpheus = await joined(d, boats, "Orpheus")
    await position(d, boats)
    turn = await in_team(d, "Fleece", orpheus, boats)
    hidden = await in_team(d, "Harpies", ADA, boats, Sharing.PRIVATE)
    made = await links.create(d, ADA, hidden.chat.id)
    invited = await invitations.create(d, ADA, boats, MEMBER, 7)
    needles = [boats, "Argonauts", "Fleece", "Harpies", "Quintessence", "Zeppelins", invited.id]
    needles += [turn.chat.id, turn.reply.id, made.id]
    assert set(await remains(d, redis, needles)) == set(needles)
    await deletion.delete_team(d, ADA, boats, " Argonauts ")
    await idle(d)
    assert await remains(d, redis, needles) == {}


async def test_everybody_of_a_deleted_team_has_a_team_and_hears_of_it(d):
    boats = await team(d)
    orpheus = await joined(d, boats, "Orpheus")
    async with d.db.writing() as session:
        await session.delete(
            await session.get_one(Membership, (orpheus, await team_of(d, orpheus)))
        )
    positions = {it: await position(d, it) for it in (ADA, orpheus)}
    await deletion.delete_team(d, ADA, boats, "Boats")
    for user, after in positions.items():
        assert boats not in await access.list_team_ids(d, user)
        assert len(await access.list_team_ids(d, user)) == 1
        assert await news(d, user, after) == [TeamsChanged()]
    with pytest.raises(TeamNotFound):
        await deletion.delete_team(d, ADA, boats, "Boats")


@pytest.mark.parametrize("role", [None, MEMBER, ADMIN])
async def test_only_owners_delete_a_team(d, role):
    boats = await team(d)
    eve = await joined(d, boats, "Eve", role) if role else await person(d, "Eve")
    with pytest.raises(OnlyOwners if role else TeamNotFound):
        await deletion.delete_team(d, eve, boats, "Boats")
    assert "You" in await roles(d, boats)


@pytest.mark.parametrize("typed", ["", "boats", "Boat", "x" * 1_000_000, "\0"])
async def test_a_team_is_deleted_by_its_name_only(d, typed):
    boats = await team(d)
    with pytest.raises(NotConfirmed):
        await deletion.delete_team(d, ADA, boats, typed)
    assert await roles(d, boats) == {"You": OWNER}


@pytest.mark.parametrize("wrong", ["", "no such id", "x" * 300, "\0"])
async def test_no_id_however_strange_is_more_than_not_found(d, wrong):
    with pytest.raises(TeamNotFound):
        await deletion.delete_team(d, ADA, wrong, "Personal")
