"""What is measured: Spacerr, and the limit beside it. Both are used the same way."""

from dataclasses import dataclass
from typing import Protocol

import psutil
from playwright.sync_api import Page, expect

from tests.bench.measuring.children import Child
from tests.bench.scenarios import seed
from tests.server import AppServer

MODEL = "openai/scripted-1"


class Subject(Protocol):
    @property
    def name(self) -> str: ...

    def address(self, turns: int) -> str:
        """Where a chat with this many earlier turns is; a new one each time."""
        ...

    def ready(self, page: Page) -> None:
        """Return when the page can be typed in."""
        ...

    def processes(self) -> list[psutil.Process]: ...


@dataclass(frozen=True)
class Limit:
    server: Child
    name: str = "limit"

    def address(self, turns: int) -> str:
        return f"{self.server.url}/?turns={turns}"

    def ready(self, page: Page) -> None:
        expect(page.get_by_role("textbox", name="Message")).to_be_visible()

    def processes(self) -> list[psutil.Process]:
        return self.server.processes()


@dataclass(frozen=True)
class Spacerr:
    server: AppServer
    name: str = "spacerr"

    def address(self, turns: int) -> str:
        if not turns:
            return f"{self.server.url}/chat"
        return f"{self.server.url}/chat/{seed.chat(self.server.data, turns, MODEL)}"

    def ready(self, page: Page) -> None:
        expect(page.get_by_role("combobox", name="Model")).not_to_be_empty(timeout=15_000)

    def processes(self) -> list[psutil.Process]:
        return self.server.processes()
