"""Settings: who is in a team, what they are in it, and links for new members."""

import reflex as rx

from spacerr.components.settings.parts import Section, confirmation, loaded, setting
from spacerr.components.ui import Day, Select, icon_button
from spacerr.state.settings.members import InvitationView, MembersState, MemberView, Question
from spacerr.words import members as words


class InvitationLink(rx.Component):
    """Makes an invitation and shows its link once."""

    library = "$/public/settings/invitation-link.jsx"
    tag = "InvitationLink"

    team_id: rx.Var[str]
    roles: rx.Var[dict[str, str]]
    on_made: rx.EventHandler[rx.event.no_args_event_spec]


def members() -> rx.Component:
    return Section.create(
        loaded(
            MembersState.ready,
            MembersState.problem,
            setting(
                "members",
                MembersState.title,
                rx.el.ul(rx.foreach(MembersState.members, _member), class_name="lines"),
                _question(Question.REMOVE, words.REMOVE_BODY, words.REMOVE),
                _question(Question.HAND_OVER, words.HAND_OVER_BODY, words.HAND_OVER),
            ),
            rx.cond(MembersState.manages, _invitations()),
        ),
        id="members",
        on_open=MembersState.open,
    )


def _member(member: MemberView) -> rx.Component:
    return rx.el.li(
        rx.el.span(member.initials, class_name="initials", custom_attrs={"aria-hidden": True}),
        rx.el.span(
            rx.el.span(
                rx.el.bdi(member.name), " ", rx.cond(member.you, rx.el.em(f"({words.YOU})"))
            ),
            rx.el.small(words.SINCE, " ", Day.create(at=member.since)),
            class_name="line-name",
        ),
        rx.cond(
            member.may_change,
            Select.create(
                label=member.role_of,
                options=MembersState.roles,
                chosen=member.role,
                version=MembersState.loads,
                on_choose=MembersState.change_role(member.id),
            ),
            rx.el.span(member.role_name, class_name="line-note"),
        ),
        rx.cond(
            member.may_hand_over,
            rx.el.button(
                words.HAND_OVER,
                type="button",
                class_name="quiet",
                title=member.hand_over,
                custom_attrs={"aria-label": member.hand_over},
                on_click=MembersState.ask_hand_over(member.id, member.name),
            ),
        ),
        rx.cond(
            member.may_change,
            icon_button(
                "user-minus",
                member.remove,
                on_click=MembersState.ask_remove(member.id, member.name),
            ),
        ),
        key=member.id,
    )


def _question(question: Question, body: str, action: str) -> rx.Component:
    return confirmation(
        MembersState.question == str(question),
        MembersState.question_title,
        body,
        action,
        wrong=MembersState.wrong,
        on_confirm=MembersState.confirm,
        on_close=MembersState.cancel,
    )


def _invitations() -> rx.Component:
    return setting(
        "invitations",
        words.INVITATIONS,
        InvitationLink.create(
            team_id=MembersState.team_id, roles=MembersState.roles, on_made=MembersState.reload
        ),
        rx.el.ul(rx.foreach(MembersState.invitations, _invitation), class_name="lines"),
        rx.cond(
            MembersState.invitations,
            rx.fragment(),
            rx.el.p(words.NO_INVITATIONS, class_name="setting-note"),
        ),
        note=words.INVITE_NOTE,
    )


def _invitation(invitation: InvitationView) -> rx.Component:
    return rx.el.li(
        rx.icon("link-2", size=16, custom_attrs={"aria-hidden": True}),
        rx.el.span(
            invitation.role_name,
            rx.el.small(
                words.EXPIRES, " ", Day.create(at=invitation.expires_at), ", ", invitation.made_by
            ),
            class_name="line-name",
        ),
        icon_button("trash-2", invitation.revoke, on_click=MembersState.revoke(invitation.id)),
        key=invitation.id,
    )
