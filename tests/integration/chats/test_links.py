"""Links to copies of chats: who makes them, what they show, when they end."""

import pytest
from sqlmodel import select, update

from spacerr.domain.errors.base import BadRequest
from spacerr.domain.errors.chats import ChatNotFound, NotYourChat
from spacerr.domain.errors.sharing import LinkNotFound, NothingToShare
from spacerr.domain.ids import new_id
from spacerr.domain.replies.events import Reasoning
from spacerr.domain.roles import Sharing
from spacerr.domain.tables import Chat, ShareLink
from spacerr.services.chats import edit, links
from spacerr.services.replies import turns
from tests.support.people.lists import join, store, team_of
from tests.support.people.replies import ADA, again, answered, ask, idle, person, said
from tests.support.stores.databases import on_both_engines

pytestmark = [pytest.mark.anyio, on_both_engines]

FORGED = ["", "x" * 43, "x" * 1_000_000, "' OR 1=1 --", "\0" * 43, "é" * 43]


async def share(d, chat, how):
    async with d.db.writing() as session:
        await session.exec(update(Chat).where(Chat.id == chat).values(shared=how))


async def stored(d):
    async with d.db.reading() as session:
        return list(await session.exec(select(ShareLink)))


async def end_all(d):
    async with d.db.writing() as session:
        await session.exec(update(ShareLink).values(expires_at=1))


async def opened(d, token):
    """The title, the time and all messages of what a link leads to."""
    copy = await links.open_link(d, token)
    return copy.title, copy.created_at, [it async for page in copy.messages for it in page]


async def messages(d, token):
    return (await opened(d, token))[2]


async def test_a_link_shows_what_the_chat_showed_and_nothing_else(d, model):
    model.says(Reasoning(text="Hush."), "One")
    turn = await turns.send(d, turns.Request(ADA, new_id(), model="scripted/one"), "", "Hi")
    await idle(d)
    model.says("Two")
    await again(d, turn.reply.id)
    await idle(d)
    made = await links.create(d, ADA, turn.chat.id)
    title, _, said = await opened(d, made.token)
    assert title == "A scripted title"
    assert said == [
        {"role": "user", "text": "Hi", "model": ""},
        {"role": "assistant", "text": "Two", "model": "one"},
    ]


async def test_a_link_of_an_earlier_version_shows_its_copy(d):
    made = await links.create(d, ADA, (await answered(d)).chat.id)
    copy = [{"role": "user", "text": "Hi", "model": ""}]
    async with d.db.writing() as session:
        await session.exec(update(ShareLink).values(leaf_id=None, messages=copy))
    assert await messages(d, made.token) == copy


async def test_what_happens_later_is_not_in_a_link(d):
    chat = (await answered(d, "Before")).chat.id
    made = await links.create(d, ADA, chat)
    before = await opened(d, made.token)
    await answered(d, "After", chat=chat)
    await edit.rename(d, ADA, chat, "Another title")
    assert await opened(d, made.token) == before


async def test_a_reply_being_written_is_left_out(d, model):
    model.says("Half", " a word", gated=True)
    turn = await ask(d, "Hi")
    model.let()
    await said(d, turn.reply.id, "Half")
    made = await links.create(d, ADA, turn.chat.id)
    model.let_all()
    await idle(d)
    assert [it["text"] for it in await messages(d, made.token)] == ["Hi"]


async def test_there_is_no_link_to_nothing(d):
    [chat] = await store(d, {})
    with pytest.raises(NothingToShare):
        await links.create(d, ADA, chat)


async def test_the_token_is_not_stored(d):
    made = await links.create(d, ADA, (await answered(d)).chat.id)
    [row] = await stored(d)
    assert made.token not in row.model_dump_json()


async def test_links_are_listed_until_they_end(d):
    chat = (await answered(d)).chat.id
    first, second = await links.create(d, ADA, chat), await links.create(d, ADA, chat, 7)
    assert [it.id for it in await links.list_links(d, ADA, chat)] == [second.id, first.id]
    assert first.expires_at is None
    assert second.expires_at is not None
    await links.revoke(d, ADA, chat, first.id)
    assert [it.id for it in await links.list_links(d, ADA, chat)] == [second.id]
    with pytest.raises(LinkNotFound):
        await links.open_link(d, first.token)
    assert await messages(d, second.token)


async def test_a_link_ends_when_its_time_has_come_and_its_copy_goes(d):
    chat = (await answered(d)).chat.id
    made = await links.create(d, ADA, chat, 7)
    kept = await links.create(d, ADA, (await answered(d)).chat.id)
    await links.purge(d)
    assert len(await stored(d)) == 2
    async with d.db.writing() as session:
        await session.exec(update(ShareLink).where(ShareLink.id == made.id).values(expires_at=1))
    with pytest.raises(LinkNotFound):
        await links.open_link(d, made.token)
    assert await links.list_links(d, ADA, chat) == []
    await links.purge(d)
    assert [it.id for it in await stored(d)] == [kept.id]


async def test_a_link_ends_with_its_chat_and_comes_back_with_it(d):
    chat = (await answered(d)).chat.id
    made = await links.create(d, ADA, chat)
    await edit.delete(d, ADA, chat)
    with pytest.raises(LinkNotFound):
        await links.open_link(d, made.token)
    await edit.restore(d, ADA, chat)
    assert await messages(d, made.token)


async def test_a_link_ends_when_its_owner_leaves_the_team(d):
    eve, team = await person(d, "Eve"), await team_of(d, ADA)
    await join(d, eve, team)
    [chat] = await store(d, {}, user=eve)
    async with d.db.writing() as session:
        await session.exec(update(Chat).where(Chat.id == chat).values(team_id=team))
    await answered(d, chat=chat, user=eve)
    made = await links.create(d, eve, chat)
    assert await messages(d, made.token)
    async with d.db.writing() as session:
        membership = await session.get_one(links.Membership, (eve, team))
        await session.delete(membership)
    with pytest.raises(LinkNotFound):
        await links.open_link(d, made.token)


@pytest.mark.parametrize("token", FORGED, ids=range(len(FORGED)))
async def test_a_forged_link_leads_nowhere(d, token):
    await links.create(d, ADA, (await answered(d)).chat.id)
    with pytest.raises(LinkNotFound):
        await links.open_link(d, token)


@pytest.mark.parametrize("how", Sharing)
async def test_only_the_owner_has_a_say_in_links(d, how):
    chat, eve = (await answered(d)).chat.id, await person(d, "Eve")
    made = await links.create(d, ADA, chat)
    own = (await answered(d, user=eve)).chat.id
    await share(d, chat, how)
    for team_mate in (False, True):
        if team_mate:
            await join(d, eve, await team_of(d, ADA))
        refusal = NotYourChat if team_mate and how != Sharing.PRIVATE else ChatNotFound
        for ask_for in (
            lambda: links.create(d, eve, chat),
            lambda: links.list_links(d, eve, chat),
            lambda: links.revoke(d, eve, chat, made.id),
        ):
            with pytest.raises(refusal):
                await ask_for()
        with pytest.raises(LinkNotFound):
            await links.revoke(d, eve, own, made.id)
    assert await messages(d, made.token)


@pytest.mark.parametrize("days", [0, -1, 366, 10**30])
async def test_a_life_that_makes_no_sense_makes_no_link(d, days):
    chat = (await answered(d)).chat.id
    with pytest.raises(BadRequest):
        await links.create(d, ADA, chat, days)
    assert await stored(d) == []


@pytest.mark.parametrize("wrong", ["", "no such id", "x" * 300, "\0"])
async def test_no_id_however_strange_is_more_than_not_found(d, wrong):
    chat = (await answered(d)).chat.id
    with pytest.raises(LinkNotFound):
        await links.revoke(d, ADA, chat, wrong)
    for ask_for in (links.create, links.list_links):
        with pytest.raises(ChatNotFound):
            await ask_for(d, ADA, wrong or new_id())
