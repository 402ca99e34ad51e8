"""The page's list of chats, run as the browser runs it, fed with what a tab is sent."""

import asyncio
import json
import shutil
import subprocess
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from reflex.utils.format import json_dumps

from spacerr.state.sidebar.sidebar import SidebarState
from tests.support.people.replies import PATIENCE
from tests.support.people.tabs import Tab

HERE = Path(__file__).parent
CHATS = HERE.parents[2] / "assets" / "sidebar" / "chat-store.js"
FEEDS = (
    ("openList", "opened"),
    ("putTeams", "teams"),
    ("putNextPage", "next_page"),
    ("applyNews", "news"),
    ("revert", "refused"),
)


class PageList:
    """What one tab's sidebar shows. `heard` are the events it applied, `asked` counts its gaps."""

    def __init__(self, tab: Tab, node: subprocess.Popen[bytes]) -> None:
        self.tab, self._node = tab, node
        self._fed = 0
        self.heard: list[dict[str, Any]] = []
        self.asked = 0
        self.cursor: dict[str, str] = {}
        self.list: dict[str, Any] = {}

    async def follow(
        self, project: str = "", *, archived: bool = False, anew: bool = True, team: str = ""
    ) -> None:
        """Say which list is wanted, as the page does when it opens and when it is connected."""
        cursor = {} if anew else self.cursor
        await self.tab.send(
            SidebarState.follow,
            cursor=cursor,
            project_id=project,
            archived=archived,
            team_id=team,
        )
        if anew:
            before = self.list.get("version")
            await self.until(lambda page: page.list["version"] not in ("", before))

    async def do(self, *calls: list[Any]) -> None:
        """Call functions of the page's store."""
        assert self._node.stdin and self._node.stdout
        self._node.stdin.write(json_dumps(calls).encode() + b"\n")
        self._node.stdin.flush()
        answer = json.loads(self._node.stdout.readline())  # a millisecond or two
        self.heard += answer["heard"]
        self.cursor, self.list = answer["cursor"], answer["list"]
        if answer["asked"]:
            self.asked += 1
            scope = self.list["scope"]
            await self.follow(
                scope["projectId"],
                archived=scope["archived"],
                anew=False,
                team=scope["teamId"],
            )

    async def catch_up(self) -> None:
        """Show everything the tab has been sent by now."""
        sent = self.tab.deltas(SidebarState)
        updates, self._fed = sent[self._fed :], len(sent)
        await self.do(*(call for update in updates for call in _calls(update)))

    async def until(self, reached: Callable[["PageList"], bool]) -> None:
        async with asyncio.timeout(PATIENCE * 2):
            while True:
                self.tab.moved.clear()
                await self.catch_up()
                if reached(self):
                    return
                await self.tab.moved.wait()

    def connect(self, tab: Tab) -> None:
        """The page is now served as this tab, whose server knows nothing of it."""
        self.tab, self._fed = tab, 0

    def lose_updates(self) -> None:
        """What the tab has been sent and not yet shown is gone, but for the newest."""
        self._fed = len(self.tab.deltas(SidebarState)) - 1

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The chats listed, each with its heading, top down."""
        return [
            (group["heading"], row["id"]) for group in self.list["groups"] for row in group["rows"]
        ]

    @property
    def shown(self) -> dict[str, Any]:
        """All that a person can see of the list."""
        hidden = ("version", "loaded", "teamsVersion")
        return {name: value for name, value in self.list.items() if name not in hidden}

    def line(self, chat_id: str) -> dict[str, Any]:
        rows = [row for group in self.list["groups"] for row in group["rows"]]
        return next(row for row in rows if row["id"] == chat_id)


def _calls(update: dict[str, Any]) -> list[list[Any]]:
    calls = [[call, update[var]] for call, var in FEEDS if var in update]
    return [[call, sent.id if call == "revert" else sent] for call, sent in calls]


@asynccontextmanager
async def page_list(tab: Tab, spoil: str | None = None) -> AsyncGenerator[PageList]:
    """A page that shows a tab's list; it has asked for nothing yet. It gets all events of the kind
    `spoil` wrong.
    """
    node = shutil.which("node")
    if node is None:
        pytest.fail("node is not on PATH: put the environment's bin first")
    script = [node, str(HERE / "chat_list.mjs"), CHATS.as_uri(), spoil or ""]
    with subprocess.Popen(script, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        page = PageList(tab, process)
        await page.do()
        yield page
        process.kill()
