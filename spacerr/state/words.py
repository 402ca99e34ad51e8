"""Every word that Python puts on the page. What errors say stands with the errors, all else in
`assets/words/`.
"""

from typing import Final

from spacerr.domain.status import LimitSource, Status
from spacerr.words.waiting import TITLE as WAITING

NAME: Final = "Spacerr"
DESCRIPTION: Final = "A workspace for chats with AI models, alone or in a team."

TITLES: Final = {
    "/settings/[[section]]": f"Settings · {NAME}",
    "/waiting": f"{WAITING} · {NAME}",
    "/sign-in": f"Sign in · {NAME}",
    "/sign-up": f"Sign up · {NAME}",
    "/setup": f"Set up · {NAME}",
    "/invite/[[token]]": f"Invitation · {NAME}",
    "404": f"Not found · {NAME}",
}
"""What pages are called in the browser, by their routes; all others are called NAME."""

NOT_FOUND: Final = "This page doesn’t exist"
NOT_FOUND_WHY: Final = "The address may be mistyped, or the page may have moved."
HOME: Final = "Go to your chats"

SETTINGS: Final = "Settings"
MODEL: Final = "Model"
DEMO_QUESTIONS: Final = [
    "What can I try here?",
    "How does streaming work?",
    "Show me some Python code",
    "Which models can I use?",
]
"""To begin with while Demo answers, which knows about Spacerr."""

OPENERS: Final = [
    "Suggest a quick dinner for tonight",
    "Explain inflation with a simple example",
    "Write a friendly reminder about a late reply",
    "Teach me five useful phrases in Italian",
]
"""To begin with while any other model answers, which knows nothing of Spacerr."""

LABELS: Final = {
    Status.PENDING: "Thinking",
    Status.THINKING: "Thinking",
    Status.STREAMING: "Writing",
    Status.TOOL_CALLING: "Using a tool",
    Status.WAITING: "Waiting for an answer",
    Status.BUILDING: "Building",
    Status.COMPLETE: "",
    Status.STOPPED: "Stopped",
    Status.INTERRUPTED: "Interrupted",
    Status.FAILED: "Not answered",
}
"""Every status of a reply."""

WORKING: Final = "Still waiting: the model is working"

LIMITS: Final[dict[str, str]] = {
    LimitSource.TEAM: "Your team’s limit for one reply was reached",
    LimitSource.OWN: "Your limit for one reply was reached",
}
MODEL_LIMIT: Final = "The model reached its length limit"
CONTINUED: Final = "Continued after an interruption"


def cut_short(limit: str, *, spoke: bool) -> str:
    """Why a reply ends early: whose `limit` it reached, "" or an unknown one: the model's. `spoke`:
    whether it had begun to answer.
    """
    reached = LIMITS.get(limit, MODEL_LIMIT)
    return f"{reached} here" if spoke else f"{reached} before the answer began"


def retrying(seconds: int) -> str:
    return f"Retrying in {seconds} s"


def thought(seconds: int) -> str:
    return f"Thought for {seconds} s" if seconds else "Thought for a moment"


def in_place_of(model: str) -> str:
    return f"Answered in place of {model}"
