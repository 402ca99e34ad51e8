"""Settings: what models were asked for in a team, what that cost, and how much a reply may use."""

import reflex as rx

from spacerr.components.settings.parts import Section, loaded, setting
from spacerr.components.ui import Choice, Link, field, heard_only
from spacerr.state.settings.reply_limits import ReplyLimitsState
from spacerr.state.settings.usage import UsageState
from spacerr.state.settings.usage_views import DayView, UsageLineView
from spacerr.words import usage as words
from spacerr.words.settings import SAVE, SAVED


def usage() -> rx.Component:
    return rx.fragment(
        Section.create(
            _totals(),
            rx.cond(UsageState.ready & UsageState.used, _parts()),
            id="usage",
            on_open=UsageState.open,
        ),
        Section.create(_limits(), id="usage", managed=True, on_open=ReplyLimitsState.open),
    )


def _totals() -> rx.Component:
    sums = UsageState.totals
    return setting(
        "usage",
        words.TITLE,
        rx.el.div(
            Choice.create(
                label=words.PERIOD,
                options=words.PERIOD_OPTIONS,
                chosen=UsageState.days,
                on_choose=UsageState.choose_days,
            ),
            rx.cond(
                UsageState.choice,
                Choice.create(
                    label=words.WHOSE,
                    options=words.WHOSE_OPTIONS,
                    chosen=UsageState.whose,
                    on_choose=UsageState.choose_whose,
                ),
            ),
            class_name="usage-choices",
        ),
        loaded(
            UsageState.ready,
            UsageState.problem,
            rx.cond(
                UsageState.used,
                rx.fragment(
                    rx.el.dl(
                        _total(words.REQUESTS, sums.requests),
                        _total(words.TOKENS, sums.tokens, sums.of_tokens),
                        _total(words.COST, sums.cost, sums.and_more),
                        class_name="usage-totals",
                    ),
                    _note(sums.unknown),
                    _note(sums.estimated),
                ),
                rx.el.p(words.NOTHING, class_name="setting-note"),
            ),
        ),
        note=rx.cond(UsageState.alone, words.NOTE_ALONE, words.NOTE),
    )


def _total(name: str, figure: str, note: str | None = None) -> rx.Component:
    beside = rx.fragment() if note is None else rx.cond(note != "", rx.el.small(note))
    return rx.el.div(rx.el.dt(name), rx.el.dd(figure, beside))


def _note(text: str) -> rx.Component:
    return rx.cond(text != "", rx.el.p(text, class_name="setting-note"))


def _parts() -> rx.Component:
    days = UsageState.by_day
    return rx.fragment(
        setting(
            "usage-days",
            words.BY_DAY,
            rx.el.figure(
                rx.el.ol(rx.foreach(days, _day)),
                rx.el.figcaption(
                    rx.el.span(days[0].name),
                    rx.el.span(days[-1].name),
                    custom_attrs={"aria-hidden": True},
                ),
                class_name="usage-days",
            ),
        ),
        setting("usage-models", words.BY_MODEL, _table(words.MODEL, UsageState.by_model)),
        rx.cond(
            UsageState.by_person,
            setting("usage-people", words.BY_PERSON, _table(words.PERSON, UsageState.by_person)),
        ),
        setting(
            "usage-chats",
            words.BY_CHAT,
            _table(words.CHAT, UsageState.by_chat),
            note=words.CHAT_NOTE,
        ),
    )


def _day(day: DayView) -> rx.Component:
    return rx.cond(
        day.height != "",
        rx.el.li(
            rx.el.span(class_name="usage-bar", style={"height": day.height}),
            heard_only(day.told),
            title=day.told,
            key=day.name,
        ),
        rx.el.li(title=day.name, key=day.name, custom_attrs={"aria-hidden": True}),
    )


def _table(heading: str, lines: list[UsageLineView]) -> rx.Component:
    columns = (heading, words.REQUESTS, words.TOKENS, words.COST)
    return rx.el.table(
        rx.el.thead(rx.el.tr(*(rx.el.th(it, scope="col") for it in columns))),
        rx.el.tbody(rx.foreach(lines, _line)),
        class_name="usage-table",
    )


def _line(line: UsageLineView) -> rx.Component:
    name = rx.cond(
        line.chat_id != "", Link.create(line.name, to=f"/chat/{line.chat_id}"), line.name
    )
    return rx.el.tr(
        rx.el.th(
            rx.el.bdi(name),
            rx.el.span(class_name="usage-share", style={"width": line.share}),
            scope="row",
        ),
        rx.el.td(line.requests),
        rx.el.td(line.tokens),
        rx.el.td(line.cost),
    )


def _limits() -> rx.Component:
    return setting(
        "ceilings",
        words.LIMIT_TITLE,
        loaded(
            ReplyLimitsState.ready,
            ReplyLimitsState.problem,
            rx.el.form(
                field(
                    "tokens",
                    words.TOKENS,
                    value=ReplyLimitsState.tokens,
                    wrong=ReplyLimitsState.wrong_tokens,
                    placeholder=words.NO_LIMIT,
                    input_mode="numeric",
                    on_change=ReplyLimitsState.type_tokens,
                ),
                field(
                    "dollars",
                    words.DOLLARS,
                    value=ReplyLimitsState.dollars,
                    wrong=ReplyLimitsState.wrong_dollars,
                    hint=words.DOLLARS_HINT,
                    placeholder=words.NO_LIMIT,
                    input_mode="decimal",
                    on_change=ReplyLimitsState.type_dollars,
                ),
                rx.cond(
                    ReplyLimitsState.wrong != "",
                    rx.el.p(ReplyLimitsState.wrong, class_name="failure", role="alert"),
                ),
                rx.el.div(
                    rx.el.button(SAVE, type="submit", class_name="primary"),
                    rx.el.span(
                        rx.cond(ReplyLimitsState.saved, SAVED, ""),
                        class_name="saved",
                        role="status",
                    ),
                    class_name="form-foot",
                ),
                on_submit=lambda _: ReplyLimitsState.save(),
                class_name="narrow",
                no_validate=True,
                key=f"{ReplyLimitsState.loads}",
            ),
        ),
        note=words.LIMIT_NOTE,
    )
