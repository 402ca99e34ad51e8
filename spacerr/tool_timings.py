"""Waits and limits of tools, their servers and questions to people, in seconds."""

from typing import Final

TOOL_SILENCE: Final = 120.0
"""How long a tool may be silent before its call has failed."""

TOOL_LONGEST: Final = 6 * 60 * 60
"""How long a tool may run in all, however often it says that it goes on."""

PROGRESS_PAUSE: Final = 0.25
"""Between two lines of a tool's progress."""

QUESTION_KEPT: Final = 24 * 60 * 60
"""How long a question to a person can be answered."""

PARKED_WITHIN: Final = 2.0
"""How long an answer waits for the writer of a reply to leave it; then a sweep goes on with it."""

PARKED_LOOK: Final = 0.05
"""Between two looks for whether the writer has left it."""

QUESTION_LOOK: Final = 0.5
"""Between two looks for the answer to a question, while a call goes on."""

MCP_CONNECT: Final = 10.0
"""Longest wait for an MCP server to connect, or to list its tools. No reply waits for it."""

MCP_REFRESH: Final = 60.0
"""How often an MCP server's list of tools is read again."""

MCP_REFRESH_LONGEST: Final = 3600.0
"""Longest time for which such a list counts as fresh, however long its server says."""

MCP_IDLE: Final = 600.0
"""How long a connection to a team's MCP server is kept that isn't used."""

MCP_SWEEP: Final = 30.0
"""How often such connections are looked for."""

MCP_SIGN_IN: Final = 600.0
"""How long a sign-in with an MCP server may take, in which a person reads pages."""

MCP_CLOSES: Final = 8.0
"""How long an MCP server may take to hear that a connection ends."""

MCP_PAUSE_LONGEST: Final = 60.0
"""Longest pause between two attempts to reach an MCP server."""

MCP_READ: Final = QUESTION_KEPT + 60.0
"""Longest silence on a connection to an MCP server over HTTP: in mid-call it may wait for a person.
The silence of a tool ends its call earlier."""

MCP_TURN: Final = 60.0
"""How long a call waits for another one to end, where the server's questions don't say for which
call they are."""

MCP_CANCELLED_WITHIN: Final = 0.3
"""How long the end of a call waits until its server was told."""

MCP_LIST_SETTLES: Final = 1.0
"""After an MCP server said that its tools changed, until they are listed again: it says so several
times in a row."""

MCP_AGAIN_FIRST: Final = 0.05
"""First pause before a server is called once more that asked for nothing; doubles each time."""

MCP_AGAIN_LONGEST: Final = 0.25
"""Longest such pause."""

MCP_STOPS: Final = 2.0
"""How long the program of an MCP server may take to end, before it is killed."""
