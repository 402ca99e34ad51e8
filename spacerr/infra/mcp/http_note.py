"""What happens to a call's request over HTTP, of which the SDK hands on little."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class HttpNote:
    """What happened to the last request of a call. `in_session`: it named a session, as in the
    older era. `retry_after`: in seconds, if the server said. `unsent`: no connection could be made.
    `lost`: it broke. `too_large`: the answer. `signs_in`: it says where a person can sign in.
    `lacks_rights`: the request needs more than the token allows.
    """

    status: int = 0
    in_session: bool = False
    retry_after: int | None = None
    unsent: bool = False
    lost: bool = False
    too_large: bool = False
    signs_in: bool = False
    lacks_rights: bool = False


NOTE: ContextVar[HttpNote | None] = ContextVar("mcp_http_note", default=None)
"""That of the call that the running task is part of: the SDK sends a request in the context of the
task that called it."""
