"""Words of the settings' section about the models of a team."""

from collections.abc import Sequence

from spacerr.words.numbers import whole

DEFAULTS = "Default models"
DEFAULTS_NOTE = (
    "New chats start with the default. If a chat’s model fails, the fallback answers, and the "
    "reply says so."
)
DEFAULT = "Default"
FIRST_OF_ALL = "First in the list"
FALLBACK = "Fallback"
FALLBACK_HINT = "Used once if the model of a chat fails. Must use the same key."
NONE = "None"

LIST = "Models of this team"
LIST_ALONE = "All models"
LIST_NOTE = "Turned-off models can’t be used. Pinned ones are listed first."
SEARCH = "Search these models"
NOTHING = "No models found. Try another word, for example vision or reasoning."
EMPTY = "No models yet."
ADDED = "added manually"
ENABLE = "Enable {}"
PIN = "Pin {}"
UNPIN = "Unpin {}"
UP = "Move {} up"
DOWN = "Move {} down"
REMOVE = "Remove {}"
SETTINGS_OF = "Settings of {}"
"""With the name of a model."""

ADD = "Add a model"
ADD_TITLE = "Add a model by its ID"
ADD_NOTE = "For servers that don’t list all their models. Whether it exists isn’t checked."
ADD_ID = "Model ID"
ADD_ID_HINT = "Exactly as the provider writes it. For Azure, the deployment name."
ADD_KEY = "Key"
ADD_NOW = "Add"

NICKNAME = "Nickname"
NICKNAME_HINT = "Shown instead of the provider’s name."
TEMPERATURE = "Temperature"
TEMPERATURE_HINT = "0 to 2. Lower is more predictable. Leave empty for the provider’s default."
LIMIT = "Maximum output tokens"
LIMIT_HINT = "Longer replies stop there and offer Continue. Leave empty for no limit."
EFFORT = "Reasoning effort"
EFFORTS = {
    "": "Provider’s default",
    "minimal": "Minimal",
    "low": "Low",
    "medium": "Medium",
    "high": "High",
}
TOOLS = "Tools"
TOOLS_HINT = "Whether replies may use tools, such as the calculator. Many small models can’t."


def tools_choices(known: bool) -> dict[str, str]:
    """What can be decided; `known`: whether the model is known to take tools."""
    return {"": f"As known ({'yes' if known else 'no'})", "yes": "Yes", "no": "No"}


def more(count: int) -> str:
    return f"{whole(count)} more: type to find them."


def silent(names: Sequence[str]) -> str:
    return f"No list yet from {', '.join(names)}."


def stale(names: Sequence[str]) -> str:
    return f"No answer from {', '.join(names)}: this is the last list."
