"""Lines: a chat or project as a list shows it, without any message.

A line is complete. Of two lines of one chat, the one with the higher `revision` is kept, so lines
may arrive late, twice or in any order. Times are milliseconds since 1970.
"""

from pydantic import BaseModel, ConfigDict

from spacerr.domain.roles import Right, Sharing


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str
    revision: int = 0
    archived: bool = False


class ChatLine(_Line):
    """A chat in one user's list.

    `active_at` sorts it. `running` is the reply being written, "" for none;
    `waiting`: it waits for a person. `pinned_at` is 0 where
    it isn't pinned. It is unseen when a reply ended (`replied_at`) after the user last saw the chat
    (`seen_at`). `right` is what the user may do with it, `owner` its owner's name.
    """

    title: str
    team_id: str = ""
    owner: str = ""
    shared: Sharing = Sharing.PRIVATE
    right: Right = Right.OWN
    active_at: int
    pinned_at: int = 0
    project_id: str = ""
    running: str = ""
    waiting: bool = False
    replied_at: int = 0
    seen_at: int = 0

    @property
    def unseen(self) -> bool:
        return self.replied_at > self.seen_at


class ProjectLine(_Line):
    """A project in a team's list; its instructions are fetched when a user edits it."""

    team_id: str = ""
    name: str
    colour: str
    created_at: int
    deleted: bool = False
