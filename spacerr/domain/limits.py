"""How long, how many, how large: the bounds that input is held to."""

from typing import Final

MESSAGE_CHARS: Final = 100_000
"""Longest message a person may send, in characters."""

PROVIDER_MESSAGE_CHARS: Final = 500
"""Longest copy of what a provider said of a failure, in characters: a sentence and its field."""

ANSWER_BYTES: Final = 8 * 1024 * 1024
"""Longest answer of a model in one piece, and longest line or event of a streamed one."""

ERROR_BODY_BYTES: Final = 256 * 1024
"""What is read of an answer that says why a request was refused."""

STREAM_BYTES: Final = 512 * 1024 * 1024
"""Longest stream of a model: words come in hundreds of bytes, and none writes a million of them."""

BODY_CHUNK: Final = 64 * 1024
"""Bytes that are unpacked at once of a packed answer."""

ADJUSTED_MODELS: Final = 2_000
"""Models of which a process remembers what their servers refuse; beyond, the oldest goes."""

TITLE_CHARS: Final = 120
"""Longest title of a chat, in characters."""

TITLE_WORDS: Final = 8
"""Words taken from the question when no model names the chat."""

PROJECTS: Final = 200
"""Projects of a team, archived ones included: all of its tabs hold a list of them."""

PROJECT_NAME_CHARS: Final = 80
"""Longest name of a project, in characters."""

INSTRUCTIONS_CHARS: Final = 20_000
"""Longest instructions of one level, in characters."""

INSTRUCTIONS_BYTES: Final = 5 * INSTRUCTIONS_CHARS
"""Most bytes of instructions sent to a model: one level at its longest, in any script."""

INSTRUCTIONS_SHARE: Final = 4
"""Of a model's context, instructions take one part in so many at most."""

AGENTS: Final = 100
"""Agents a person may make in a team."""

TEAM_AGENTS: Final = 500
"""Agents that a team may share: all of its tabs hold a list of them."""

AGENT_VERSIONS: Final = 100
"""Versions of an agent that are kept; beyond, the oldest go."""

AGENT_NAME_CHARS: Final = 80
"""Longest name of an agent, in characters."""

AVATAR_CHARS: Final = 12
"""Longest picture of an agent: emoji of families are joined from many characters."""

AVATAR_LETTERS: Final = 2
"""Letters and digits in a picture."""

DESCRIPTION_CHARS: Final = 300
"""Longest description of an agent, in characters."""

STARTERS: Final = 6
"""Questions an agent offers to begin with."""

STARTER_CHARS: Final = 300
"""Longest of them, in characters."""

TOOLS: Final = 50
"""Tools an agent may be allowed."""

TOOL_CHARS: Final = 64
"""Longest name of a tool, in characters."""

MODEL_CHARS: Final = 200
"""Longest id of a model, in characters."""

MAX_TEMPERATURE: Final = 2.0
"""Highest temperature that providers know."""

AGENT_BYTES: Final = 1_000_000
"""Largest agent that is read: its longest instructions, in the most wasteful spelling."""

NICKNAME_CHARS: Final = 60
"""Longest nickname of a model, in characters."""

PINNED_MODELS: Final = 100
"""Models a team can put first."""

CUSTOM_MODELS: Final = 100
"""Models a team can add by hand."""

MODEL_OPTIONS: Final = 2_000
"""Models a team can decide something about: all of it is read with every change."""

FAVOURITES: Final = 100
"""Models a person can like."""

RECENT_MODELS: Final = 5
"""Models a person chose last that are remembered."""

TABS: Final = 200
"""Tabs of one person whose state a process keeps: 20 kB each, 126 kB while open, 25 MB in all."""

TEAM_NAME_CHARS: Final = 80
"""Longest name of a team, in characters."""

TEAMS: Final = 50
"""Teams a person may belong to: their tabs listen to each."""

TEAM_MEMBERS: Final = 1_000
"""People in a team: each event of the team goes to all of them, and its settings list them all."""

SIGN_INS: Final = 100
"""Browsers a person is signed in with; beyond, the one used least recently is signed out."""

KEY_CHARS: Final = 1_000
"""Longest key of a provider, in characters."""

KEY_NAME_CHARS: Final = 80
"""Longest name of a key, in characters."""

ADDRESS_CHARS: Final = 500
"""Longest address of a model server, in characters."""

KEYS: Final = 50
"""Keys a team may have, and each person in it."""

MODEL_LIST_BYTES: Final = 5_000_000
"""Longest list of models that is read from a server."""

MODEL_LIST_ENTRIES: Final = 10_000
"""Most models that are read of a server's list; the rest is left out."""

MODEL_NAME_CHARS: Final = 200
"""Longest name of a model, in characters; a list's longer ones are left out."""

INVITATION_DAYS: Final = 30
"""Longest time an invitation may be open, in days."""

OPEN_INVITATIONS: Final = 100
"""Invitations of a team that may be open at once."""

AUDIT_PAGE: Final = 50
"""Audit entries shown at once."""

MIN_REPLY_TOKENS: Final = 16
MAX_REPLY_TOKENS: Final = 1_000_000
"""Fewest and most tokens that a reply can be held to."""

MAX_REPLY_COST: Final = 1_000_000_000
"""Most that a reply can be held to cost, in millionths of a dollar."""

USAGE_ROWS: Final = 50
"""Models, people or chats that usage is shown of, those that used most."""

THREAD_PAGE: Final = 50
"""Messages loaded at once; older ones follow when the user scrolls up."""

PINNED: Final = 50
"""Messages of a chat that can be kept in mind."""

SIDEBAR_PAGE: Final = 60
"""Chats listed at once."""

SIDEBAR_MARKS: Final = 500
"""Pinned, running and unseen chats a list begins with, wherever they stand in it."""

JUMP_PAGE: Final = 500
"""Messages loaded at once on the way up to one that was searched for; the page asks again."""

JUMP_LEAD: Final = 6
"""Messages loaded above that one, so that it doesn't stand at the very top."""

SEARCH_SNIPPETS: Final = 3
"""Messages of a chat that a search shows, the newest first."""

SEARCH_WITHIN: Final = 500
"""Messages that a search within a chat steps through, the newest ones."""

SEARCH_HITS: Final = 50
"""Chats a search shows."""

SEARCH_CHARS: Final = 200
"""Longest search, in characters; what is longer is cut."""

SEARCH_WORDS: Final = 10
"""Words of a search that count; of more, the longest ones."""

SEARCH_PASSAGES: Final = 2_000
"""Passages a search looks at, the newest first, before it orders their chats."""

SNIPPET_CHARS: Final = 160
"""How much of a passage a search shows, in characters."""

INDEXED_CHARS: Final = 200_000
"""Characters of a message that search knows; PostgreSQL keeps at most a megabyte of words."""

WORD_CHARS: Final = 64
"""Characters of a word that search compares; longer words are addresses and data."""

BUFFER_CHARS: Final = 64_000
"""Text a writer holds between model and log before it makes the model wait."""

ID_CHARS: Final = 64
"""Longest id that can come from outside: a client's request id, an id in an address."""

FEED_ENTRIES: Final = 2_000
"""Entries kept for one slow reader; beyond, it reads the log itself from its cursor."""

BRIDGE_ENTRIES: Final = 1_000
"""Events kept per person for tabs that were away; a tab further behind reloads its list."""

OUTBOX_QUEUE: Final = 1_000
"""Events that a process keeps in memory until they are published; beyond, as in a long outage of
Redis, sweeps find them in the database."""

OUTBOX_BATCH: Final = 500
"""Rows of the outbox that one sweep publishes, or one transaction deletes."""

EMAIL_CHARS: Final = 254
"""Longest e-mail address, in characters, as mail servers have it."""

PASSWORD_MIN_CHARS: Final = 8
"""Shortest password, in characters."""

PASSWORD_CHARS: Final = 200
"""Longest password, in characters: more than a sentence, and quick to refuse."""

PERSON_NAME_CHARS: Final = 80
"""Longest name of a person, in characters."""

LINKS: Final = 20
"""Links to a chat that work: its owner looks through them in one list."""

LINK_CHARS: Final = 5_000_000
"""Longest chat behind a link, in characters: anyone with the link can load it."""

LINK_DAYS: Final = 365
"""Longest life of a link that ends by itself."""

IMPORT_BYTES: Final = 100_000_000
"""Largest export that can be imported. It is held in memory while it is read."""

IMPORT_MESSAGES: Final = 200_000
"""Most messages, and most chats, of one export that is imported."""

IMPORT_AGENTS: Final = 5_000
"""Most agents of one export that is imported: those of a person's teams."""

REPLY_CHARS: Final = 2_000_000
"""Longest reply, its thoughts included, and longest text of an imported message, in characters:
several times what any model can write."""

REPLY_KEY_CHARS: Final = 6
"""Characters at the end of a reply's id by which its page knows it in updates."""
