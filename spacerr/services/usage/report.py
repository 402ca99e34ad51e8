"""Usage reports of a team: requests, tokens and cost, by day, model, user and chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, func, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.accounts.time_zones import get_zone, is_zone_name
from spacerr.domain.errors.base import BadRequest
from spacerr.domain.errors.teams import OnlyManagers
from spacerr.domain.ids import now_ms
from spacerr.domain.limits import USAGE_ROWS
from spacerr.domain.roles import MANAGERS
from spacerr.domain.tables import Chat, ModelOption, Usage, User
from spacerr.services.access import access_team, chat_visible_to
from spacerr.timings import USAGE_KEPT

PERIODS = (7, 30, 90)
"""The possible periods of a report, in days up to today."""
QUARTER_MS = 15 * 60_000
"""A quarter of an hour: in every time zone, days begin and clocks change at one."""
EPOCH = date(1970, 1, 1).toordinal()
PURGED = 500
"""Rows deleted at once, about once a minute: more than a busy team adds."""


@dataclass(frozen=True, slots=True)
class UsageTotals:
    """Some requests together. `cost` is in millionths of a dollar, of those whose price is known;
    None where none is. `unknown`: requests without a price; `estimated`: with estimated tokens.
    """

    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: int | None = None
    unknown: int = 0
    estimated: int = 0

    def __add__(self, other: "UsageTotals") -> "UsageTotals":
        costs = [it for it in (self.cost, other.cost) if it is not None]
        return UsageTotals(
            self.requests + other.requests,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            sum(costs) if costs else None,
            self.unknown + other.unknown,
            self.estimated + other.estimated,
        )


@dataclass(frozen=True, slots=True)
class UsageLine:
    """The requests with the same model, user or chat. All chats that the reader can't see are one
    line, without id and name.
    """

    id: str
    name: str
    sum: UsageTotals


@dataclass(frozen=True, slots=True)
class UsageDay:
    """`day` counts days since 1970, in the reader's time zone."""

    day: int
    sum: UsageTotals


@dataclass(frozen=True, slots=True)
class UsageReport:
    """`today` is the last of the `days`. `manages`: whether the reader may see the whole team's."""

    manages: bool
    days: int
    today: int
    total: UsageTotals
    by_day: Sequence[UsageDay]
    by_model: Sequence[UsageLine]
    by_person: Sequence[UsageLine]
    by_chat: Sequence[UsageLine]


async def get_usage_report(
    d: Deps, user_id: str, team_id: str, *, days: int = 30, whole: bool = False, zone: str = ""
) -> UsageReport:
    """A user's own usage in a team, or the `whole` team's for those who manage it. Days are those
    of the IANA time `zone`; of UTC where it is unknown.

    Raises TeamNotFound, OnlyManagers, BadRequest.
    """
    if days not in PERIODS or (zone and not is_zone_name(zone)):
        raise BadRequest
    time_zone = get_zone(zone)
    today = _day(now_ms(), time_zone)
    first = datetime.combine(date.fromordinal(EPOCH + today - days + 1), time(), time_zone)
    since = int(first.timestamp() * 1000)
    condition = and_(col(Usage.team_id) == team_id, col(Usage.created_at) >= since)
    async with d.db.reading() as session:
        manages = (await access_team(session, user_id, team_id)).role in MANAGERS
        if whole and not manages:
            raise OnlyManagers
        if not whole:
            condition = and_(condition, col(Usage.user_id) == user_id)
        return UsageReport(
            manages=manages,
            days=days,
            today=today,
            total=await _total(session, condition),
            by_day=await _by_day(session, condition, time_zone),
            by_model=await _by_model(session, condition, team_id),
            by_person=await _by_person(session, condition) if whole else [],
            by_chat=await _by_chat(session, condition, user_id),
        )


async def purge(d: Deps) -> None:
    """Delete rows older than USAGE_KEPT, some at a time: their ids sort by time."""
    oldest = select(Usage.id, Usage.created_at).order_by(col(Usage.id)).limit(PURGED)
    old = now_ms() - USAGE_KEPT * 1000
    async with d.db.reading() as session:
        gone = [usage_id for usage_id, at in await session.exec(oldest) if at < old]
    if gone:
        async with d.db.writing() as session:
            await session.exec(delete(Usage).where(col(Usage.id).in_(gone)))


_COUNT = func.count(col(Usage.id))
_PROMPT = func.sum(func.coalesce(Usage.prompt_tokens, 0))
_COMPLETION = func.sum(func.coalesce(Usage.completion_tokens, 0))
_SUMS: list[Any] = [
    _COUNT,
    _PROMPT,
    _COMPLETION,
    func.sum(Usage.cost),
    _COUNT - func.count(col(Usage.cost)),
    func.sum(case((col(Usage.estimated), 1), else_=0)),
]


def _sum(row: Sequence[Any]) -> UsageTotals:
    """The totals of a row of sums; databases return sums of integers as decimals."""
    requests, prompt, completion, cost, unknown, estimated = row
    known = None if cost is None else int(cost)
    return UsageTotals(
        requests, int(prompt or 0), int(completion or 0), known, unknown, int(estimated or 0)
    )


async def _total(session: AsyncSession, condition: ColumnElement[bool]) -> UsageTotals:
    return _sum((await session.exec(select(*_SUMS).where(condition))).one())


async def _by_day(
    session: AsyncSession, condition: ColumnElement[bool], time_zone: tzinfo
) -> list[UsageDay]:
    """Sums per day. The database sums quarters of an hour: it doesn't know the length of a day."""
    quarter = col(Usage.created_at) // QUARTER_MS
    query: Any = select(quarter.label("quarter"), *_SUMS).where(condition)
    days: dict[int, UsageTotals] = {}
    for row in await session.exec(query.group_by(text("quarter")).order_by(text("quarter"))):
        day = _day(int(row[0]) * QUARTER_MS, time_zone)
        days[day] = days.get(day, UsageTotals()) + _sum(row[1:])
    return [UsageDay(*it) for it in days.items()]


def _day(at: int, time_zone: tzinfo) -> int:
    """The day, counted since 1970, of a time in milliseconds, in a time zone."""
    return datetime.fromtimestamp(at / 1000, time_zone).date().toordinal() - EPOCH


async def _by_model(
    session: AsyncSession, condition: ColumnElement[bool], team_id: str
) -> list[UsageLine]:
    named = and_(col(ModelOption.model) == col(Usage.model), col(ModelOption.team_id) == team_id)
    query: Any = select(Usage.model, ModelOption.nickname, *_SUMS).outerjoin(ModelOption, named)
    return await _lines(session, query.where(condition).group_by(Usage.model, ModelOption.nickname))


async def _by_person(session: AsyncSession, condition: ColumnElement[bool]) -> list[UsageLine]:
    query: Any = select(User.id, User.name, *_SUMS).select_from(Usage)
    query = query.outerjoin(User, col(User.id) == col(Usage.user_id))
    return await _lines(session, query.where(condition).group_by(User.id, User.name))


async def _by_chat(
    session: AsyncSession, condition: ColumnElement[bool], user_id: str
) -> list[UsageLine]:
    """Sums per chat. Those of chats that the reader can't see have neither id nor name."""
    seen = and_(col(Chat.id) == col(Usage.chat_id), chat_visible_to(user_id))
    query: Any = select(Chat.id, Chat.title, *_SUMS).select_from(Usage).outerjoin(Chat, seen)
    return await _lines(session, query.where(condition).group_by(Chat.id, Chat.title))


async def _lines(session: AsyncSession, query: Any) -> list[UsageLine]:
    """Lines, those with the highest usage first."""
    rows = await session.exec(
        query.order_by((_PROMPT + _COMPLETION).desc(), _COUNT.desc()).limit(USAGE_ROWS)
    )
    return [UsageLine(it[0] or "", it[1] or "", _sum(it[2:])) for it in rows]
