"""The sections of the settings in their order, and the words by which each setting is found."""

from dataclasses import dataclass
from enum import StrEnum

from spacerr.domain.keys.providers import PROVIDERS
from spacerr.domain.prompts.instructions import Level
from spacerr.words import (
    agents,
    audit,
    instructions,
    members,
    models,
    profile,
    sessions,
    team,
    tools,
    usage,
)
from spacerr.words.appearance import ALERTS, LOOKS


class Audience(StrEnum):
    """Who has a section or setting: ACCOUNTS are those who sign in, MANAGERS those of them who
    manage their team, KEEPERS also those who work alone.
    """

    ALL = "all"
    ACCOUNTS = "accounts"
    MANAGERS = "managers"
    KEEPERS = "keepers"


ALL, ACCOUNTS, MANAGERS, KEEPERS = Audience


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    audience: Audience = ALL


@dataclass(frozen=True, slots=True)
class Setting:
    """`words` are what people look for it by, beside its name. `alone` is its name where no user
    signs in, if that is another one.
    """

    name: str
    words: str
    audience: Audience = ALL
    alone: str = ""


SECTIONS = {
    "profile": Section("Profile"),
    "appearance": Section("Appearance"),
    "notifications": Section("Notifications"),
    "sessions": Section("Sessions", ACCOUNTS),
    "instructions": Section("Instructions"),
    "agents": Section("Agents"),
    "models": Section("Models", KEEPERS),
    "tools": Section("Tools"),
    "keys": Section("API keys"),
    "usage": Section("Usage"),
    "team": Section("Team", ACCOUNTS),
    "members": Section("Members and invitations", ACCOUNTS),
    "audit": Section("Audit", MANAGERS),
    "data": Section("Data"),
}

_PROVIDER_NAMES = " ".join(f"{it.slug} {it.name}" for it in PROVIDERS.values())

INDEX = {
    "profile": {
        "name": Setting(profile.NAME, "who i am called rename display"),
        "email": Setting("E-mail", "address mail login", ACCOUNTS),
        "password": Setting("Password", "secret login security", ACCOUNTS),
    },
    "appearance": {
        "theme": Setting(LOOKS["theme"].title, "dark light night mode colour color look"),
        "text": Setting(LOOKS["text"].title, "font bigger smaller zoom letters read"),
        "density": Setting(LOOKS["density"].title, "compact comfortable space rows spacing"),
        "motion": Setting(LOOKS["motion"].title, "animation reduced movement accessibility"),
    },
    "notifications": {
        "alerts": Setting(ALERTS, "notification sound alert chime bell"),
    },
    "sessions": {
        "sessions": Setting(sessions.TITLE, "browser device sign out log out logout end", ACCOUNTS),
    },
    "instructions": {
        "personal-instructions": Setting(
            instructions.LEVELS[Level.PERSONAL].title,
            "prompt system custom tell models about me personal",
        ),
        "team-instructions": Setting(
            "The team’s instructions", "prompt system tell models", ACCOUNTS
        ),
        "told": Setting(instructions.PREVIEW, "preview prompt variables levels whole"),
    },
    "agents": {
        "agents": Setting(
            "Agents",
            "assistant persona bot instructions prompt starter questions temperature tools",
        ),
        "new": Setting(agents.NEW, "create make add agent assistant"),
    },
    "models": {
        "default-model": Setting(models.DEFAULTS, "model fallback begin new chats", KEEPERS),
        "models": Setting(
            models.LIST,
            "enable disable order nickname temperature output limit reasoning effort tools price",
            KEEPERS,
            alone=models.LIST_ALONE,
        ),
    },
    "tools": {
        "tools": Setting(tools.TITLE, tools.WORDS),
        "tool-servers": Setting(tools.SERVERS, tools.SERVER_WORDS),
    },
    "keys": {
        "keys": Setting(
            "API keys",
            f"api key provider server address {_PROVIDER_NAMES}",
        ),
        "own-keys-allowed": Setting(
            "Allow members to use their own API keys", "byok bring own key allow", MANAGERS
        ),
    },
    "usage": {
        "usage": Setting(usage.TITLE, "usage spend money price bill how much models people chats"),
        "ceilings": Setting(
            usage.LIMIT_TITLE, "limit ceiling budget tokens dollars maximum reply spend", KEEPERS
        ),
    },
    "team": {
        "teams": Setting(team.YOURS, "switch change team show", ACCOUNTS),
        "team-name": Setting(team.NAME, "rename team", ACCOUNTS),
        "new-team": Setting(team.NEW, "create make add team", ACCOUNTS),
        "leave": Setting(team.LEAVE, "quit exit team", ACCOUNTS),
    },
    "members": {
        "members": Setting("Members", "people role owner admin remove hand over", ACCOUNTS),
        "invitations": Setting(members.INVITATIONS, "invite link join add people", MANAGERS),
    },
    "audit": {
        "audit": Setting(audit.TITLE, "audit log history who did what csv", MANAGERS),
    },
    "data": {
        "export": Setting("Export", "download backup json copy everything"),
        "import": Setting("Import", "upload restore json file"),
        "delete-account": Setting("Delete account", "remove erase gone close", ACCOUNTS),
        "delete-team": Setting("Delete team", "remove erase gone", ACCOUNTS),
    },
}
