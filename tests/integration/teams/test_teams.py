"""A team is made by one person, named by those who manage it, and seen by all who are in it."""

import pytest

from spacerr.domain.bus_events import TeamsChanged, TeamUpdated
from spacerr.domain.errors.base import ChangedMeanwhile
from spacerr.domain.errors.teams import EmptyTeamName, TeamNameTooLong, TooManyTeams
from spacerr.domain.limits import TEAM_NAME_CHARS, TEAMS
from spacerr.domain.teams.audit import Action
from spacerr.services.teams import teams
from tests.support.people.replies import ADA
from tests.support.people.teams import ADMIN, MEMBER, OWNER, joined, noted, roles, team
from tests.support.stores.databases import on_both_engines
from tests.support.stores.news import news, position

pytestmark = [pytest.mark.anyio, on_both_engines]

BAD = [
    ("", EmptyTeamName),
    (" \n\0\u200b", EmptyTeamName),
    ("x" * (TEAM_NAME_CHARS + 1), TeamNameTooLong),
    ("x" * 10_000, TeamNameTooLong),
]


async def test_whoever_makes_a_team_owns_it_and_their_tabs_hear(d):
    after = await position(d)
    made = await team(d, " Boats\n& \0ships 😀 ")
    assert await news(d, ADA, after) == [TeamsChanged()]
    shown = await teams.get_team(d, ADA, made)
    assert (shown.name, shown.role, shown.revision) == ("Boats & ships 😀", OWNER, 0)
    assert [(it.id, it.role, it.you) for it in shown.members] == [(ADA, OWNER, True)]
    assert [(it.id, it.role, it.members) for it in await teams.list_teams(d, ADA)][-1] == (
        made,
        OWNER,
        1,
    )


async def test_an_only_owner_is_told_so(d):
    made = await team(d)

    async def alone(user: str) -> bool:
        return next(it.only_owner for it in await teams.list_teams(d, user) if it.id == made)

    assert await alone(ADA)
    other = await joined(d, made, "Bob")
    assert (await alone(ADA), await alone(other)) == (True, False)
    second = await joined(d, made, "Cleo", OWNER)
    assert (await alone(ADA), await alone(second)) == (False, False)


@pytest.mark.parametrize(("name", "error"), BAD)
async def test_a_name_that_cannot_be_is_refused_with_a_sentence(d, name, error):
    made = await team(d)
    with pytest.raises(error):
        await teams.create(d, ADA, name)
    with pytest.raises(error):
        await teams.rename(d, ADA, made, name, 0)
    assert [it.name for it in await teams.list_teams(d, ADA)] == ["Personal", "Boats"]


async def test_nobody_makes_teams_without_end(d):
    for n in range(TEAMS - 1):
        await team(d, f"Team {n}")
    with pytest.raises(TooManyTeams):
        await team(d, "One more")
    assert len(await teams.list_teams(d, ADA)) == TEAMS


async def test_a_new_name_is_stored_told_and_noted(d):
    made = await team(d)
    after = await position(d, made)
    await teams.rename(d, ADA, made, "Ships", 0)
    shown = await teams.get_team(d, ADA, made)
    assert (shown.name, shown.revision) == ("Ships", 1)
    assert await news(d, made, after) == [TeamUpdated(team_id=made)]
    [entry] = await noted(d, made)
    assert (entry.action, entry.actor) == (Action.TEAM_RENAMED, "You")
    assert entry.detail == {"name": "Ships", "was": "Boats"}


async def test_the_second_of_two_who_name_a_team_is_told_and_overwrites_nothing(d):
    made = await team(d)
    bea = await joined(d, made, "Bea", ADMIN)
    opened = (await teams.get_team(d, bea, made)).revision
    await teams.rename(d, ADA, made, "Ada's choice", opened)
    with pytest.raises(ChangedMeanwhile):
        await teams.rename(d, bea, made, "Bea's choice", opened)
    assert (await teams.get_team(d, bea, made)).name == "Ada's choice"
    await teams.rename(d, bea, made, "Bea's choice", opened + 1)
    assert (await teams.get_team(d, ADA, made)).name == "Bea's choice"


async def test_the_same_name_again_is_no_change(d):
    made = await team(d)
    await teams.rename(d, ADA, made, "Boats", 0)
    assert (await teams.get_team(d, ADA, made)).revision == 0
    assert await noted(d, made) == []


async def test_members_are_listed_in_the_order_they_came(d):
    made = await team(d)
    for name, role in (("Zoe", MEMBER), ("Bea", ADMIN)):
        await joined(d, made, name, role)
    assert list((await roles(d, made)).items()) == [("You", OWNER), ("Zoe", MEMBER), ("Bea", ADMIN)]
    assert [it.members for it in await teams.list_teams(d, ADA)] == [1, 3]


def test_a_team_of_ones_own_has_a_name_that_fits():
    assert teams.personal_team_name("Ada") == "Ada's team"
    assert len(teams.personal_team_name("x" * TEAM_NAME_CHARS)) == TEAM_NAME_CHARS
