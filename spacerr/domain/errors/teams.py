"""What can go wrong in teams. The docstring is the sentence a person reads."""

from spacerr.domain.errors.base import SpacerrError


class EmptyTeamName(SpacerrError):
    """A team needs a name."""


class TeamNameTooLong(SpacerrError):
    """A team's name can hold 80 characters."""


class TooManyTeams(SpacerrError):
    """You can belong to 50 teams. Leave one first."""


class TeamFull(SpacerrError):
    """This team is full: it has 1,000 members. Ask one of its owners to make room."""


class MemberNotFound(SpacerrError):
    """This person isn't in the team."""


class OnlyManagers(SpacerrError):
    """Only owners and admins of this team can do that."""


class OnlyOwners(SpacerrError):
    """Only owners of this team can do that."""


class LastOwner(SpacerrError):
    """A team needs an owner. Make somebody else the owner first."""


class AloneInTeam(SpacerrError):
    """You are the only one in this team. Delete it instead of leaving it."""


class InvitationNotFound(SpacerrError):
    """This invitation has expired or was already used. Ask for a new one."""


class InvitationTooLong(SpacerrError):
    """An invitation can last 1 to 30 days."""


class TooManyInvitations(SpacerrError):
    """A team can have 100 pending invitations. Revoke some first."""


class TeamNotFound(SpacerrError):
    """This team doesn't exist."""
