"""Bounds of tools: of their calls, results and inputs."""

from typing import Final

ROUNDS: Final = 10
"""Requests to the model for one reply, in each of which it may call tools."""

CALLS_AT_ONCE: Final = 16
"""Calls of tools in one answer of a model."""

CALL_ARGUMENT_BYTES: Final = 64 * 1024
"""Longest arguments of a call."""

CALL_NAME_CHARS: Final = 200
"""Longest name of a tool that a model may write."""

TOOL_RESULT_BYTES: Final = 32 * 1024
"""Longest result of a tool that the model is told at once."""

RESULT_KEPT_BYTES: Final = 5 * 1024 * 1024
"""How much is kept of a longer result, through which the model can page."""

REPLY_RESULT_BYTES: Final = 50 * 1024 * 1024
"""How much is kept of all of these in a reply."""

RESULT_SHOWN_CHARS: Final = 200_000
"""How much of a result a page shows."""

STEP_IMAGES: Final = 10
"""Images that a tool may show."""

IMAGE_BYTES: Final = 6 * 1024 * 1024
"""Largest of these."""

IMAGE_PIXELS: Final = 40_000_000
"""Pixels of the largest of these."""

REPLY_IMAGE_BYTES: Final = 50 * 1024 * 1024
"""All images of a reply together."""

FOR_PEOPLE_CHARS: Final = 20_000
"""Longest text that a tool may show to people."""

WRONG_CALLS: Final = 2
"""Rounds of a reply in which every call was wrong, after which the model may call once more."""

STEP_BRIEF_CHARS: Final = 120
"""Characters shown of a call's arguments on one line."""

EXPRESSION_CHARS: Final = 1_000
"""Longest expression for the calculator."""

ZONE_CHARS: Final = 100
"""Longest name of a time zone that is looked up."""

STEP_SENTENCE_CHARS: Final = 500
"""Characters shown of why a step failed."""

BRIEF_READ: Final = 4_000
"""Longest arguments of a call that are parsed for its one line: again for every piece that arrives.
"""

PROGRESS_CHARS: Final = 120
"""Characters shown of what a tool says of its progress."""

QUESTION_CHARS: Final = 4_000
"""Longest question to a person, or longest arguments shown with one."""

ANSWER_CHOICES: Final = 20
"""Most answers that a model lets a person choose from."""

ANSWER_CHARS: Final = 200
"""Longest of these."""

SCHEMA_BYTES: Final = 32 * 1024
"""Longest schema of a tool's arguments; a tool with a longer one isn't offered."""

TOOL_DESCRIPTION_CHARS: Final = 4_000
"""Longest description of a tool that a model is told."""

TOOL_TITLE_CHARS: Final = 120
"""Longest title or summary of a tool that is shown."""

MCP_MESSAGE_BYTES: Final = 8 * 1024 * 1024
"""Longest message of an MCP server: a picture of 6 MB. To read it blocks the process for 0.1 s."""

MCP_ROUNDS: Final = 10
"""How often a server may ask for input within one call, or to be called once more."""

MCP_QUESTIONS: Final = 10
"""Questions that a server may ask at once."""

MCP_SCOPE_CHARS: Final = 4_000
"""Longest list of rights (scopes) that a sign-in asks for."""

MCP_STATE_CHARS: Final = 64 * 1024
"""Longest state that a server may want back with the answers."""

MCP_KEY_CHARS: Final = 200
"""Longest name that a server gives to a question, or to a field of a form."""

FORM_FIELDS: Final = 30
"""Fields of a form."""

FORM_CHOICES: Final = 200
"""Values that a field may offer."""

FORM_CHOICE_CHARS: Final = 500
"""Longest of these values."""

FORM_BYTES: Final = 64 * 1024
"""Longest form in all: it is stored with the reply, and sent to every tab."""

FORM_DESCRIPTION_CHARS: Final = 500
"""Characters shown of what is said to a field."""

LINK_CHARS: Final = 2_000
"""Longest address that a person is asked to open."""

MCP_NAME_CHARS: Final = 128
"""Longest name of a tool that a server may list."""

MCP_TOOLS: Final = 200
"""Tools of one server; those beyond are left out."""

MCP_TOOLS_BYTES: Final = 1024 * 1024
"""All definitions of a server's tools together: each team's processes hold them."""

SERVERS_PER_TEAM: Final = 20
"""MCP servers that a team may have."""

SERVER_NAME_CHARS: Final = 32
"""Longest name of an MCP server: the names of its tools begin with it."""

SERVER_TITLE_CHARS: Final = 80
"""Longest title of an MCP server."""

SERVER_SECRET_CHARS: Final = 4_000
"""Longest token or header that a server is sent."""

HEADER_NAME_CHARS: Final = 100
"""Longest name of a header."""

DIFF_WORDS: Final = 800
"""Words of a text that are compared one by one; a longer one is compared by its lines."""

DIFF_LINES: Final = 400
"""Lines of a text that are compared."""
