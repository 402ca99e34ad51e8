"""An app of a test's own whose models have the tools of servers."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.e2e.support.tab import READY
from tests.server import AppServer

REACHED = "mcp.connected"


@contextmanager
def app_with_tools(
    folder: Path, models: Mapping[str, str], servers: Mapping[str, Any]
) -> Iterator[AppServer]:
    """The app, once it has reached the `servers` of its operator's file."""
    config = folder / "mcp.json"
    config.write_text(json.dumps({"mcpServers": servers}))
    known = {"SPACERR_MODELS": "openai/gpt-4o", "SPACERR_MCP_CONFIG": str(config)}
    server = AppServer(folder / "data", {**models, **known}).start()
    deadline = time.monotonic() + READY / 1000
    while server.log.read_text().count(REACHED) < len(servers) and time.monotonic() < deadline:
        time.sleep(0.1)
    yield server
    server.stop()
