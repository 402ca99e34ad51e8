"""Words of the settings' section about a user's teams."""

YOURS = "Your teams"
YOURS_NOTE = "The sidebar shows the chats and projects of one team at a time."
CURRENT = "Current"
SWITCH = "Switch"
NAME = "Team name"
EMPTY_NAME = "A team needs a name."
NEW = "New team"
NEW_NOTE = "You will be its owner, and can invite others."
CREATE = "Create team"
LEAVE = "Leave this team"
LEAVE_NOTE = "Your private chats in it are kept, and you get them back if you rejoin."
LEAVE_ACTION = "Leave team"
LEAVE_BODY = "You will no longer see its chats and projects."


def switch_to(name: str) -> str:
    return f"Switch to {name}"


def now_called(name: str) -> str:
    return f"The team is now called “{name}”."


def created(name: str) -> str:
    return f"{name} was created"


def leave_title(name: str) -> str:
    return f"Leave {name}?"


def left(name: str) -> str:
    return f"You left {name}"
