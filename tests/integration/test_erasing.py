"""Deleting an account or a team: nothing of it is left, and nothing comes back."""

import asyncio

import pytest
from sqlmodel import select, update

from spacerr.domain.bridge import TeamsChanged
from spacerr.domain.data_errors import NotConfirmed
from spacerr.domain.errors import ChatNotFound, SpacerrError, TeamNotFound
from spacerr.domain.events import Reasoning
from spacerr.domain.ids import new_id
from spacerr.domain.models import Chat, Membership, Message, Project, SignIn, Team, User
from spacerr.domain.roles import Sharing
from spacerr.domain.sharing_errors import LinkNotFound
from spacerr.domain.team_errors import LastOwner, OnlyOwners
from spacerr.services import (
    access,
    chats,
    deleting,
    erasing,
    instructions,
    invitations,
    links,
    searching,
    seeing,
    turns,
)
from tests.integration.lists import join, listed, project, team_of
from tests.integration.news import news
from tests.integration.remains import remains
from tests.integration.replies import ADA, PATIENCE, answered, ask, idle, person, row, said
from tests.integration.teams import ADMIN, MEMBER, OWNER, joined, noted, roles, team

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    """Redis is cleared of the rest as soon as everybody has heard."""
    monkeypatch.setattr(erasing, "FORGET_AFTER", 0.1)


async def in_team(d, text, user, team_id, shared=Sharing.WRITE):
    """A chat in a team, with its reply."""
    place = turns.Place(team_id=team_id)
    turn = await turns.send(d, turns.Request(user, new_id()), "", text, place)
    await idle(d)
    async with d.db.writing() as session:
        await session.exec(update(Chat).where(Chat.id == turn.chat.id).values(shared=shared))
    await seeing.mark(d, user, turn.chat.id, True)
    return turn


async def running(d, model, chat="", user=ADA):
    model.says("Halfway", " through", gated=True)
    turn = await ask(d, chat=chat, user=user)
    model.let()
    await said(d, turn.reply.id, "Halfway")
    return turn


async def signed_in(d, user):
    sign_in = SignIn(user_id=user, token_hash=new_id(), expires_at=2**53, browser="Netscape")
    async with d.db.writing() as session:
        session.add(sign_in)
    return sign_in


async def count(d, table):
    async with d.db.reading() as session:
        return len(list(await session.exec(select(table))))


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
    ended = await links.make(d, cyrano, own.chat.id)
    sign_in = await signed_in(d, cyrano)
    needles = [cyrano, sign_in.id, sign_in.token_hash, "Netscape", "Cyrano", "Balloons", "Kites"]
    needles += ["Cogitoergosum", "Quintessence", "Zeppelins", await team_of(d, cyrano), ended.id]
    needles += [it for turn in (own, shared) for it in (turn.chat.id, turn.reply.id)]
    assert set(await remains(d, redis, needles)) == set(needles)
    await deleting.person(d, cyrano)
    await idle(d)
    assert await remains(d, redis, needles) == {}


async def test_what_others_have_stays(d, redis):
    cyrano, boats = await person(d, "Cyrano"), await team(d)
    await join(d, cyrano, boats)
    await instructions.change_own(d, cyrano, "Panache", instructions.written("").mark)
    turn = await in_team(d, "Kites", ADA, boats)
    asked = await answered(d, "And balloons?", chat=turn.chat.id, user=cyrano)
    plans = await project(d, user=cyrano)
    async with d.db.writing() as session:
        (await session.get_one(Project, plans)).team_id = boats
    assert await remains(d, redis, ["Panache"])
    await deleting.person(d, cyrano)
    await idle(d)
    assert await remains(d, redis, ["Panache"]) == {}
    shown = (await chats.thread(d, ADA, turn.chat.id)).messages
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
    invited = await invitations.make(d, cyrano, boats, MEMBER, 7)
    turn = await in_team(d, "Kites", cyrano, boats)
    await links.make(d, cyrano, turn.chat.id)
    assert {it.actor for it in await noted(d, boats)} == {"Cyrano"}
    await deleting.person(d, cyrano)
    entries = await noted(d, boats)
    assert [it.action for it in entries] == ["member-left", "link-made", "invitation-made"]
    assert {(it.actor, it.actor_id, it.subject) for it in entries} == {("", None, "")}
    with pytest.raises(SpacerrError):
        await invitations.look(d, invited.token)


async def test_search_finds_nothing_of_a_deleted_account(d):
    boats = await team(d)
    cyrano = await joined(d, boats, "Cyrano")
    await in_team(d, "Balloons", cyrano, boats)
    await in_team(d, "Balloons too", ADA, boats)
    assert len(await searching.search(d, ADA, "balloons")) == 2
    await deleting.person(d, cyrano)
    assert len(await searching.search(d, ADA, "balloons")) == 1


async def test_links_of_a_deleted_account_lead_nowhere(d):
    cyrano = await person(d, "Cyrano")
    made = await links.make(d, cyrano, (await answered(d, user=cyrano)).chat.id)
    await deleting.person(d, cyrano)
    with pytest.raises(LinkNotFound):
        await links.open_link(d, made.token)


async def test_others_hear_that_a_shared_chat_is_gone(d):
    boats = await team(d)
    cyrano = await joined(d, boats, "Cyrano")
    turn = await in_team(d, "Kites", cyrano, boats)
    assert turn.chat.id in await listed(d)
    after = await d.bridge.position(ADA)
    await deleting.person(d, cyrano)
    assert await news(d, after=after) == [TeamsChanged()]
    assert turn.chat.id not in await listed(d)


@pytest.mark.parametrize("side", ["the same process", "another process"])
async def test_running_replies_stop(d, elsewhere, model, redis, side):
    cyrano = await person(d, "Cyrano")
    turn = await running(d, model, user=cyrano)
    await deleting.person(d if side == "the same process" else elsewhere, cyrano)
    async with asyncio.timeout(PATIENCE):
        await model.closed.wait()
    await idle(d)
    await idle(elsewhere)
    assert not d.running
    assert model.titles == []
    assert await remains(d, redis, [turn.reply.id, turn.chat.id, "Halfway", cyrano]) == {}


async def test_a_writer_that_was_overlooked_brings_nothing_back(d, model, redis):
    cyrano = await person(d, "Cyrano")
    turn = await running(d, model, user=cyrano)
    async with d.db.writing() as session:
        await session.exec(update(Chat).where(Chat.id == turn.chat.id).values(running_id=None))
    await deleting.person(d, cyrano)
    async with asyncio.timeout(PATIENCE):
        await model.closed.wait()
    await idle(d)
    assert (await count(d, Chat), await count(d, Message)) == (0, 0)
    assert await remains(d, redis, [cyrano, turn.reply.id, turn.chat.id]) == {}


async def test_a_title_being_made_is_made_for_nobody(d, model):
    cyrano = await person(d, "Cyrano")
    model.title_gate.clear()
    await ask(d, user=cyrano)
    async with asyncio.timeout(PATIENCE):
        while not model.titles:
            await asyncio.sleep(0.01)
    await deleting.person(d, cyrano)
    model.title_gate.set()
    await idle(d)
    assert await count(d, Chat) == 0


async def test_sending_while_the_account_is_deleted_leaves_nothing(d, elsewhere):
    for _ in range(5):
        cyrano = await person(d, "Cyrano")
        chat = (await answered(d, user=cyrano)).chat.id
        sent = await asyncio.gather(
            ask(d, "More", chat=chat, user=cyrano),
            ask(d, "New", user=cyrano),
            deleting.person(elsewhere, cyrano),
            return_exceptions=True,
        )
        assert sent[-1] is None
        assert all(isinstance(it, turns.Turn | SpacerrError) for it in sent[:2])
        await idle(d)
        assert await count(d, Chat) == 0
        assert not d.running


async def test_the_last_owner_hands_over_first(d):
    boats = await team(d)
    cyrano = await joined(d, boats, "Cyrano", OWNER)
    async with d.db.writing() as session:
        await session.delete(await session.get_one(Membership, (ADA, boats)))
    roxane = await joined(d, boats, "Roxane", ADMIN)
    turn = await answered(d, user=cyrano)
    await signed_in(d, cyrano)
    with pytest.raises(LastOwner):
        await deleting.person(d, cyrano)
    assert (await chats.thread(d, cyrano, turn.chat.id)).messages
    assert await count(d, SignIn) == 1
    await deleting.person(d, roxane)
    await deleting.person(d, cyrano)
    async with d.db.reading() as session:
        assert await session.get(Team, boats) is None


async def test_of_a_deleted_team_nothing_is_left(d, model, redis):
    model.says("Quintessence")
    model.title = "Zeppelins"
    boats = await team(d, "Argonauts")
    orpheus = await joined(d, boats, "Orpheus")
    await d.bridge.position(boats)
    turn = await in_team(d, "Fleece", orpheus, boats)
    hidden = await in_team(d, "Harpies", ADA, boats, Sharing.PRIVATE)
    made = await links.make(d, ADA, hidden.chat.id)
    invited = await invitations.make(d, ADA, boats, MEMBER, 7)
    needles = [boats, "Argonauts", "Fleece", "Harpies", "Quintessence", "Zeppelins", invited.id]
    needles += [turn.chat.id, turn.reply.id, made.id]
    assert set(await remains(d, redis, needles)) == set(needles)
    await deleting.team(d, ADA, boats, " Argonauts ")
    await idle(d)
    assert await remains(d, redis, needles) == {}


async def test_everybody_of_a_deleted_team_has_a_team_and_hears_of_it(d):
    boats = await team(d)
    orpheus = await joined(d, boats, "Orpheus")
    async with d.db.writing() as session:
        await session.delete(
            await session.get_one(Membership, (orpheus, await team_of(d, orpheus)))
        )
    positions = {it: await d.bridge.position(it) for it in (ADA, orpheus)}
    await deleting.team(d, ADA, boats, "Boats")
    for user, after in positions.items():
        assert boats not in await access.teams_of(d, user)
        assert len(await access.teams_of(d, user)) == 1
        assert await news(d, user, after) == [TeamsChanged()]
    with pytest.raises(TeamNotFound):
        await deleting.team(d, ADA, boats, "Boats")


@pytest.mark.parametrize("role", [None, MEMBER, ADMIN])
async def test_only_owners_delete_a_team(d, role):
    boats = await team(d)
    eve = await joined(d, boats, "Eve", role) if role else await person(d, "Eve")
    with pytest.raises(OnlyOwners if role else TeamNotFound):
        await deleting.team(d, eve, boats, "Boats")
    assert "You" in await roles(d, boats)


@pytest.mark.parametrize("typed", ["", "boats", "Boat", "x" * 1_000_000, "\0"])
async def test_a_team_is_deleted_by_its_name_only(d, typed):
    boats = await team(d)
    with pytest.raises(NotConfirmed):
        await deleting.team(d, ADA, boats, typed)
    assert await roles(d, boats) == {"You": OWNER}


@pytest.mark.parametrize("wrong", ["", "no such id", "x" * 300, "\0"])
async def test_no_id_however_strange_is_more_than_not_found(d, wrong):
    with pytest.raises(TeamNotFound):
        await deleting.team(d, ADA, wrong, "Personal")


async def test_a_deletion_that_was_interrupted_is_finished_by_the_next_sweep(d, monkeypatch):
    boats = await team(d)
    orpheus = await joined(d, boats, "Orpheus")
    own, theirs = await answered(d, user=orpheus), await in_team(d, "Fleece", orpheus, boats)

    async def killed(_):
        raise OSError

    with monkeypatch.context() as here:
        here.setattr(erasing, "remains", killed)
        with pytest.raises(OSError):
            await deleting.person(d, orpheus)
        with pytest.raises(OSError):
            await deleting.team(d, ADA, boats, "Boats")
    for turn in (own, theirs):
        with pytest.raises(ChatNotFound):
            await chats.thread(d, orpheus, turn.chat.id)
    await erasing.remains(d)
    assert await count(d, Chat) == 0
    async with d.db.reading() as session:
        assert await session.get(Team, boats) is None
        assert await session.get(User, orpheus) is None
    assert await count(d, User) == 1
