"""Quotas of users and teams: requests a minute, replies at once, dollars.

They are checked before a question is stored and before a provider gets a request. A refusal, and an
attempt that fails before its reply starts, doesn't count. While Redis is away, no request is
admitted uncounted: a reply needs Redis for its lease too.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.allowances import NO_QUOTA, Quota, TeamQuota
from spacerr.domain.errors.quotas import SpentUp, TooManyReplies, TooManyRequests
from spacerr.domain.ids import DAY_MS, now_ms
from spacerr.domain.tables import Usage
from spacerr.infra.redis.client import REDIS_ERRORS
from spacerr.infra.redis.limiter import Bucket
from spacerr.infra.redis.slots import Holder

MINUTE = 60
MICRO = 1_000_000
"""Costs are stored in millionths of a dollar."""


@dataclass(frozen=True, slots=True)
class _QuotaScope:
    """A user or a team with its quota. `name` doesn't identify them; `usage`: their rows."""

    quota: Quota
    team: bool
    name: str
    usage: ColumnElement[bool]

    def bucket(self) -> Bucket:
        return Bucket(f"ask:{self.name}", self.quota.requests_per_minute, MINUTE)

    def holder(self) -> Holder:
        return Holder(self.name, self.quota.replies_at_once)


@asynccontextmanager
async def admission(
    d: Deps, user_id: str, team_id: str, reply_id: str = ""
) -> AsyncGenerator[None]:
    """Count one request of a user in a team; undone where the block fails. With a `reply_id` it
    also takes one of the slots for replies at once, until `release_slots`.

    Raises TooManyRequests, TooManyReplies, SpentUp; what Redis raises while it is away.
    """
    scopes = _quota_scopes(d, user_id, team_id)
    async with AsyncExitStack() as undo:
        for scope in scopes:
            await _count(d, scope, undo)
        if reply_id:
            await _take_slot(d, scopes, reply_id)
            undo.push_async_callback(release_slots, d, reply_id)
        await _require_budget(d, scopes)
        yield
        undo.pop_all()


async def release_slots(d: Deps, reply_id: str) -> None:
    """Free a reply's slots. Never raises: a slot that stays taken is freed when it is needed."""
    with suppress(*REDIS_ERRORS):
        await d.slots.release(reply_id)


def _quota_scopes(d: Deps, user_id: str, team_id: str) -> list[_QuotaScope]:
    settings, mark = d.settings, d.vault.blind_index
    user_quota = settings.person_quota or (NO_QUOTA if settings.local else Quota())
    team_quota = settings.team_quota or (NO_QUOTA if settings.local else TeamQuota())
    user = mark("quota", f"person {user_id}"), col(Usage.user_id) == user_id
    team = mark("quota", f"team {team_id}"), col(Usage.team_id) == team_id
    return [
        _QuotaScope(user_quota, False, *user),
        _QuotaScope(team_quota, True, *team),
    ]


async def _count(d: Deps, scope: _QuotaScope, undo: AsyncExitStack) -> None:
    if not scope.quota.requests_per_minute:
        return
    bucket = scope.bucket()
    if wait := await d.limiter.take([bucket]):
        raise TooManyRequests(wait, team=scope.team)
    undo.push_async_callback(_give_back, d, bucket)


async def _give_back(d: Deps, bucket: Bucket) -> None:
    with suppress(*REDIS_ERRORS):
        await d.limiter.refund([bucket])


async def _take_slot(d: Deps, scopes: Sequence[_QuotaScope], reply_id: str) -> None:
    by_holder = {it.holder(): it for it in scopes if it.quota.replies_at_once}
    holders = list(by_holder)
    full = await d.slots.take(reply_id, holders)
    if full and await _free_orphans(d, full):
        full = await d.slots.take(reply_id, holders)
    if full:
        raise TooManyReplies(full.limit, team=by_holder[full].team)


async def _free_orphans(d: Deps, holder: Holder) -> bool:
    """Free the slots of replies without a writer. Whether there was one."""
    taken = await d.slots.past_grace(holder)
    orphans = list(set(taken) - await d.streams.with_writer(taken)) if taken else []
    await d.slots.free(orphans, [holder])
    return bool(orphans)


async def _require_budget(d: Deps, scopes: Sequence[_QuotaScope]) -> None:
    limited = [it for it in scopes if it.quota.dollars_per_day or it.quota.dollars_per_month]
    if not limited:
        return
    now = datetime.fromtimestamp(now_ms() / 1000, UTC)
    async with d.db.reading() as session:
        for scope in limited:
            await _require_within_budget(session, scope, now)


async def _require_within_budget(session: AsyncSession, scope: _QuotaScope, now: datetime) -> None:
    """Days and months are those of UTC, the same for all users. Raises SpentUp."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    month = day.replace(day=1)
    next_month = (month + timedelta(days=32)).replace(day=1)
    at, cost = col(Usage.created_at), func.coalesce(Usage.cost, 0)
    today = func.sum(case((at >= _ms(day), cost), else_=0))
    query: Any = select(today, func.sum(cost)).where(scope.usage, at >= _ms(month))
    spent_today, spent = (await session.exec(query)).one()
    quota = scope.quota
    for dollars, used, period, until in (
        (quota.dollars_per_month, spent, "month", next_month),
        (quota.dollars_per_day, spent_today, "day", day + timedelta(milliseconds=DAY_MS)),
    ):
        if dollars and (used or 0) >= dollars * MICRO:
            raise SpentUp(dollars, period, (until - now).total_seconds(), team=scope.team)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
