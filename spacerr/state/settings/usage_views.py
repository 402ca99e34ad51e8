"""What the section about usage shows: sums, lines and days in words and numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from spacerr.domain.accounts.names import FORMER_MEMBER
from spacerr.services.usage.report import EPOCH, UsageDay, UsageLine, UsageReport, UsageTotals
from spacerr.words import usage as words
from spacerr.words.numbers import compact, money, whole


@dataclass(frozen=True, slots=True)
class TotalsView:
    requests: str = ""
    tokens: str = ""
    of_tokens: str = ""
    cost: str = ""
    and_more: str = ""
    """Behind a cost that leaves out requests whose price is unknown."""
    unknown: str = ""
    estimated: str = ""


@dataclass(frozen=True, slots=True)
class UsageLineView:
    """`share` is a width in CSS: the line's tokens beside those of the longest."""

    name: str
    chat_id: str
    share: str
    requests: str
    tokens: str
    cost: str


@dataclass(frozen=True, slots=True)
class DayView:
    """`height` is in CSS; "" for a day without requests."""

    name: str
    told: str
    height: str


def totals_view(total: UsageTotals) -> TotalsView:
    return TotalsView(
        requests=whole(total.requests),
        tokens=compact(_tokens(total)),
        of_tokens=words.of_tokens(total.prompt_tokens, total.completion_tokens),
        cost=money(total.cost),
        and_more=words.AND_MORE if total.cost is not None and total.unknown else "",
        unknown=words.unknown_prices(total.unknown) if total.unknown else "",
        estimated=words.estimated(total.estimated) if total.estimated else "",
    )


def model_lines(report: UsageReport) -> list[UsageLineView]:
    return _lines(report.by_model, lambda line: line.name or line.id)


def person_lines(report: UsageReport) -> list[UsageLineView]:
    return _lines(report.by_person, lambda line: line.name or FORMER_MEMBER)


def chat_lines(report: UsageReport) -> list[UsageLineView]:
    """Chats that the reader can't see have no id, and are one line."""

    def name(line: UsageLine) -> str:
        return (line.name or words.UNTITLED) if line.id else words.OTHER_CHATS

    return _lines(report.by_chat, name, link=True)


def day_views(report: UsageReport) -> list[DayView]:
    """Every day of the period, the last one today."""
    used = {it.day: it for it in report.by_day}
    most = max((_tokens(it.sum) for it in report.by_day), default=1)
    days = range(report.today - report.days + 1, report.today + 1)
    return [_day(date.fromordinal(EPOCH + day), used.get(day), most) for day in days]


def _lines(
    lines: Sequence[UsageLine], name: Callable[[UsageLine], str], *, link: bool = False
) -> list[UsageLineView]:
    most = max((_tokens(it.sum) for it in lines), default=1)
    return [_line(it, name(it), it.id if link else "", most) for it in lines]


def _line(line: UsageLine, name: str, chat_id: str, most: int) -> UsageLineView:
    total = line.sum
    cost = money(total.cost)
    if total.cost is not None and total.unknown:
        cost = words.at_least(cost)
    requests, tokens = whole(total.requests), compact(_tokens(total))
    return UsageLineView(name, chat_id, _percent(_tokens(total), most), requests, tokens, cost)


def _day(day: date, used: UsageDay | None, most: int) -> DayView:
    name = words.day_name(day)
    if used is None:
        return DayView(name, name, "")
    tokens = _tokens(used.sum)
    told = words.of_day(day, used.sum.requests, tokens, used.sum.cost)
    return DayView(name, told, _percent(tokens, most))


def _tokens(total: UsageTotals) -> int:
    return total.prompt_tokens + total.completion_tokens


def _percent(part: int, most: int) -> str:
    return f"{100 * part / max(most, 1):.2f}%"
