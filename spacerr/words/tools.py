"""Words of tools: in the composer and in the settings."""

BUTTON = "Tools"
NONE_TAKEN = (
    "This model isn’t known to use tools, so it is offered none. Choose another model, or say in "
    "the settings of models that it does."
)
NOTE = "What the model may use in this chat."
BY_AGENT = "The agent may be limited to some of these."
TITLE = "Tools"
SECTION_NOTE = (
    "What models may use where a chat doesn’t say otherwise. Only models that are known to use "
    "tools are offered any."
)
SERVERS = "Servers"
SERVERS_NOTE = "Servers of tools (MCP) that this Spacerr was set up with."


def server_state(*, reached: bool, tools: int, allowed: int, changed: int) -> str:
    """What is said of a server behind its name."""
    if not reached and not tools:
        return "Can’t be reached"
    said = f"{tools} {'tool' if tools == 1 else 'tools'}, {allowed} allowed"
    if changed:
        said += f", {changed} off because their description has changed"
    return said if reached else f"Can’t be reached now · {said}"


WORDS = "tool calculator clock time search mcp function call knowledge"
