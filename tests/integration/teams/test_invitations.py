"""An invitation takes one person into a team, once, in time; every other looks alike."""

import asyncio

import pytest
from sqlmodel import col, select, update

from spacerr.domain.bus_events import TeamsChanged, TeamUpdated
from spacerr.domain.errors.base import BadRequest
from spacerr.domain.errors.teams import (
    InvitationNotFound,
    InvitationTooLong,
    OnlyOwners,
    TooManyInvitations,
)
from spacerr.domain.ids import now_ms
from spacerr.domain.limits import OPEN_INVITATIONS
from spacerr.domain.tables import Invitation
from spacerr.domain.teams.audit import Action
from spacerr.services.teams import invitations, members, teams
from tests.support.people.replies import ADA, person
from tests.support.people.teams import ADMIN, MEMBER, OWNER, ROUNDS, joined, noted, roles, team
from tests.support.stores.databases import on_both_engines, on_sqlite
from tests.support.stores.news import news, position

pytestmark = [pytest.mark.anyio, on_both_engines]
FORGED = ["", "x", "x" * 43, "x" * 10_000, "é", "\0", "\ud800", "' OR 1=1 --"]


async def invited(d, team_id, role=MEMBER, by=ADA) -> str:
    return (await invitations.create(d, by, team_id, role, 7)).token


async def change(d, **values) -> None:
    """Change all invitations there are."""
    async with d.db.writing() as session:
        await session.exec(update(Invitation).values(**values))


async def test_whoever_is_invited_sees_to_what_and_joins(d):
    made, bob = await team(d), await person(d, "Bob")
    token = await invited(d, made, ADMIN)
    after = await position(d, bob), await position(d, made)
    assert await invitations.get_invitation(d, token) == invitations.InvitationOffer(
        "Boats", "You", ADMIN
    )
    assert await invitations.accept(d, bob, token) == made
    assert await roles(d, made) == {"You": OWNER, "Bob": ADMIN}
    assert await news(d, bob, after[0]) == [TeamsChanged()]
    assert await news(d, made, after[1]) == [TeamUpdated(team_id=made)]
    assert [(it.action, it.actor) for it in await noted(d, made)] == [
        (Action.MEMBER_JOINED, "Bob"),
        (Action.INVITATION_MADE, "You"),
    ]


async def test_one_invitation_takes_in_one_person(d):
    made = await team(d)
    token = await invited(d, made)
    bob, cleo = await person(d, "Bob"), await person(d, "Cleo")
    await invitations.accept(d, bob, token)
    with pytest.raises(InvitationNotFound):
        await invitations.accept(d, cleo, token)
    with pytest.raises(InvitationNotFound):
        await invitations.get_invitation(d, token, cleo)
    assert await roles(d, made) == {"You": OWNER, "Bob": MEMBER}


async def test_of_many_who_redeem_one_invitation_at_once_one_joins(d, elsewhere):
    for _ in range(ROUNDS):
        made = await team(d)
        token = await invited(d, made)
        people = [await person(d, f"Person {n}") for n in range(6)]
        pairs = zip((d, elsewhere) * 3, people, strict=True)
        joining = (invitations.accept(side, user, token) for side, user in pairs)
        done = await asyncio.gather(*joining, return_exceptions=True)
        assert done.count(made) == 1
        assert sum(isinstance(it, InvitationNotFound) for it in done) == 5
        assert len(await roles(d, made)) == 2


async def test_somebody_who_presses_twice_joins_once_and_is_led_to_the_team(d, elsewhere):
    for _ in range(ROUNDS):
        made, bob = await team(d), await person(d, "Bob")
        token = await invited(d, made)
        twice = (invitations.accept(side, bob, token) for side in (d, elsewhere))
        assert await asyncio.gather(*twice) == [made, made]
        assert (await invitations.get_invitation(d, token, bob)).team_id == made
        actions = [it.action for it in await noted(d, made)]
        assert actions.count(Action.MEMBER_JOINED) == 1


async def test_two_invitations_for_one_person_at_once_make_one_member(d, elsewhere):
    for _ in range(ROUNDS):
        made, bob = await team(d), await person(d, "Bob")
        tokens = [await invited(d, made), await invited(d, made, ADMIN)]
        pairs = zip((d, elsewhere), tokens, strict=True)
        await asyncio.gather(*(invitations.accept(side, bob, token) for side, token in pairs))
        assert len(await roles(d, made)) == 2
        assert len((await teams.get_team(d, ADA, made)).invitations) == 1


async def test_a_member_uses_nothing_up(d):
    made = await team(d)
    bob, token = await joined(d, made, "Bob"), await invited(d, made, ADMIN)
    assert (await invitations.get_invitation(d, token, bob)).team_id == made
    assert await invitations.accept(d, bob, token) == made
    assert await roles(d, made) == {"You": OWNER, "Bob": MEMBER}
    await invitations.accept(d, await person(d, "Cleo"), token)


async def test_used_expired_revoked_and_forged_look_alike(d):
    made, bob = await team(d), await person(d, "Bob")
    used, revoked = await invited(d, made), await invitations.create(d, ADA, made, MEMBER, 1)
    await invitations.accept(d, await person(d, "Cleo"), used)
    await invitations.revoke(d, ADA, made, revoked.id)
    expired = await invited(d, made)
    await change(d, expires_at=now_ms() - 1)
    said = set()
    for token in (used, revoked.token, expired, *FORGED):
        for asking in (
            invitations.get_invitation(d, token, bob),
            invitations.accept(d, bob, token),
        ):
            with pytest.raises(InvitationNotFound) as refused:
                await asking
            said.add(str(refused.value))
    assert len(said) == 1
    assert await roles(d, made) == {"You": OWNER, "Cleo": MEMBER}


async def test_whoever_left_cannot_come_back_by_the_invitation_they_used(d):
    made, bob = await team(d), await person(d, "Bob")
    token = await invited(d, made)
    await invitations.accept(d, bob, token)
    await members.remove(d, ADA, made, bob)
    with pytest.raises(InvitationNotFound):
        await invitations.accept(d, bob, token)
    with pytest.raises(InvitationNotFound):
        await invitations.get_invitation(d, token, bob)


async def test_whoever_is_removed_leaves_no_way_back_in(d):
    made = await team(d)
    bea = await joined(d, made, "Bea", ADMIN)
    token, other = await invited(d, made, ADMIN, by=bea), await invited(d, made)
    await members.remove(d, ADA, made, bea)
    with pytest.raises(InvitationNotFound):
        await invitations.accept(d, bea, token)
    assert (await invitations.get_invitation(d, other)).team == "Boats"


async def test_an_owner_invitation_ends_with_its_maker_being_one(d):
    made = await team(d)
    bea = await joined(d, made, "Bea", OWNER)
    token = await invited(d, made, OWNER, by=bea)
    await members.set_role(d, ADA, made, bea, ADMIN, OWNER)
    with pytest.raises(InvitationNotFound):
        await invitations.get_invitation(d, token)


async def test_only_owners_invite_owners(d):
    made = await team(d)
    bea = await joined(d, made, "Bea", ADMIN)
    with pytest.raises(OnlyOwners):
        await invited(d, made, OWNER, by=bea)
    bob = await person(d, "Bob")
    await invitations.accept(d, bob, await invited(d, made, OWNER))
    assert (await roles(d, made))["Bob"] == OWNER


@pytest.mark.parametrize("days", [-1, 0, 31, 10**30])
async def test_an_invitation_is_open_for_a_month_at_most(d, days):
    made = await team(d)
    with pytest.raises(InvitationTooLong):
        await invitations.create(d, ADA, made, MEMBER, days)


@pytest.mark.parametrize("role", ["", "god", "OWNER", "\0"])
async def test_nobody_is_invited_as_something_there_is_not(d, role):
    with pytest.raises(BadRequest):
        await invitations.create(d, ADA, await team(d), role, 7)


async def test_an_invitation_belongs_to_its_team(d):
    mine, other = await team(d), await team(d, "Ships")
    invitation = await invitations.create(d, ADA, mine, MEMBER, 7)
    with pytest.raises(InvitationNotFound):
        await invitations.revoke(d, ADA, other, invitation.id)
    with pytest.raises(InvitationNotFound):
        await invitations.revoke(d, ADA, mine, "\0")
    assert (await invitations.get_invitation(d, invitation.token)).team == "Boats"


async def test_managers_see_open_invitations_and_revoke_them(d):
    made = await team(d)
    bea, bob = await joined(d, made, "Bea", ADMIN), await joined(d, made, "Bob")
    first = await invitations.create(d, ADA, made, MEMBER, 7)
    await invited(d, made, ADMIN, by=bea)
    shown = (await teams.get_team(d, bea, made)).invitations
    assert [(it.role, it.made_by) for it in shown] == [(ADMIN, "Bea"), (MEMBER, "You")]
    assert (await teams.get_team(d, bob, made)).invitations == []
    await invitations.revoke(d, bea, made, first.id)
    assert len((await teams.get_team(d, ADA, made)).invitations) == 1
    assert (await noted(d, made))[0].action == Action.INVITATION_REVOKED


async def test_a_token_is_stored_nowhere(d):
    made = await team(d)
    token = await invited(d, made)
    async with d.db.reading() as session:
        rows = list(await session.exec(select(Invitation).where(col(Invitation.team_id) == made)))
    assert token not in repr(rows)
    assert token not in repr([await noted(d, made), await teams.get_team(d, ADA, made)])


@on_sqlite
async def test_a_team_has_so_many_open_invitations_and_expired_ones_make_room(d):
    made = await team(d)
    for _ in range(OPEN_INVITATIONS):
        await invited(d, made)
    with pytest.raises(TooManyInvitations):
        await invited(d, made)
    await change(d, expires_at=now_ms() - 1)
    await invited(d, made)
    assert len((await teams.get_team(d, ADA, made)).invitations) == 1
