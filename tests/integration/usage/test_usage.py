"""What was used in a team: added up right, one's own for members, everybody's for managers."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from spacerr.domain.errors.base import BadRequest
from spacerr.domain.errors.teams import OnlyManagers
from spacerr.domain.ids import DAY_MS, now_ms
from spacerr.domain.roles import Sharing
from spacerr.domain.tables import Chat, ModelOption, Usage
from spacerr.services.usage import report
from spacerr.services.usage.report import UsageTotals
from tests.support.people.door import Browser, kind, owner
from tests.support.people.replies import ADA
from tests.support.people.teams import joined, team
from tests.support.stores.databases import on_both_engines, on_sqlite

pytestmark = [pytest.mark.anyio, on_both_engines]
EPOCH = date(1970, 1, 1).toordinal()
PRICED, OTHER = "openai/gpt-4o", "scripted/one"


async def store(d, team_id, *, user=ADA, **more):
    """Note that ten tokens were asked with and five said, for 75 millionths of a dollar."""
    given = {"model": PRICED, "purpose": "reply", "prompt_tokens": 10, "completion_tokens": 5}
    async with d.db.writing() as session:
        session.add(Usage(**{**given, "cost": 75, "team_id": team_id, "user_id": user, **more}))


async def chat(d, team_id, title, *, user=ADA, shared=Sharing.PRIVATE) -> str:
    made = Chat(user_id=user, team_id=team_id, title=title, shared=shared)
    async with d.db.writing() as session:
        session.add(made)
    return made.id


ONCE = UsageTotals(requests=1, prompt_tokens=10, completion_tokens=5, cost=75)


async def test_what_nobody_used_is_nothing(d):
    found = await report.get_usage_report(d, ADA, await team(d))
    assert found.total == UsageTotals()
    assert (found.by_day, found.by_model, found.by_chat) == ([], [], [])


async def test_requests_are_added_up_by_model_the_greatest_first(d):
    boats = await team(d)
    for more in ({}, {}, {"model": OTHER, "cost": None, "estimated": True}):
        await store(d, boats, **more)
    found = await report.get_usage_report(d, ADA, boats)
    twice = UsageTotals(requests=2, prompt_tokens=20, completion_tokens=10, cost=150)
    unknown = replace(ONCE, cost=None, unknown=1, estimated=1)
    assert [(it.id, it.sum) for it in found.by_model] == [(PRICED, twice), (OTHER, unknown)]
    assert found.total == UsageTotals(3, 30, 15, 150, unknown=1, estimated=1)


async def test_what_was_not_counted_at_all_is_a_request_all_the_same(d):
    boats = await team(d)
    await store(d, boats, prompt_tokens=None, completion_tokens=None, cost=None)
    assert (await report.get_usage_report(d, ADA, boats)).total == UsageTotals(
        requests=1, unknown=1
    )


async def test_a_model_is_called_as_the_team_calls_it(d):
    boats, trains = await team(d), await team(d, "Trains")
    await store(d, boats)
    async with d.db.writing() as session:
        session.add(ModelOption(team_id=boats, model=PRICED, nickname="The big one"))
        session.add(ModelOption(team_id=trains, model=PRICED, nickname="Theirs"))
    [line] = (await report.get_usage_report(d, ADA, boats)).by_model
    assert (line.name, line.sum) == ("The big one", ONCE)


async def test_a_day_begins_where_somebody_lives(d):
    boats = await team(d)
    midnight = now_ms() // DAY_MS * DAY_MS
    await store(d, boats, created_at=midnight - 30 * 60_000)  # half past eleven, in Greenwich
    east = await report.get_usage_report(d, ADA, boats, zone="Africa/Lagos")
    assert [it.day for it in east.by_day] == [midnight // DAY_MS]
    here = await report.get_usage_report(d, ADA, boats)
    assert [it.day for it in here.by_day] == [midnight // DAY_MS - 1]
    assert here.today == now_ms() // DAY_MS


@pytest.mark.parametrize(("zone", "then", "day"), [
    ("Europe/Berlin", "2026-10-24T21:59Z", "2026-10-24"),
    ("Europe/Berlin", "2026-10-24T22:30Z", "2026-10-25"),  # half past midnight, in summer
    ("Europe/Berlin", "2026-10-25T22:59Z", "2026-10-25"),  # of the day of 25 hours
    ("Europe/Berlin", "2026-10-25T23:00Z", "2026-10-26"),
    ("America/New_York", "2026-11-01T03:59Z", "2026-10-31"),
    ("America/New_York", "2026-11-02T04:30Z", "2026-11-01"),
    ("Asia/Kathmandu", "2026-11-01T18:14Z", "2026-11-01"),
    ("Asia/Kathmandu", "2026-11-01T18:15Z", "2026-11-02"),
    ("No/Where", "2026-11-01T23:59Z", "2026-11-01"),
])  # fmt: skip
async def test_days_begin_where_somebody_lives_also_before_a_change_of_summer_time(
    d, monkeypatch, zone, then, day
):
    monkeypatch.setattr(report, "now_ms", lambda: _ms("2026-11-15T12:00Z"))
    boats = await team(d)
    await store(d, boats, created_at=_ms(then))
    found = await report.get_usage_report(d, ADA, boats, zone=zone)
    assert [(date.fromordinal(it.day + EPOCH), it.sum) for it in found.by_day] == [
        (date.fromisoformat(day), ONCE)
    ]
    assert found.today == date(2026, 11, 15).toordinal() - EPOCH


@pytest.mark.parametrize(("then", "counted"), [("21:59", 0), ("22:00", 1)])
async def test_the_first_day_begins_at_its_own_midnight(d, monkeypatch, then, counted):
    monkeypatch.setattr(report, "now_ms", lambda: _ms("2026-11-15T12:00Z"))
    boats = await team(d)
    await store(d, boats, created_at=_ms(f"2026-10-16T{then}Z"))
    found = await report.get_usage_report(d, ADA, boats, zone="Europe/Berlin")
    assert (found.total.requests, len(found.by_day)) == (counted, counted)


async def test_requests_of_one_day_are_one_sum(d, monkeypatch):
    monkeypatch.setattr(report, "now_ms", lambda: _ms("2026-11-15T12:00Z"))
    boats = await team(d)
    for hour in ("06", "09", "12"):
        await store(d, boats, created_at=_ms(f"2026-11-14T{hour}:10Z"), cost=None)
    await store(d, boats, created_at=_ms("2026-11-14T15:10Z"))
    [found] = (await report.get_usage_report(d, ADA, boats, zone="Europe/Berlin")).by_day
    assert found.sum == UsageTotals(4, 40, 20, 75, unknown=3)


def _ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


async def test_only_the_days_asked_for_count(d):
    boats = await team(d)
    for days in (0, 6, 7, 29, 30, 89, 90):
        await store(d, boats, created_at=now_ms() // DAY_MS * DAY_MS - days * DAY_MS)
    counted = [
        (await report.get_usage_report(d, ADA, boats, days=it)).total.requests for it in (7, 30, 90)
    ]
    assert counted == [2, 4, 6]


async def test_another_team_s_usage_is_in_no_sum(d):
    boats, trains = await team(d), await team(d, "Trains")
    await store(d, trains)
    for whole in (False, True):
        assert (await report.get_usage_report(d, ADA, boats, whole=whole)).total == UsageTotals()


async def test_a_member_sees_their_own(d):
    boats = await team(d)
    mo = await joined(d, boats, "Mo")
    await store(d, boats)
    await store(d, boats, user=mo, model=OTHER)
    found = await report.get_usage_report(d, mo, boats)
    assert (found.manages, found.total) == (False, ONCE)
    assert [it.id for it in found.by_model] == [OTHER]
    assert found.by_person == []
    with pytest.raises(OnlyManagers):
        await report.get_usage_report(d, mo, boats, whole=True)


async def test_a_manager_sees_everybody_s_by_name_also_of_those_who_left(d):
    boats = await team(d)
    mo = await joined(d, boats, "Mo")
    for _ in range(2):
        await store(d, boats, user=mo)
    await store(d, boats)
    await store(d, boats, user=None, prompt_tokens=1)
    own = await report.get_usage_report(d, ADA, boats)
    assert (own.manages, own.total.requests) == (True, 1)
    found = await report.get_usage_report(d, ADA, boats, whole=True)
    assert found.total.requests == 4
    people = [(it.name, it.sum.requests) for it in found.by_person]
    assert people[0] == ("Mo", 2)
    assert people[2] == ("", 1)
    assert len(people) == 3


async def test_nobody_learns_what_others_private_chats_are_called(d):
    boats = await team(d)
    mo = await joined(d, boats, "Mo")
    secret = await chat(d, boats, "Secret", user=mo)
    shared = await chat(d, boats, "Plans", user=mo, shared=Sharing.READ)
    mine = await chat(d, boats, "Mine")
    for number, chat_id in enumerate([mine, shared, secret, None]):
        await store(d, boats, user=mo, chat_id=chat_id, prompt_tokens=100 - number)
    lines = (await report.get_usage_report(d, ADA, boats, whole=True)).by_chat
    assert {(it.id, it.name, it.sum.requests) for it in lines} == {
        ("", "", 2),
        (mine, "Mine", 1),
        (shared, "Plans", 1),
    }


@pytest.mark.parametrize("more", [{"days": 0}, {"days": 365}, {"zone": "../etc/passwd\0"}])
async def test_a_period_nobody_offers_is_refused(d, more):
    with pytest.raises(BadRequest):
        await report.get_usage_report(d, ADA, await team(d), **more)


@on_sqlite
async def test_a_page_asks_for_it(people_d):
    ada = await owner(people_d)
    me = (await ada.get("me")).json()
    [first] = me["teams"]
    await store(people_d, first["id"], user=me["id"])
    answer = await ada.get(f"teams/{first['id']}/usage?days=7&whose=team&zone=Asia/Hong_Kong")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["days"], told["manages"]) == (7, True)
    assert told["total"]["cost"] == told["by_person"][0]["sum"]["cost"] == 75
    for query in ("days=x", "days=8", "zone=" + "x" * 65, "zone=a%20b", "days=٧"):
        refused = await ada.get(f"teams/{first['id']}/usage?{query}")
        assert (refused.status_code, kind(refused)) == (400, "BadRequest")
    for strange in ("x" * 300, "%00", "no such id"):
        assert kind(await ada.get(f"teams/{strange}/usage")) == "TeamNotFound"
    stranger = await Browser(people_d.settings).get(f"teams/{first['id']}/usage")
    assert stranger.status_code == 401
