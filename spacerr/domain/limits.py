"""Bounds of input: lengths, numbers and sizes."""

from typing import Final

MESSAGE_CHARS: Final = 100_000
"""Longest message a user may send, in characters."""

PROVIDER_MESSAGE_CHARS: Final = 500
"""Longest copy of a provider's error message, in characters: a sentence and its field."""

ANSWER_BYTES: Final = 8 * 1024 * 1024
"""Longest answer of a model in one piece, and longest line or event of a streamed one."""

ERROR_BODY_BYTES: Final = 256 * 1024
"""Most bytes that are read of a refusal's body."""

STREAM_BYTES: Final = 512 * 1024 * 1024
"""Longest stream of a model: a word takes hundreds of bytes, and no model writes a million words.
"""

BODY_CHUNK: Final = 64 * 1024
"""Bytes that are decompressed at once."""

ADJUSTED_MODELS: Final = 2_000
"""Models for which a process caches the fields that their servers refuse; then the oldest goes."""

PROVIDER_LISTS: Final = 5_000
"""Providers' lists of models in a process's cache; then the least recently used one goes."""

TITLE_CHARS: Final = 120
"""Longest title of a chat, in characters."""

TITLE_WORDS: Final = 8
"""Words taken from the question when no model writes the title."""

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
"""Agents a user may make in a team."""

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
"""Models a team can have options for: all of them are read with every change."""

FAVOURITES: Final = 100
"""Favourite models of a user."""

RECENT_MODELS: Final = 5
"""Recent models of a user that are stored."""

TABS: Final = 200
"""Tabs of one user whose state a process keeps: 20 kB each, 126 kB while open, 25 MB in all."""

TEAM_NAME_CHARS: Final = 80
"""Longest name of a team, in characters."""

TEAMS: Final = 50
"""Teams a user may belong to: their tabs listen to each."""

TEAM_MEMBERS: Final = 1_000
"""People in a team: each event of the team goes to all of them, and its settings list them all."""

SIGN_INS: Final = 100
"""Sessions of a user; beyond, the one used least recently is ended."""

KEY_CHARS: Final = 1_000
"""Longest key of a provider, in characters."""

KEY_NAME_CHARS: Final = 80
"""Longest name of a key, in characters."""

ADDRESS_CHARS: Final = 500
"""Longest address of a model server, in characters."""

KEYS: Final = 50
"""Keys a team may have, and each user in it."""

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
"""The lowest and the highest token limit of a reply."""

MAX_REPLY_COST: Final = 1_000_000_000
"""The highest cost limit of a reply, in millionths of a dollar."""

USAGE_ROWS: Final = 50
"""Models, users or chats in a usage report, those with the highest usage."""

THREAD_PAGE: Final = 50
"""Messages loaded at once; older ones follow when the user scrolls up."""

PINNED: Final = 50
"""Messages of a chat that can be pinned."""

SIDEBAR_PAGE: Final = 60
"""Chats listed at once."""

SIDEBAR_MARKS: Final = 500
"""Pinned, running and unseen chats on the first page of a list, besides the newest ones."""

JUMP_PAGE: Final = 500
"""Messages loaded at once on the way up to a search hit; the page requests more."""

JUMP_LEAD: Final = 6
"""Messages loaded above the hit, so that it isn't at the very top."""

SEARCH_SNIPPETS: Final = 3
"""Messages of a chat that a search shows, the newest first."""

SEARCH_WITHIN: Final = 500
"""Messages that a search within a chat steps through, the newest ones."""

SEARCH_HITS: Final = 50
"""Chats a search shows."""

SEARCH_CHARS: Final = 200
"""Longest query, in characters; a longer one is cut."""

SEARCH_WORDS: Final = 10
"""Words of a query that are searched; of more, the longest ones."""

SEARCH_PASSAGES: Final = 2_000
"""Passages a search reads, the newest first, before it orders their chats."""

SNIPPET_CHARS: Final = 160
"""How much of a passage a search shows, in characters."""

INDEXED_CHARS: Final = 200_000
"""Characters of a message in the search index; PostgreSQL keeps at most a megabyte of words."""

WORD_CHARS: Final = 64
"""Characters of a word that search compares; longer words are addresses and data."""

BUFFER_CHARS: Final = 64_000
"""Characters a writer buffers between model and log before it makes the model wait."""

BUFFER_EVENTS: Final = 512
"""Events a writer buffers between model and log. A model that has everything ready then waits for
the log most of the time, and leaves the event loop to others: a question beside it was answered
after 0.15 s instead of 2."""

ID_CHARS: Final = 64
"""Longest id from outside: a client's request id, an id in a URL."""

FEED_ENTRIES: Final = 2_000
"""Entries kept for one slow reader; beyond, it reads the log itself from its cursor."""

BRIDGE_ENTRIES: Final = 1_000
"""Events kept per user for tabs that were away; a tab further behind reloads its list."""

OUTBOX_QUEUE: Final = 1_000
"""Events that a process keeps in memory until they are published; beyond, as in a long outage of
Redis, sweeps find them in the database."""

OUTBOX_BATCH: Final = 500
"""Rows of the outbox that one sweep publishes, or one transaction deletes."""

EMAIL_CHARS: Final = 254
"""Longest e-mail address, in characters: the limit of mail servers."""

PASSWORD_MIN_CHARS: Final = 8
"""Shortest password, in characters."""

PASSWORD_CHARS: Final = 200
"""Longest password, in characters: more than a sentence, and quick to refuse."""

PERSON_NAME_CHARS: Final = 80
"""Longest name of a person, in characters."""

LINKS: Final = 20
"""Working links to a chat: its owner sees them in one list."""

LINK_CHARS: Final = 5_000_000
"""Longest chat behind a link, in characters: anyone with the link can load it."""

LINK_DAYS: Final = 365
"""Longest validity of a link, in days."""

IMPORT_BYTES: Final = 100_000_000
"""Largest export that can be imported. It is held in memory while it is read."""

IMPORT_MESSAGES: Final = 200_000
"""Most messages, and most chats, of one export that is imported."""

IMPORT_AGENTS: Final = 5_000
"""Most agents of one export that is imported: those of a user's teams."""

REPLY_CHARS: Final = 2_000_000
"""Longest reply, its reasoning included, and longest text of an imported message, in characters:
several times what any model can write."""

REPLY_KEY_CHARS: Final = 6
"""Characters at the end of a reply's id that identify it in updates to the page."""
