"""Settings: who is in a team and as what, and the invitations to it."""

from dataclasses import dataclass
from enum import StrEnum

import reflex as rx

from spacerr.deps import deps
from spacerr.domain.accounts.names import initials
from spacerr.domain.roles import MANAGERS, TeamRole
from spacerr.services.teams import invitations, members, teams
from spacerr.services.teams.invitations import OpenInvitation
from spacerr.services.teams.teams import Member, TeamView
from spacerr.state.gate import session
from spacerr.state.sentences import sentence_for
from spacerr.state.settings.section import SectionMixin, toast
from spacerr.words import members as words


class Question(StrEnum):
    """What is asked about a member before it is done; NONE while no dialog is open."""

    NONE = ""
    REMOVE = "remove"
    HAND_OVER = "hand-over"


@dataclass(frozen=True, slots=True)
class MemberView:
    """`since` is in milliseconds since 1970. The last three are names of buttons."""

    id: str
    name: str
    initials: str
    role: str
    since: int
    you: bool
    may_change: bool
    may_hand_over: bool
    role_name: str
    role_of: str
    remove: str
    hand_over: str


@dataclass(frozen=True, slots=True)
class InvitationView:
    id: str
    role_name: str
    expires_at: int
    made_by: str
    revoke: str


class MembersState(SectionMixin, rx.State):
    title: str = ""
    members: list[MemberView] = []
    manages: bool = False
    """Whether invitations can be made and revoked."""
    roles: dict[str, str] = {}
    """The roles that the user can give, each with its word."""
    invitations: list[InvitationView] = []
    question: str = ""
    question_title: str = ""
    wrong: str = ""
    """Why what the dialog asks about can't be done."""
    _about: str = ""

    @rx.event
    async def open(self, team_id: str):
        """The section comes into view."""
        if self._enter(team_id):
            self._close()
        await self._load()

    @rx.event
    async def reload(self):
        """An invitation was made."""
        await self._load()

    @rx.event
    async def change_role(self, member_id: str, role: str):
        """Give a member another role, which can be taken back for a moment."""
        known = {it.id: it for it in self.members}.get(str(member_id))
        return await self._change_role(known.id, role, known.role) if known else None

    @rx.event
    async def undo(self, token: str):
        """Take a change of a role back: `token` is what the toast about it was given."""
        match str(token).split("/"):
            case ["role", member_id, role, was]:
                return await self._change_role(member_id, role, was)
            case _:
                return None

    @rx.event
    async def ask_remove(self, member_id: str, name: str):
        """Ask whether a member is to be removed."""
        self._ask(Question.REMOVE, str(member_id), words.remove_title(str(name)))

    @rx.event
    async def ask_hand_over(self, member_id: str, name: str):
        """Ask whether a member is to be the owner."""
        self._ask(Question.HAND_OVER, str(member_id), words.hand_over_title(str(name)))

    @rx.event
    async def cancel(self):
        """Close the dialog."""
        self._close()

    @rx.event
    async def confirm(self):
        """Do what the dialog asks about."""
        user, about = session.get_user_id(self), self._about
        try:
            if self.question == Question.REMOVE:
                await members.remove(deps(), user, self.team_id, about)
            elif self.question == Question.HAND_OVER:
                await members.transfer_ownership(deps(), user, self.team_id, about)
        except Exception as error:
            self.wrong = sentence_for(error)
        else:
            self._close()
        await self._load()

    @rx.event
    async def revoke(self, invitation_id: str):
        """End an open invitation."""
        user, refused = session.get_user_id(self), ""
        try:
            await invitations.revoke(deps(), user, self.team_id, str(invitation_id))
        except Exception as error:
            refused = sentence_for(error)
        await self._load()
        return toast(refused, urgent=True) if refused else None

    async def _change_role(self, member_id: str, role: str, was: str):
        refused = ""
        try:
            user = session.get_user_id(self)
            await members.set_role(deps(), user, self.team_id, member_id, role, was)
        except Exception as error:
            refused = sentence_for(error)
        await self._load()
        if refused:
            return toast(refused, urgent=True)
        name = next((it.name for it in self.members if it.id == member_id), "")
        undo = f"role/{member_id}/{was}/{role}"
        return toast(words.role_changed(name, role), about=member_id, undo=undo)

    def _ask(self, question: Question, about: str, title: str) -> None:
        self.question, self.question_title, self.wrong = question, title, ""
        self._about = about

    def _close(self) -> None:
        self._ask(Question.NONE, "", "")

    async def _load(self) -> None:
        try:
            team = await teams.get_team(deps(), session.get_user_id(self), self.team_id)
        except Exception as error:
            self._fail(error)
            return
        self.title, self.manages = words.members_of(team.name), team.role in MANAGERS
        self.roles = {
            str(role): word
            for role, word in words.ROLES.items()
            if team.role == TeamRole.OWNER or role != TeamRole.OWNER
        }
        self.members = [_member_view(it, team) for it in team.members]
        self.invitations = [_invitation_view(it) for it in team.invitations]
        self._show()


def _member_view(member: Member, team: TeamView) -> MemberView:
    """Owners may change everybody else, admins everybody but owners."""
    owner = team.role == TeamRole.OWNER
    may = owner or (team.role == TeamRole.ADMIN and member.role != TeamRole.OWNER)
    name = member.name
    return MemberView(
        id=member.id,
        name=name,
        initials=initials(name),
        role=member.role,
        since=member.since,
        you=member.you,
        may_change=may and not member.you,
        may_hand_over=owner and not member.you,
        role_name=words.role_name(member.role),
        role_of=words.role_of(name),
        remove=words.remove(name),
        hand_over=words.hand_over(name),
    )


def _invitation_view(invitation: OpenInvitation) -> InvitationView:
    return InvitationView(
        id=invitation.id,
        role_name=words.role_name(invitation.role),
        expires_at=invitation.expires_at,
        made_by=words.made_by(invitation.made_by),
        revoke=words.revoke(invitation.role),
    )
