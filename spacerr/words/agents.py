"""Words of the settings' section about agents."""

from spacerr.domain.accounts.names import FORMER_MEMBER

TITLE = "Agents of this team"
TITLE_ALONE = "Your agents"
NOTE = "An agent is a saved set of instructions you can use in any chat."
NEW = "New agent"
IMPORT = "Import"
IMPORTING = "Importing"
IMPORTED = "Agent imported"
EMPTY = "No agents yet. Create one for what you ask often: a translator, a reviewer, a tutor."
PRIVATE = "Only you"
SHARED = "The team"
EDIT = "Edit"
OPEN = "Open"
DUPLICATE = "Duplicate"
EXPORT = "Export"
DELETE = "Delete"
BACK = "All agents"
NAME = "Name"
DESCRIPTION = "Description"
DESCRIPTION_HINT = "One line that says what it is for."
PICTURE = "Picture"
EMOJI = ["🦉", "🧭", "✍️", "🔍", "🧪", "📚", "🌍", "🎨", "🧮", "🛠️", "🩺", "🌱"]
AVATAR = "Emoji or letters"
AVATAR_HINT = "Leave empty for the name’s initials."
COLOUR = "Colour"
COLOURS = {
    "blue": "Blue",
    "teal": "Teal",
    "green": "Green",
    "yellow": "Yellow",
    "orange": "Orange",
    "red": "Red",
    "pink": "Pink",
    "purple": "Purple",
    "grey": "Grey",
}
INSTRUCTIONS = "Instructions"
INSTRUCTIONS_HINT = "What it should know and do, and how it should answer."
STARTERS = "Conversation starters"
STARTERS_NOTE = "Shown in a new chat with this agent. Up to six."
ADD_STARTER = "Add a question"
MODEL = "Preferred model"
MODEL_HINT = "Selected when you start a chat with this agent."
ANY_MODEL = "No preference"
TEMPERATURE = "Temperature"
TEMPERATURE_HINT = "Lower is more predictable, higher more creative."
TEMPERATURE_VALUE = "Temperature from 0 to 2"
DEFAULT = "Default"
OWN = "Custom"
TOOLS = "Tools"
TOOLS_NOTE = "What it may use while it answers. A chat can turn off more of them."
ALL_TOOLS = "All tools"
ONLY_TOOLS = "Only these"
NO_TOOLS = "None"
ROUNDS = "Rounds of tools"
ROUNDS_HINT = "How often in one reply it may use tools, and go on with what they say."
WHO = "Who can use it"
PRIVATE_MEANING = "Nobody else sees it."
SHARED_MEANING = "Everyone can use it. Owners and admins can change it, and see its versions."
CREATE = "Create agent"
UNSAVED = "Unsaved changes"
DISCARD = "Discard changes"
VERSIONS = "Versions"
VERSIONS_NOTE = "Every saved version, newest first. Restoring one creates a new version."
SHOW_VERSIONS = "Show versions"
NOW = "Current"
VIEW = "View"
RESTORE = "Restore"
SAVE_FIRST = "Save or discard your changes first."
CLOSE = "Close"
NONE = "None"


def shared_by(maker: str) -> str:
    return f"{SHARED} by {maker or FORMER_MEMBER.lower()}"


def tools(named: str) -> str:
    return f"{TOOLS}: {named}"


def not_here(name: str) -> str:
    return f"{name} (not here)"


def chat_with(name: str) -> str:
    return f"New chat with {name}"


def more_about(name: str) -> str:
    return f"More about {name}"


def deleted(name: str) -> str:
    return f"{name} was deleted"


def copied(name: str) -> str:
    return f"Copied {name}"


def made(name: str) -> str:
    return f"{name} is ready"


def read_only(maker: str) -> str:
    owner = maker or FORMER_MEMBER.lower()
    return (
        f"Only {owner} and the team’s owners and admins can change this agent. "
        "You can duplicate it to make your own."
    )


def pick(emoji: str) -> str:
    return f"Use {emoji}"


def starter(number: int) -> str:
    return f"Question {number}"


def drop_starter(number: int) -> str:
    return f"Remove question {number}"


def version(number: int) -> str:
    return f"Version {number}"


def view_version(number: int) -> str:
    return f"View version {number}"


def restore_version(number: int) -> str:
    return f"Restore version {number}"


def restored(number: int) -> str:
    return f"Version {number} restored"
