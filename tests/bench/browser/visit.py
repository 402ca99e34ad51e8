"""One page with instruments: asks, waits for the last word, and says what was measured."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import psutil
from playwright.sync_api import BrowserContext, Page

from tests.bench.browser.payload import Payload
from tests.bench.browser.subjects import Subject
from tests.bench.measuring import machine, processes
from tests.bench.measuring.children import Provider
from tests.bench.measuring.text import visible, visible_ends
from tests.provider import Script, Seen

PROBE = Path(__file__).with_name("probe.js")
PATIENCE = 120.0  # seconds beyond the script's own length
AFTERMATH = 0.5  # seconds in which what follows the last word still counts as the reply's cost
CALM = 0.2  # seconds of main thread a page may use in one and still be called quiet
QUIET = 30.0  # percent of all cores that may be busy before a reply is measured


@dataclass(frozen=True)
class Reply:
    """Everything recorded of one reply. Times are epoch milliseconds, costs are seconds."""

    script: Script
    sent: list[float]
    requested: float
    seen: dict[str, Any]
    thread: dict[str, float]
    cpu: dict[str, float]
    elsewhere: float
    socket: int
    http: int
    anatomy: dict[str, Any]


class Visit:
    def __init__(self, context: BrowserContext, subject: Subject, provider: Provider) -> None:
        self.page: Page = context.new_page()
        self._cdp = context.new_cdp_session(self.page)
        self._cdp.send("Performance.enable")
        self._payload = Payload(self._cdp)
        self._subject, self._provider = subject, provider
        self.page.add_init_script(path=PROBE)

    def open(self, address: str) -> Self:
        """Go there and wait until all is loaded and drawn."""
        self.page.goto(address)
        self._subject.ready(self.page)
        self.page.wait_for_load_state("networkidle")
        self._quiet()
        return self

    def ask(self, script: Script) -> Reply:
        """Send a message and measure the whole reply to it."""
        self.begin(script)
        busy, begun = machine.busy(), time.monotonic()
        cpu, thread = processes.cpu(self._subject.processes()), self._thread()
        self.send()
        self.wait(script)
        self.page.wait_for_timeout(AFTERMATH * 1000)
        thread = _grown(thread, self._thread())
        cpu = _grown(cpu, processes.cpu(self._subject.processes()))
        elsewhere = machine.elsewhere(busy, machine.busy(), time.monotonic() - begun)
        self.page.wait_for_selector("article[data-role=assistant][data-status=complete] >> nth=-1")
        seen = self.seen()
        if seen["text"] != visible(script.text):
            raise AssertionError(f"{self._subject.name} shows another text than was sent")
        sent, asked = times(self.request())
        return Reply(script, sent, asked, seen, thread, cpu, elsewhere, *self._received())

    def begin(self, script: Script) -> None:
        """Have the provider play a script and forget what was seen before."""
        self._provider.play(script)
        self.arm()

    def arm(self) -> None:
        """Forget what was seen before; the reply that is newest now does not count."""
        self.page.evaluate("bench.arm()")
        self._payload.clear()

    def send(self) -> None:
        field = self.page.get_by_role("textbox", name="Message")
        field.fill("Tell me about the harbour")
        field.press("Enter")

    def wait(self, script: Script, tokens: int | None = None) -> None:
        """Until so many tokens can be seen, or all of them."""
        length = visible_ends(script.tokens)[:tokens][-1]
        span = len(script.tokens) / script.rate if script.rate else 0
        self.page.evaluate(
            "([length, limit]) => bench.until(length, limit)", [length, (span + PATIENCE) * 1000]
        )

    def seen(self) -> dict[str, Any]:
        return self.page.evaluate("bench.seen()")

    def request(self) -> Seen:
        """The newest request, as the provider saw it."""
        return self._provider.requests()[-1]

    def _received(self) -> tuple[int, int, dict[str, Any]]:
        return self._payload.socket, self._payload.http, self._payload.anatomy()

    def _thread(self) -> dict[str, float]:
        metrics = self._cdp.send("Performance.getMetrics")["metrics"]
        values = {metric["name"]: metric["value"] for metric in metrics}
        return {name: values[f"{name}Duration"] for name in ("Task", "Script", "Layout")}

    def _quiet(self, limit: float = 20.0) -> None:
        """Wait for a second in which neither the page nor the machine has much to do."""
        deadline = time.monotonic() + limit
        page = cores = 100.0
        while (page > CALM or cores > QUIET) and time.monotonic() < deadline:
            before = self._thread()["Task"]
            psutil.cpu_percent()
            self.page.wait_for_timeout(1000)
            page, cores = self._thread()["Task"] - before, psutil.cpu_percent()


def times(seen: Seen) -> tuple[list[float], float]:
    """When the provider wrote each token, and when it was asked, in milliseconds."""
    return [at * 1000 for at in seen.sent], seen.started_at * 1000


def _grown(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    return {name: after[name] - before[name] for name in before}
