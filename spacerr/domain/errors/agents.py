"""What can go wrong with agents. The docstring is the sentence a person reads."""

from spacerr.domain.errors.base import ChangedMeanwhile, SpacerrError


class AgentNotFound(SpacerrError):
    """This agent no longer exists. Choose another one, or none."""


class NotYourAgent(SpacerrError):
    """Only who made this agent, and the team's owners and admins, can change it."""


class EmptyAgentName(SpacerrError):
    """An agent needs a name."""


class AgentNameTooLong(SpacerrError):
    """An agent's name can hold 80 characters."""


class AvatarTooLong(SpacerrError):
    """An agent's picture is one emoji, or one or two letters."""


class DescriptionTooLong(SpacerrError):
    """A description can hold 300 characters. Shorten it."""


class StarterTooLong(SpacerrError):
    """A starter question can hold 300 characters. Shorten it."""


class TooManyStarters(SpacerrError):
    """An agent can have 6 starter questions."""


class TooManyAgents(SpacerrError):
    """You can have 100 agents here. Delete some first."""


class TooManySharedAgents(SpacerrError):
    """Your team can share 500 agents. Stop sharing some, or delete them, first."""


class AgentChangedMeanwhile(ChangedMeanwhile):
    """Somebody changed this agent meanwhile. Save again to make yours the newest version."""


class AgentVersionNotFound(SpacerrError):
    """This version isn't kept any more."""


class MakerGone(SpacerrError):
    """Its maker has left, so this agent can't be private. Delete it, or keep it shared."""


class NotAnAgentFile(SpacerrError):
    """This file isn't an agent from Spacerr. Nothing was imported."""


class OtherAgentFormat(SpacerrError):
    """This agent was exported by another version of Spacerr, which this one can't read."""


class DamagedAgentFile(SpacerrError):
    """Something in this file is damaged. Nothing was imported."""
