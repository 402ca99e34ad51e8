"""Lists: the newest first, page by page without gap or repetition, marks from anywhere."""

import pytest

from spacerr.domain.errors.base import BadRequest
from spacerr.domain.limits import SIDEBAR_PAGE
from spacerr.services.chats import edit, lists
from spacerr.services.chats.lists import Scope
from tests.support.people.lists import join, line, listed, paged, project, store, team_of
from tests.support.people.replies import ADA, answered, ask, idle, person, said
from tests.support.stores.databases import on_both_engines, on_sqlite
from tests.support.stores.statements import statements

pytestmark = [pytest.mark.anyio, on_both_engines]
ARCHIVED = Scope(archived=True)


async def test_the_list_begins_with_what_was_used_last(d):
    made = [(await answered(d, text)).chat.id for text in ("One", "Two", "Three")]
    await answered(d, "Again", chat=made[0])
    assert await listed(d) == [made[0], made[2], made[1]]


async def test_a_page_is_one_query_that_reads_no_message(d):
    await answered(d)
    team = await team_of(d, ADA)
    with statements() as run:
        await lists.get_next_page(d, ADA, Scope(team))
    [query] = [it for it in run if "from" in it and "pg_catalog" not in it]
    assert "from chat" in query
    assert "message" not in query and "content" not in query


async def test_a_line_shows_the_reply_that_is_being_written(d, model):
    model.says("Hi", gated=True)
    turn = await ask(d)
    model.let()
    await said(d, turn.reply.id, "Hi")
    assert (await line(d, turn.chat.id)).running == turn.reply.id
    model.let_all()
    await idle(d)
    assert (await line(d, turn.chat.id)).running == ""


async def test_three_hundred_chats_paged_through_are_all_of_them_once(d):
    made = await store(d, *({"active_at": 1_000 + n} for n in range(300)))
    pages = await paged(d)
    assert [it.id for page in pages for it in page.lines] == made[::-1]
    assert [len(page.lines) for page in pages] == [SIDEBAR_PAGE] * 5
    assert [page.more for page in pages] == [True] * 4 + [False]


async def test_chats_of_the_same_moment_are_neither_skipped_nor_repeated(d):
    made = await store(d, *({"active_at": 1_000} for _ in range(2 * SIDEBAR_PAGE + 5)))
    found = [it.id for page in await paged(d) for it in page.lines]
    assert found == sorted(made, reverse=True)


async def test_a_chat_that_moves_up_while_somebody_scrolls_displaces_no_other(d):
    made = await store(d, *({"active_at": 1_000 + n} for n in range(SIDEBAR_PAGE + 10)))
    top = await lists.get_next_page(d, ADA, Scope())
    await answered(d, "Again", chat=made[0])
    rest = await lists.get_next_page(d, ADA, Scope(), top.end)
    assert [it.id for it in rest.lines] == made[1:10][::-1]


async def test_an_empty_list_is_a_page_without_lines(d):
    page = await lists.get_first_page(d, ADA, Scope())
    assert (list(page.lines), page.end, page.more) == ([], (0, ""), False)


@pytest.mark.parametrize("end", [(-1, "x"), (2**63, "x"), (1, ""), (1, "\0"), (1, "x" * 300)])
async def test_a_place_where_no_page_ends_is_refused(d, end):
    with pytest.raises(BadRequest):
        await lists.get_next_page(d, ADA, Scope(), end)


@pytest.mark.parametrize("mark", [{"pinned_at": 5}, {"running_id": "reply"}, {"replied_at": 5}])
async def test_a_list_begins_with_marked_chats_too_however_far_down_they_are(d, mark):
    [marked, *_] = await store(
        d, {"active_at": 1, **mark}, *({"active_at": 9 + n} for n in range(SIDEBAR_PAGE + 1))
    )
    page = await lists.get_first_page(d, ADA, Scope())
    assert marked in [it.id for it in page.lines]
    assert len(page.lines) == SIDEBAR_PAGE + 1
    assert page.more and page.end == (10, page.lines[SIDEBAR_PAGE - 1].id)


async def test_a_marked_chat_on_the_first_page_is_there_once(d):
    await store(d, {"pinned_at": 5}, *({"active_at": 9 + n} for n in range(SIDEBAR_PAGE)))
    found = await listed(d)
    assert len(found) == len(set(found)) == SIDEBAR_PAGE


async def test_what_is_new_elsewhere_is_known_in_a_projects_list_too(d):
    plans = await project(d)
    [inside, news] = await store(d, {"project_id": plans}, {"replied_at": 5})
    assert set(await listed(d, Scope(project_id=plans))) == {inside, news}


async def test_archived_chats_have_a_list_of_their_own(d):
    [kept, away] = [(await answered(d, text)).chat.id for text in ("Kept", "Away")]
    await edit.set_archived(d, ADA, away, True)
    assert [it.id for page in await paged(d) for it in page.lines] == [kept]
    [page] = await paged(d, ARCHIVED)
    assert [(it.id, it.archived) for it in page.lines] == [(away, True)]


async def test_a_projects_list_holds_its_chats_only(d):
    plans, other = await project(d), await project(d, "Other")
    [inside, *_] = await store(d, {"project_id": plans}, {"project_id": other}, {})
    [page] = await paged(d, Scope(project_id=plans))
    assert [(it.id, it.project_id) for it in page.lines] == [(inside, plans)]


async def test_an_archived_chat_is_not_in_its_projects_list(d):
    plans = await project(d)
    [chat] = await store(d, {"project_id": plans, "archived_at": 5})
    assert [list(page.lines) for page in await paged(d, Scope(project_id=plans))] == [[]]
    [page] = await paged(d, ARCHIVED)
    assert [it.id for it in page.lines] == [chat]


@pytest.mark.parametrize("wrong", ["no such project", "\0", "x" * 300])
async def test_a_project_that_cannot_be_has_an_empty_list(d, wrong):
    await store(d, {})
    assert [list(page.lines) for page in await paged(d, Scope(project_id=wrong))] == [[]]


async def test_a_list_holds_only_what_is_ones_own(d):
    eve = await person(d, "Eve")
    [own] = await store(d, {"pinned_at": 5}, user=eve)
    await store(d, *({"pinned_at": 5} for _ in range(SIDEBAR_PAGE + 1)))
    assert await listed(d, user=eve) == [own]
    assert await lists.find_line(d, ADA, own) is None


@on_sqlite
async def test_what_others_keep_to_themselves_is_never_looked_at(d):
    """However many chats of others a team has: an index leads past those that are private."""
    team, eve = await team_of(d, ADA), await person(d, "Eve")
    await join(d, eve, team)
    for scope, own in ((Scope(team), "ix_chat_own_recent"), (Scope(), "ix_chat_recent")):
        with statements() as run:
            await lists.get_next_page(d, eve, scope)
        [query] = [it for it in run if "from chat" in it]
        ways = await _plan(d, query)
        assert {it for it in ways if it.startswith("ix_chat")} == {
            own,
            "ix_chat_shared_recent",
        }


async def _plan(d, query: str) -> set[str]:
    """The indexes by which SQLite reads."""
    asked = f"EXPLAIN QUERY PLAN {query}"
    async with d.db.reading() as session:
        connection = await (await session.connection()).get_raw_connection()
        parameters = ("",) * query.count("?")
        cursor = await connection.driver_connection.execute(asked, parameters)
        lines = [row[3] for row in await cursor.fetchall()]
    return {it.split(" INDEX ")[1].split()[0] for it in lines if " INDEX " in it}
