"""Deleting an account: nothing of it is left, and what others have stays."""

import pytest

from spacerr.domain.bus_events import TeamsChanged
from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.errors.sharing import LinkNotFound
from spacerr.domain.errors.teams import LastOwner
from spacerr.domain.replies.events import Reasoning
from spacerr.domain.tables import Membership, Project, SignIn, Team
from spacerr.services.accounts import deletion
from spacerr.services.chats import links, search, threads
from spacerr.services.prompts import instructions
from spacerr.services.teams import invitations
from tests.support.people.erasing import count, in_team, signed_in, soon
from tests.support.people.lists import join, listed, project, team_of
from tests.support.people.replies import ADA, answered, idle, person, row
from tests.support.people.teams import ADMIN, MEMBER, OWNER, joined, noted, roles, team
from tests.support.stores.news import news, position
from tests.support.stores.remains import remains

__all__ = ["soon"]
from tests.support.stores.databases import on_both_engines

pytestmark = [pytest.mark.anyio, on_both_engines]


@pytest.mark.usefixtures("soon")
async def test_of_a_deleted_account_nothing_is_left(d, model, redis):
    model.says(Reasoning(text="Cogitoergosum"), "Quintessence")
    model.title = "Zeppelins"
    cyrano = await person(d, "Cyrano")
    boats = await team(d)
    await join(d, cyrano, boats)
    own, shared = (
        await answered(d, "Balloons", user=cyrano),
        await in_team(d, "Kites", cyrano, boats),
    )
    ended = await links.create(d, cyrano, own.chat.id)
    sign_in = await signed_in(d, cyrano)
    needles = [cyrano, sign_in.id, sign_in.token_hash, "Netscape", "Cyrano", "Balloons", "Kites"]
    needles += ["Cogitoergosum", "Quintessence", "Zeppelins", await team_of(d, cyrano), ended.id]
    needles += [it for turn in (own, shared) for it in (turn.chat.id, turn.reply.id)]
    assert set(await remains(d, redis, needles)) == set(needles)
    await deletion.delete_user(d, cyrano)
    await idle(d)
    assert await remains(d, redis, needles) == {}


@pytest.mark.usefixtures("soon")
async def test_what_others_have_stays(d, redis):
    cyrano, boats = await person(d, "Cyrano"), await team(d)
    await join(d, cyrano, boats)
    await instructions.update_personal(
        d, cyrano, "Panache", instructions.instructions_text("").mark
    )
    turn = await in_team(d, "Kites", ADA, boats)
    asked = await answered(d, "And balloons?", chat=turn.chat.id, user=cyrano)
    plans = await project(d, user=cyrano)
    async with d.db.writing() as session:
        (await session.get_one(Project, plans)).team_id = boats
    assert await remains(d, redis, ["Panache"])
    await deletion.delete_user(d, cyrano)
    await idle(d)
    assert await remains(d, redis, ["Panache"]) == {}
    shown = (await threads.get_thread(d, ADA, turn.chat.id)).messages
    assert [(it.content, it.author_id) for it in shown[:3:2]] == [
        ("Kites", ADA),
        ("And balloons?", None),
    ]
    assert (await row(d, asked.reply.id)).author_id is None
    assert await count(d, Project) == 1
    assert await roles(d, boats) == {"You": OWNER}


async def test_the_audit_says_what_was_done_and_no_longer_who_did_it(d):
    boats = await team(d)
    cyrano = await joined(d, boats, "Cyrano", ADMIN)
    invited = await invitations.create(d, cyrano, boats, MEMBER, 7)
    turn = await in_team(d, "Kites", cyrano, boats)
    await links.create(d, cyrano, turn.chat.id)
    assert {it.actor for it in await noted(d, boats)} == {"Cyrano"}
    await deletion.delete_user(d, cyrano)
    entries = await noted(d, boats)
    assert [it.action for it in entries] == ["member-left", "link-made", "invitation-made"]
    assert {(it.actor, it.actor_id, it.subject) for it in entries} == {("", None, "")}
    with pytest.raises(SpacerrError):
        await invitations.get_invitation(d, invited.token)


async def test_search_finds_nothing_of_a_deleted_account(d):
    boats = await team(d)
    cyrano = await joined(d, boats, "Cyrano")
    await in_team(d, "Balloons", cyrano, boats)
    await in_team(d, "Balloons too", ADA, boats)
    assert len(await search.search(d, ADA, "balloons")) == 2
    await deletion.delete_user(d, cyrano)
    assert len(await search.search(d, ADA, "balloons")) == 1


async def test_links_of_a_deleted_account_lead_nowhere(d):
    cyrano = await person(d, "Cyrano")
    made = await links.create(d, cyrano, (await answered(d, user=cyrano)).chat.id)
    await deletion.delete_user(d, cyrano)
    with pytest.raises(LinkNotFound):
        await links.open_link(d, made.token)


async def test_others_hear_that_a_shared_chat_is_gone(d):
    boats = await team(d)
    cyrano = await joined(d, boats, "Cyrano")
    turn = await in_team(d, "Kites", cyrano, boats)
    assert turn.chat.id in await listed(d)
    after = await position(d)
    await deletion.delete_user(d, cyrano)
    assert await news(d, after=after) == [TeamsChanged()]
    assert turn.chat.id not in await listed(d)


async def test_the_last_owner_hands_over_first(d):
    boats = await team(d)
    cyrano = await joined(d, boats, "Cyrano", OWNER)
    async with d.db.writing() as session:
        await session.delete(await session.get_one(Membership, (ADA, boats)))
    roxane = await joined(d, boats, "Roxane", ADMIN)
    turn = await answered(d, user=cyrano)
    await signed_in(d, cyrano)
    with pytest.raises(LastOwner):
        await deletion.delete_user(d, cyrano)
    assert (await threads.get_thread(d, cyrano, turn.chat.id)).messages
    assert await count(d, SignIn) == 1
    await deletion.delete_user(d, roxane)
    await deletion.delete_user(d, cyrano)
    async with d.db.reading() as session:
        assert await session.get(Team, boats) is None
