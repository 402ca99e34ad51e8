"""Renaming, pinning, archiving, moving, deleting: stored, and told as the whole line."""

import asyncio

import pytest
from sqlalchemy import text

from spacerr.domain.bus_events import ChatDeleted, ChatUpdated
from spacerr.domain.errors.chats import ChatNotFound, EmptyTitle, ProjectNotFound, TitleTooLong
from spacerr.domain.limits import TITLE_CHARS
from spacerr.services.chats import edit, read_state
from tests.support.people.lists import line, listed, project, store
from tests.support.people.replies import ADA, answered, chat_row, idle, person
from tests.support.stores.databases import on_both_engines
from tests.support.stores.news import news, position, published

pytestmark = [pytest.mark.anyio, on_both_engines]
FAMILY = "👩\u200d👩\u200d👧"
HEBREW = "\u05e9\u05dc\u05d5\u05dd 123"


async def chat(d) -> str:
    [made] = await store(d, {"active_at": 5})
    return made


async def run(d, statement: str) -> None:
    async with d.db.writing() as session:
        await session.exec(text(statement))


async def test_a_rename_is_stored_on_one_line_and_told(d):
    it = await chat(d)
    after = await position(d)
    assert await edit.rename(d, ADA, it, "  My\n plan\0 😀 ", "tab-1") == "My plan 😀"
    shown = await line(d, it)
    assert shown.title == "My plan 😀"
    assert await news(d, after=after) == [ChatUpdated(source="tab-1", line=shown)]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("a\r\nb\u2028c\td", "a b c d"),
        (FAMILY, FAMILY),
        (HEBREW, HEBREW),
        ("\u202eright to left", "right to left"),
        ("half \ud83d", "half \ufffd"),
        ("x" * TITLE_CHARS, "x" * TITLE_CHARS),
        ("<b>&amp;", "<b>&amp;"),
    ],
)
async def test_a_title_may_hold_whatever_can_be_written_on_a_line(d, typed, stored):
    it = await chat(d)
    assert await edit.rename(d, ADA, it, typed) == stored
    assert (await line(d, it)).title == stored


@pytest.mark.parametrize(
    ("title", "error"),
    [
        ("", EmptyTitle),
        (" \n\0\t", EmptyTitle),
        ("\u200b \u202e", EmptyTitle),
        ("x" * (TITLE_CHARS + 1), TitleTooLong),
        ("x" * 10_000, TitleTooLong),
    ],
)
async def test_a_title_that_cannot_be_is_refused(d, title, error):
    it = await chat(d)
    before, after = await line(d, it), await position(d)
    with pytest.raises(error):
        await edit.rename(d, ADA, it, title)
    assert await line(d, it) == before
    assert await news(d, after=after) == []


async def test_a_pinned_chat_says_since_when_and_pinning_it_again_keeps_that(d):
    it = await chat(d)
    await edit.set_pinned(d, ADA, it, True, "tab-1")
    since = (await line(d, it)).pinned_at
    assert since > 0
    await edit.set_pinned(d, ADA, it, True)
    assert (await line(d, it)).pinned_at == since
    await edit.set_pinned(d, ADA, it, False)
    assert (await line(d, it)).pinned_at == 0


async def test_an_archived_chat_comes_back_where_it_was(d):
    it = await chat(d)
    before = await line(d, it)
    await edit.set_archived(d, ADA, it, True)
    assert (await line(d, it)).archived and await listed(d) == []
    await edit.set_archived(d, ADA, it, False)
    shown = await line(d, it)
    assert shown == before.model_copy(update={"revision": shown.revision})


async def test_a_chat_moves_into_a_project_and_out_again(d):
    it, plans = await chat(d), await project(d)
    after = await position(d)
    await edit.move(d, ADA, it, plans, "tab-1")
    shown = await line(d, it)
    assert shown.project_id == plans
    assert await news(d, after=after) == [ChatUpdated(source="tab-1", line=shown)]
    await edit.move(d, ADA, it, "")
    assert (await line(d, it)).project_id == ""


@pytest.mark.parametrize("wrong", ["no such project", "\0", "x" * 300, "of another team"])
async def test_a_chat_stays_where_it_is_when_the_project_is_not_there(d, wrong):
    it, plans = await chat(d), await project(d)
    await edit.move(d, ADA, it, plans)
    if wrong == "of another team":
        wrong = await project(d, user=await person(d, "Eve"))
    before = await line(d, it)
    with pytest.raises(ProjectNotFound):
        await edit.move(d, ADA, it, wrong)
    assert await line(d, it) == before


async def test_every_change_is_a_revision_however_many_happen_at_once(d, elsewhere):
    it = (await answered(d)).chat.id
    before = (await line(d, it)).revision
    await asyncio.gather(
        *(edit.rename(side, ADA, it, f"Title {n}") for n, side in enumerate((d, elsewhere))),
        *(edit.set_pinned(side, ADA, it, True) for side in (d, elsewhere)),
        *(edit.set_archived(side, ADA, it, True) for side in (d, elsewhere)),
        *(read_state.mark_seen(side, ADA, it, False) for side in (d, elsewhere)),
    )
    shown = await line(d, it)
    assert shown.revision == before + 8
    assert (shown.archived, shown.pinned_at > 0, shown.unseen) == (True, True, True)


async def test_whoever_keeps_the_highest_revision_of_all_news_has_the_list(d, elsewhere):
    it = (await answered(d)).chat.id
    after = await position(d)
    sides = (d, elsewhere) * 4
    await asyncio.gather(
        *(edit.rename(side, ADA, it, f"Title {n}") for n, side in enumerate(sides)),
        *(read_state.mark_seen(side, ADA, it, False) for side in sides),
    )
    await published(elsewhere)
    told = await news(d, after=after)
    assert max((it.line for it in told), key=lambda it: it.revision) == await line(d, it)


async def test_what_could_not_be_read_to_be_told_is_told_later(d):
    it = await chat(d)
    after = await position(d)
    await run(d, "ALTER TABLE sight RENAME TO away")
    try:
        await edit.rename(d, ADA, it, "Renamed")
    finally:
        await run(d, "ALTER TABLE away RENAME TO sight")
    await idle(d)
    assert await news(d, after=after) == [ChatUpdated(line=await line(d, it))]


async def test_a_deleted_chat_is_gone_from_every_list_and_all_tabs_hear(d):
    it, kept = await chat(d), await chat(d)
    after, before = await position(d), await line(d, it)
    await edit.delete(d, ADA, it, "tab-1")
    assert await listed(d) == [kept]
    with pytest.raises(ChatNotFound):
        await edit.rename(d, ADA, it, "Too late")
    [told] = await news(d, after=after)
    assert told == ChatDeleted(source="tab-1", chat_id=it, revision=before.revision + 1)


async def test_deleting_a_chat_again_changes_nothing(d):
    it = await chat(d)
    await edit.delete(d, ADA, it)
    before = await chat_row(d, it)
    await asyncio.gather(*(edit.delete(d, ADA, it) for _ in range(3)))
    assert await chat_row(d, it) == before
