"""A page that says when it first looked as it was wanted to. All times are epoch milliseconds."""

from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page

from tests.bench.stage import Stage
from tests.server import AppServer

PROBE = Path(__file__).with_name("watching.js")
PATIENCE = 20_000  # milliseconds


class Window:
    """A page of a server, with the probe in it. Conditions are bodies of JavaScript functions, in
    which `wanted` is what was passed beside them.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.page.add_init_script(path=PROBE)
        self._cdp = context.new_cdp_session(self.page)
        self._cdp.send("Performance.enable")

    def open(self, stage: Stage, server: AppServer) -> "Window":
        """Go to a new chat, and wait until all is loaded."""
        self.page.goto(f"{server.url}/chat")
        stage.spacerr.ready(self.page)
        self.page.wait_for_load_state("networkidle")
        return self

    def watch(self, condition: str, wanted: Any = None) -> None:
        """From now on, wait for a condition that doesn't hold yet."""
        self.page.evaluate(f"wanted => watching.until(() => {condition})", wanted)

    def seen(self) -> float:
        """When it was painted. Raises playwright's Error when it isn't within PATIENCE."""
        return self.page.evaluate("limit => watching.seen(limit)", PATIENCE)

    def acted(self) -> float:
        """When somebody last clicked or pressed a key here."""
        return self.page.evaluate("watching.acted")

    def row(self, chat_id: str) -> Locator:
        """A chat's line in the list, with its buttons."""
        return self.page.locator(f'[data-row="{chat_id}"]')

    def thread(self) -> dict[str, float]:
        """What the page's main thread has done so far, in seconds: scripts, and everything."""
        metrics = self._cdp.send("Performance.getMetrics")["metrics"]
        values = {metric["name"]: metric["value"] for metric in metrics}
        return {name: values[f"{name}Duration"] for name in ("Task", "Script")}
