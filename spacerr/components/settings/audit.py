"""Settings: what was done in a team, for those who manage it."""

import reflex as rx

from spacerr.components.settings.parts import Section, loaded, setting
from spacerr.components.ui import Download, Link, Moment, button, heard_only
from spacerr.domain.teams.audit import ACTION_LABELS
from spacerr.state.settings.audit import AuditEntryView, AuditState
from spacerr.words import audit as words


def audit() -> rx.Component:
    return Section.create(
        setting(
            "audit",
            words.TITLE,
            loaded(
                AuditState.ready,
                AuditState.problem,
                _filter(),
                rx.el.ul(rx.foreach(AuditState.entries, _entry), class_name="lines audit"),
                rx.cond(
                    AuditState.entries,
                    rx.fragment(),
                    rx.el.p(words.NOTHING, class_name="setting-note"),
                ),
                rx.cond(AuditState.more, button(words.MORE, on_click=AuditState.load_older)),
            ),
            note=words.NOTE,
            beside=Download.create(words.DOWNLOAD, path=f"teams/{AuditState.team_id}/audit.csv"),
        ),
        id="audit",
        managed=True,
        on_open=AuditState.open,
    )


def _filter() -> rx.Component:
    kinds = [rx.el.option(word, value=str(kind)) for kind, word in ACTION_LABELS.items()]
    return rx.el.label(
        heard_only(words.FILTER),
        rx.el.select(
            rx.el.option(words.EVERYTHING, value=""),
            *kinds,
            default_value=AuditState.action,
            on_change=AuditState.filter,
            key=AuditState.team_id,
            class_name="line-select",
        ),
        class_name="audit-filter",
    )


def _entry(entry: AuditEntryView) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.span(
                rx.el.strong(entry.actor, dir="auto"),
                " ",
                entry.action,
                rx.cond(entry.subject != "", rx.fragment(" · ", rx.el.bdi(entry.subject))),
                rx.cond(
                    entry.chat_id != "",
                    rx.fragment(
                        " · ",
                        Link.create(
                            entry.title,
                            to=f"/chat/{entry.chat_id}",
                            custom_attrs={"dir": "auto"},
                        ),
                    ),
                ),
            ),
            rx.el.small(Moment.create(at=entry.at), entry.facts),
            class_name="line-name",
        ),
        key=entry.id,
    )
