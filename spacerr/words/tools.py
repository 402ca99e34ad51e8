"""Words of tools: in the composer and in the settings."""

from collections.abc import Sequence

from spacerr.domain.tools.pins import TO_SEE, PinState
from spacerr.domain.tools.servers import ServerState

BUTTON = "Tools"
NONE_TAKEN = (
    "This model isn’t known to use tools, so it is offered none. Choose another model, or say in "
    "the settings of models that it does."
)
NOTE = "What the model may use in this chat."
FIND = "Find a tool"
NOTHING = "Nothing found. Try other words."
BUILT_IN = "Built in"
ASKS = "Asks first"
ALLOWED = "Allowed in this chat"
ASK_AGAIN = "Ask again"


def ask_again(title: str) -> str:
    """What the button is called that takes back that a tool is allowed in a chat."""
    return f"{ASK_AGAIN}: {title}"


def barred(agent: str) -> str:
    """Why a tool is off."""
    return f"{agent} may not use this"


TITLE = "Tools"
SECTION_NOTE = (
    "What models may use where a chat doesn’t say otherwise. Only models that are known to use "
    "tools are offered any."
)
ON, OFF = "On", "Off"
OFF_WITH_SERVER = "Off with its server"
SERVERS = "Servers"
SERVERS_NOTE = (
    "Servers of tools (MCP). Before one of their tools runs, the person in the chat can be asked, "
    "always or once per chat. The tools above change nothing, and are never asked about."
)
NO_SERVERS = "No servers yet."
OF_FILE = "Set up by the administrator"
ADD = "Add a server"
SINCE = "since"
TRUSTED = " · Trusted"
EDIT, REMOVE = "Change", "Remove"
REMOVE_BODY = (
    "Models are no longer offered its tools. What the team has chosen for them, and the token of "
    "the server, are deleted."
)
REVIEW = "Review"
USE, KEEP_OFF, USE_ALL = "Use it", "Keep off", "Use all of these"
NEW, CHANGED = "New", "Changed"
ASPECTS = {
    "title": "Name",
    "effect": "What it does",
    "description": "Description",
    "arguments": "Arguments",
}
ASKING = {
    "always": "Ask always",
    "once": "Ask once per chat",
    "never": "Never ask",
}
_STATES = {
    ServerState.UNTRIED: "Not connected yet",
    ServerState.WORKS: "Works",
    ServerState.UNREACHABLE: "Can’t be reached",
    ServerState.REFUSED: "Refuses the connection: a token is needed, or another one",
    ServerState.SIGN_IN: "A sign-in is needed",
    ServerState.RIGHTS: "A tool needs more rights: sign in again",
    ServerState.NO_SERVER: "No MCP server answers there",
    ServerState.PRIVATE: "Its address isn’t allowed here",
    ServerState.UNREADABLE: "Its token can’t be decrypted: enter it again",
}
_TOOL_STATES = {
    PinState.SEEN: "",
    PinState.NEW: "Off: it is new",
    PinState.CHANGED: "Off: its description has changed",
    PinState.KEPT_OFF: "Kept off: its description has changed",
    PinState.GONE: "Gone: the server no longer has it",
}


def server_state(state: ServerState, *, enabled: bool) -> str:
    """What is said of a server behind its name."""
    return _STATES[state] if enabled else "Turned off"


def tool_state(state: PinState) -> str:
    """Why a tool of a server isn't offered; "" where it is."""
    return _TOOL_STATES[state]


def tool_count(states: Sequence[PinState]) -> str:
    """How many tools a server has, above the list of them; "" for none."""
    if not states:
        return ""
    there = sum(it is not PinState.GONE for it in states)
    return f"{there} {'tool' if there == 1 else 'tools'}"


def to_review(states: Sequence[PinState], *, reviews: bool) -> str:
    """What is said of tools that a person is to look at; "" where there is none."""
    count = sum(it in TO_SEE for it in states)
    if not count:
        return ""
    one = count == 1
    are = "1 tool is new or described differently" if one else f"{count} tools are new or changed"
    off = "It is" if one else "They are"
    who = "you have looked at" if reviews else "the administrator has looked at"
    return f"{are}. {off} off until {who} {'it' if one else 'them'}."


def ask_label(title: str) -> str:
    """What the list is called that says when a person is asked about a tool."""
    return f"When to ask: {title}"


def more(title: str) -> str:
    return f"More about {title}"


def enable(title: str) -> str:
    """What the switch of a server is called."""
    return f"Use {title}"


def remove_title(title: str) -> str:
    return f"Remove “{title}”?"


def review_label(title: str) -> str:
    return f"Review the tools of {title}"


def use_label(title: str) -> str:
    return f"Use {title} as it is described now"


def keep_off_label(title: str) -> str:
    return f"Keep {title} off"


WORDS = "tool calculator clock time search function call knowledge switch"
SERVER_WORDS = "mcp server tools address token sign-in trust allow ask confirm permission review"
