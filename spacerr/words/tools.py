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
WORDS = "tool calculator clock time search mcp function call knowledge"
