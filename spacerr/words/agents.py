"""Words of the settings' section about agents."""

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
LEFT = "somebody who left"
EDIT = "Edit"
OPEN = "Open"
DUPLICATE = "Duplicate"
EXPORT = "Export"
DELETE = "Delete"


def shared_by(maker: str) -> str:
    return f"{SHARED} by {maker or LEFT}"


def chat_with(name: str) -> str:
    return f"New chat with {name}"


def more_about(name: str) -> str:
    return f"More about {name}"


def deleted(name: str) -> str:
    return f"{name} was deleted"


def copied(name: str) -> str:
    return f"Copied {name}"
