"""The words for what a message is and how far it has come."""

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
        Status.BUILDING,
    }
)
"""A process is writing the reply, or was until it died."""

TERMINAL = frozenset(Status) - ACTIVE
"""Nothing more will come. A message never leaves this set."""


class LimitSource(StrEnum):
    """Whose decision cut a reply short: of the team, or of the only person there is."""

    TEAM = "team"
    OWN = "own"


class TitleSource(StrEnum):
    """Where a chat's title came from. A person's is never replaced by a model's."""

    NONE = "none"
    WORDS = "words"
    MODEL = "model"
    PERSON = "person"


class Colour(StrEnum):
    """What a project is marked with; the style sheet says how each looks."""

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
"""What is the service's trouble, so that a team's other model may answer instead. A wrong key and a
model that is gone are for people to put right."""

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
"""What another model may get around: its sentence says so, and a button stands behind it."""

NOTIFIED_STATUSES = frozenset({Status.COMPLETE, Status.FAILED, Status.INTERRUPTED})
"""Ends that users are notified of. A user who stops a reply knows of it already."""

UNKNOWN_STATUS_AS = Status.INTERRUPTED
"""What an end counts as that only a newer version knows: the reply can be gone on with."""

UNKNOWN_CATEGORY_AS = Category.PROVIDER
"""What a failure counts as that only a newer version knows."""

CONTINUABLE = frozenset({Status.STOPPED, Status.INTERRUPTED, Status.FAILED})
"""A reply that ended like this can be continued where it stopped, if it said anything."""
