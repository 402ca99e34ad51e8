"""When the list of a server's tools is due to be read again."""

import asyncio
from contextlib import suppress
from typing import Any

from spacerr.tool_timings import MCP_LIST_SETTLES, MCP_REFRESH


class ListChanges:
    """Whether a server said that its tools changed; it says so several times in a row."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def note(self) -> None:
        """The list may be another one."""
        self._changed.set()

    async def on_message(self, message: Any) -> None:
        """Take a notification of the server."""
        from mcp_types import ToolListChangedNotification

        if isinstance(message, ToolListChangedNotification):
            self.note()

    async def wait(self, fresh: float) -> None:
        """Wait until the list is due: `fresh` seconds at most, MCP_LIST_SETTLES at least."""
        with suppress(TimeoutError):
            async with asyncio.timeout(fresh):
                await self._changed.wait()
        await asyncio.sleep(MCP_LIST_SETTLES)
        self._changed.clear()

    async def listen(self, client: Any) -> None:
        """Let a server of the newer era say when its tools change, for ever. Those of the older one
        say so unasked.
        """
        from mcp import MCPError
        from mcp.client.subscriptions import SubscriptionLost
        from mcp_types.version import MODERN_PROTOCOL_VERSIONS

        tools = client.server_capabilities.tools
        if client.protocol_version not in MODERN_PROTOCOL_VERSIONS or not tools:
            return
        pause = MCP_LIST_SETTLES
        while tools.list_changed:
            with suppress(MCPError, SubscriptionLost):
                async with client.listen(tools_list_changed=True) as events:
                    async for _ in events:
                        self.note()
                        pause = MCP_LIST_SETTLES
            self.note()  # what changed from here on isn't said, or the server is another one
            await asyncio.sleep(pause)
            pause = min(2 * pause, MCP_REFRESH)
