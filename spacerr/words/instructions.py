"""Words of the settings' section about instructions. Those of a field are in assets/words."""

from typing import NamedTuple

from spacerr.domain.prompts.instructions import Level
from spacerr.services.prompts.preview import Preview


class LevelWords(NamedTuple):
    name: str
    title: str
    note: str
    read_only: str = ""


LEVELS = {
    Level.PERSONAL: LevelWords(
        "Personal", "Your instructions", "For all your chats, in every team."
    ),
    Level.PROJECT: LevelWords("Project", "Project", "For all chats in the project."),
    Level.TEAM: LevelWords(
        "Team", "Team", "For all chats in this team.", "Owners and admins can change them."
    ),
    Level.PLATFORM: LevelWords(
        "Server",
        "Server instructions",
        "For all chats on this server.",
        "Its administrator can change them.",
    ),
}
NOTE_ALONE = "For all your chats."
FIXED = "For all chats on this server. Set by its administrator in SPACERR_INSTRUCTIONS."
AGENTS = "Agent instructions"
AGENTS_NOTE = "Each agent has its own. They win over all of the following."
SHOW_AGENTS = "Show agents"
NOTHING = "No instructions."
PROJECT = "Project"
CHOOSE_PROJECT = "Choose a project"
PREVIEW = "Preview"
PREVIEW_NOTE = (
    "Later sections win. A line such as “Tone: friendly” replaces an earlier “Tone:” line. "
    "To write braces, use \\{{."
)
WITH_AGENT = "With agent"
NO_AGENT = "No agent"
EMPTY = "Nothing yet. Only the conversation is sent."


def fits(preview: Preview) -> str:
    """Whether a model would be told all of it; "" where that isn't known."""
    if not preview.parts:
        return EMPTY
    if preview.cut:
        into = f" in {preview.model}" if preview.model else ""
        return f"Not all of it fits{into}: what is crossed out isn’t sent."
    return f"All of it fits in {preview.model}." if preview.context else ""
