"""Settings: a user's teams, the name of the one that is shown, making one and leaving."""

import reflex as rx

from spacerr.components.settings.parts import Section, confirmation, loaded, one_field, setting
from spacerr.components.ui import button
from spacerr.state.settings.team import TeamLineView, TeamState
from spacerr.words import team as words
from spacerr.words.settings import SAVE


class ShowTeamButton(rx.Component):
    """Has this tab show another team."""

    library = "$/public/settings/section.jsx"
    tag = "ShowTeamButton"

    team_id: rx.Var[str]
    label: rx.Var[str]


def team() -> rx.Component:
    return Section.create(
        loaded(
            TeamState.ready,
            TeamState.problem,
            _teams(),
            rx.cond(TeamState.manages, _name()),
            _new(),
            _leave(),
        ),
        id="team",
        on_open=TeamState.open,
    )


def _teams() -> rx.Component:
    return setting(
        "teams",
        words.YOURS,
        rx.el.ul(rx.foreach(TeamState.teams, _line), class_name="lines"),
        note=words.YOURS_NOTE,
    )


def _line(line: TeamLineView) -> rx.Component:
    return rx.el.li(
        rx.el.span(line.initials, class_name="team-letters", custom_attrs={"aria-hidden": True}),
        rx.el.span(rx.el.bdi(line.name), rx.el.small(line.role_name), class_name="line-name"),
        rx.cond(
            line.id == TeamState.team_id,
            rx.el.span(words.CURRENT, class_name="line-note"),
            ShowTeamButton.create(words.SWITCH, team_id=line.id, label=line.switch_to),
        ),
        key=line.id,
    )


def _name() -> rx.Component:
    return setting(
        "team-name",
        words.NAME,
        one_field(
            "team-name",
            words.NAME,
            SAVE,
            value=TeamState.name,
            wrong=TeamState.wrong_name,
            saved=TeamState.saved,
            on_change=TeamState.type_name,
            on_submit=TeamState.rename,
            key=f"{TeamState.team_id}{TeamState.fields}",
        ),
    )


def _new() -> rx.Component:
    return setting(
        "new-team",
        words.NEW,
        one_field(
            "new-team",
            words.NEW,
            words.CREATE,
            value="",
            wrong=TeamState.wrong_new,
            on_submit=TeamState.create,
            key=f"{TeamState.created}",
        ),
        note=words.NEW_NOTE,
    )


def _leave() -> rx.Component:
    return setting(
        "leave",
        words.LEAVE,
        confirmation(
            TeamState.leaving,
            TeamState.leave_title,
            words.LEAVE_BODY,
            words.LEAVE_ACTION,
            wrong=TeamState.wrong_leave,
            on_confirm=TeamState.leave,
            on_close=TeamState.cancel,
        ),
        note=words.LEAVE_NOTE,
        beside=button(words.LEAVE_ACTION, danger=True, on_click=TeamState.ask_leave),
    )
