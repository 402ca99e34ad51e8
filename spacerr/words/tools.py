"""Words of tools: in the composer and in the settings."""

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
SERVERS = "Servers"
SERVERS_NOTE = "Servers of tools (MCP) that this Spacerr was set up with."

ASKING = {
    "always": "Ask always",
    "once": "Ask once per chat",
    "never": "Never ask",
}
ASKING_NOTE = (
    "Before a tool of a server runs, the person in the chat can be asked whether it may, always or "
    "once per chat. The tools that are built in change nothing and are never asked about."
)


def ask_label(title: str) -> str:
    """What the list is called that says when a person is asked about a tool."""
    return f"When to ask: {title}"


def server_state(*, reached: bool, tools: int, allowed: int, changed: int) -> str:
    """What is said of a server behind its name."""
    if not reached and not tools:
        return "Can’t be reached"
    said = f"{tools} {'tool' if tools == 1 else 'tools'}, {allowed} without a question"
    if changed:
        said += f", {changed} off because their description has changed"
    return said if reached else f"Can’t be reached now · {said}"


WORDS = "tool calculator clock time search mcp function call knowledge"
