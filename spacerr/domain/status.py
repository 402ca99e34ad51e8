"""Roles, kinds and statuses of messages, and categories of failures."""

from enum import StrEnum
from typing import TypeVar

Word = TypeVar("Word", bound=StrEnum)


def enum_or_default(enum: type[Word], stored: object, default: Word) -> Word:
    """The enum member of a stored value. `default` where a newer version, running beside this one,
    stored a value that this version doesn't know.
    """
    try:
        return enum(stored)
    except ValueError:
        return default


class Role(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"
    SYSTEM = "system"
    TOOL = "tool"


class Kind(StrEnum):
    TEXT = "text"
    ERROR = "error"
    MODEL_SWITCH = "model-switch"
    AGENT_SWITCH = "agent-switch"
    ARTIFACT = "artifact"


SWITCHES = frozenset({Kind.AGENT_SWITCH, Kind.MODEL_SWITCH})
"""Messages without an author: they only say who answers from there on."""


class Status(StrEnum):
    PENDING = "pending"
    THINKING = "thinking"
    STREAMING = "streaming"
    TOOL_CALLING = "tool-calling"
    WAITING = "waiting"
    BUILDING = "building"
    COMPLETE = "complete"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


ACTIVE = frozenset(
    {
        Status.PENDING,
        Status.THINKING,
        Status.STREAMING,
        Status.TOOL_CALLING,
        Status.WAITING,
        Status.BUILDING,
    }
)
"""Statuses of a reply that has not ended. No process writes one that is `waiting`: it continues
when a person has answered."""

TERMINAL = frozenset(Status) - ACTIVE
"""Nothing more will come. A message never leaves this set."""


class LimitSource(StrEnum):
    """Whose limit cut a reply short: the team's, or the local user's own."""

    TEAM = "team"
    OWN = "own"


class TitleSource(StrEnum):
    """Where a chat's title came from. A model never replaces a user's title."""

    NONE = "none"
    WORDS = "words"
    MODEL = "model"
    PERSON = "person"


class Colour(StrEnum):
    """The colour of a project; the style sheet defines each."""

    GREY = "grey"
    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    GREEN = "green"
    TEAL = "teal"
    BLUE = "blue"
    PURPLE = "purple"
    PINK = "pink"


class Category(StrEnum):
    """Why a reply failed, as far as it decides what to do next."""

    AUTHENTICATION = "authentication"
    RATE_LIMIT = "rate-limit"
    QUOTA = "quota"
    MODEL_NOT_FOUND = "model-not-found"
    CONTEXT_TOO_LONG = "context-too-long"
    CONTENT_POLICY = "content-policy"
    TIMEOUT = "timeout"
    CONNECTION = "connection"
    PROVIDER = "provider"
    CANCELLED = "cancelled"


TRANSIENT = frozenset({Category.RATE_LIMIT, Category.PROVIDER, Category.CONNECTION})
"""Errors that may pass within seconds, so that we retry by ourselves. A timeout isn't one: the user
has waited long enough to decide themselves."""

FALLBACK_CATEGORIES = TRANSIENT | {Category.QUOTA, Category.TIMEOUT}
"""Failures of the provider, for which the team's fallback model may answer. A wrong key and an
unknown model aren't among them: users have to fix those."""

SUGGEST_ANOTHER_MODEL = frozenset(
    {
        Category.AUTHENTICATION,
        Category.QUOTA,
        Category.MODEL_NOT_FOUND,
        Category.CONTEXT_TOO_LONG,
        Category.TIMEOUT,
        Category.PROVIDER,
    }
)
"""Failures that another model may avoid: the sentence suggests it, with a button."""

NOTIFIED_STATUSES = frozenset({Status.COMPLETE, Status.FAILED, Status.INTERRUPTED})
"""Ends that users are notified of. A user who stops a reply knows of it already."""

UNKNOWN_STATUS_AS = Status.INTERRUPTED
"""Stands for an end that only a newer version knows: the reply can be continued."""

UNKNOWN_CATEGORY_AS = Category.PROVIDER
"""Stands for a category that only a newer version knows."""

CONTINUABLE = frozenset({Status.STOPPED, Status.INTERRUPTED, Status.FAILED})
"""A reply that ended like this can be continued, if it has text."""
