"""A team always has an owner, only owners make owners, and whoever goes loses the team at once."""

import asyncio

import pytest

from spacerr.domain.bus_events import TeamsChanged, TeamUpdated
from spacerr.domain.errors.base import BadRequest, ChangedMeanwhile
from spacerr.domain.errors.chats import ChatNotFound
from spacerr.domain.errors.teams import (
    AloneInTeam,
    LastOwner,
    MemberNotFound,
    OnlyOwners,
    TeamNotFound,
)
from spacerr.domain.roles import Sharing
from spacerr.domain.tables import Chat
from spacerr.domain.teams.audit import Action
from spacerr.services.chats import threads
from spacerr.services.teams import members, teams
from tests.support.people.lists import join, listed
from tests.support.people.replies import ADA, person
from tests.support.people.teams import ADMIN, MEMBER, OWNER, ROUNDS, joined, noted, roles, team
from tests.support.stores.databases import on_both_engines
from tests.support.stores.news import news, position

pytestmark = [pytest.mark.anyio, on_both_engines]


async def chat_in(d, team_id: str, user: str, shared: str = Sharing.PRIVATE) -> str:
    async with d.db.writing() as session:
        chat = Chat(user_id=user, team_id=team_id, title="Ours", shared=shared)
        session.add(chat)
    return chat.id


async def test_a_role_is_changed_told_and_noted(d):
    made = await team(d)
    bob = await joined(d, made, "Bob")
    after = await position(d, made)
    await members.set_role(d, ADA, made, bob, ADMIN, MEMBER)
    assert await roles(d, made) == {"You": OWNER, "Bob": ADMIN}
    assert await news(d, made, after) == [TeamUpdated(team_id=made)]
    [entry] = await noted(d, made)
    assert (entry.action, entry.subject_id, entry.subject) == (Action.ROLE_CHANGED, bob, "Bob")
    assert entry.detail == {"role": ADMIN, "was": MEMBER}


async def test_the_second_of_two_who_change_a_role_is_told(d):
    made = await team(d)
    bea, bob = await joined(d, made, "Bea", ADMIN), await joined(d, made, "Bob")
    await members.set_role(d, ADA, made, bob, OWNER, MEMBER)
    with pytest.raises(ChangedMeanwhile):
        await members.set_role(d, ADA, made, bob, ADMIN, MEMBER)
    with pytest.raises(OnlyOwners):
        await members.set_role(d, bea, made, bob, ADMIN, MEMBER)
    assert (await roles(d, made))["Bob"] == OWNER


@pytest.mark.parametrize("role", ["", "god", "Owner", "\0", "x" * 10_000])
async def test_a_role_there_is_not_is_refused(d, role):
    made = await team(d)
    bob = await joined(d, made, "Bob")
    with pytest.raises(BadRequest):
        await members.set_role(d, ADA, made, bob, role, MEMBER)


async def test_admins_manage_members_and_admins_but_no_owners(d):
    made = await team(d)
    bea, bob = await joined(d, made, "Bea", ADMIN), await joined(d, made, "Bob")
    cleo = await joined(d, made, "Cleo", ADMIN)
    await members.set_role(d, bea, made, bob, ADMIN, MEMBER)
    await members.set_role(d, bea, made, cleo, MEMBER, ADMIN)
    for member, role, was in ((bob, OWNER, ADMIN), (ADA, MEMBER, OWNER), (bea, OWNER, ADMIN)):
        with pytest.raises(OnlyOwners):
            await members.set_role(d, bea, made, member, role, was)
    with pytest.raises(OnlyOwners):
        await members.remove(d, bea, made, ADA)
    await members.remove(d, bea, made, bob)
    await members.set_role(d, bea, made, bea, MEMBER, ADMIN)
    assert await roles(d, made) == {"You": OWNER, "Bea": MEMBER, "Cleo": MEMBER}


async def test_the_last_owner_stays_until_the_team_is_handed_over(d):
    made = await team(d)
    bob = await joined(d, made, "Bob")
    for leaving in (
        members.leave(d, ADA, made),
        members.remove(d, ADA, made, ADA),
        members.set_role(d, ADA, made, ADA, MEMBER, OWNER),
    ):
        with pytest.raises(LastOwner):
            await leaving
    await members.transfer_ownership(d, ADA, made, bob)
    assert await roles(d, made) == {"You": ADMIN, "Bob": OWNER}
    await members.leave(d, ADA, made)
    assert await roles(d, made, bob) == {"Bob": OWNER}
    assert [it.action for it in await noted(d, made, bob)] == [
        Action.MEMBER_LEFT,
        Action.OWNERSHIP_HANDED_OVER,
    ]


async def test_a_team_is_not_handed_over_to_oneself_or_to_nobody(d):
    made, eve = await team(d), await person(d, "Eve")
    with pytest.raises(BadRequest):
        await members.transfer_ownership(d, ADA, made, ADA)
    for nobody in (eve, "", "\0", "x" * 300):
        with pytest.raises(MemberNotFound):
            await members.transfer_ownership(d, ADA, made, nobody)
    assert await roles(d, made) == {"You": OWNER}


@pytest.mark.parametrize("way", ["leave", "step down", "remove each other"])
async def test_of_two_owners_who_go_at_once_one_stays(d, elsewhere, way):
    going = {
        "leave": lambda side, own, _: members.leave(side, own, made),
        "step down": lambda side, own, _: members.set_role(side, own, made, own, MEMBER, OWNER),
        "remove each other": lambda side, own, other: members.remove(side, own, made, other),
    }[way]
    for _ in range(ROUNDS):
        made = await team(d)
        bea, bob = await joined(d, made, "Bea", OWNER), await joined(d, made, "Bob")
        both = (going(d, ADA, bea), going(elsewhere, bea, ADA))
        done = await asyncio.gather(*both, return_exceptions=True)
        assert [type(it) for it in done if it is not None] in ([LastOwner], [TeamNotFound])
        assert list((await roles(d, made, bob)).values()).count(OWNER) == 1


async def test_whoever_is_alone_deletes_a_team_instead_of_leaving_it(d):
    made = await team(d)
    for leaving in (members.leave(d, ADA, made), members.remove(d, ADA, made, ADA)):
        with pytest.raises(AloneInTeam):
            await leaving


async def test_whoever_leaves_their_last_team_gets_one_of_their_own(d):
    made = await team(d)
    bob = await joined(d, made, "Bob")
    [own] = [it.id for it in await teams.list_teams(d, bob) if it.id != made]
    await joined(d, own, "Zoe", OWNER)
    await members.leave(d, bob, own)
    await members.remove(d, ADA, made, bob)
    [new] = await teams.list_teams(d, bob)
    assert (new.name, new.role) == ("Bob's team", OWNER)
    assert new.id not in (own, made)


async def test_whoever_leaves_two_teams_at_once_is_not_left_without_one(d, elsewhere):
    for _ in range(ROUNDS):
        made = await team(d)
        bob = await joined(d, made, "Bob")
        [own] = [it.id for it in await teams.list_teams(d, bob) if it.id != made]
        await joined(d, own, "Zoe", OWNER)
        both = (members.leave(d, bob, own), members.leave(elsewhere, bob, made))
        await asyncio.gather(*both)
        assert [it.name for it in await teams.list_teams(d, bob)] == ["Bob's team"]


async def test_a_removed_person_hears_at_once_and_reaches_nothing(d):
    made = await team(d)
    bob = await joined(d, made, "Bob")
    own = await chat_in(d, made, bob)
    shared = await chat_in(d, made, ADA, Sharing.WRITE)
    assert set(await listed(d, user=bob)) == {own, shared}
    after = await position(d, bob)
    await members.remove(d, ADA, made, bob)
    assert await news(d, bob, after) == [TeamsChanged()]
    assert await listed(d, user=bob) == []
    for chat in (own, shared):
        with pytest.raises(ChatNotFound):
            await threads.get_thread(d, bob, chat)
    with pytest.raises(TeamNotFound):
        await teams.get_team(d, bob, made)
    [entry] = await noted(d, made)
    assert (entry.action, entry.actor, entry.subject) == (Action.MEMBER_REMOVED, "You", "Bob")


async def test_the_private_chats_of_somebody_removed_are_theirs_again_when_they_come_back(d):
    made = await team(d)
    bob = await joined(d, made, "Bob")
    own = await chat_in(d, made, bob)
    await members.remove(d, ADA, made, bob)
    assert await listed(d) == []
    await join(d, bob, made)
    assert await listed(d, user=bob) == [own]


async def test_what_somebody_shared_stays_with_the_team_when_they_leave(d):
    made = await team(d)
    bob = await joined(d, made, "Bob")
    shared = await chat_in(d, made, bob, Sharing.READ)
    await members.leave(d, bob, made)
    assert await listed(d) == [shared]


@pytest.mark.parametrize("unknown", ["", "\0", "x" * 300, "no such id"])
async def test_nobody_is_nobody_whoever_asks(d, unknown):
    made = await team(d)
    for doing in (
        members.set_role(d, ADA, made, unknown, ADMIN, MEMBER),
        members.remove(d, ADA, made, unknown),
    ):
        with pytest.raises(MemberNotFound):
            await doing
