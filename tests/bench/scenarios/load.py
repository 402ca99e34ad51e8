"""Fifty replies at once, each followed by a tab of its own, on one worker and on several."""

import asyncio
import itertools
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import psutil

from tests.bench.browser.bare_tab import BareTab
from tests.bench.measuring import machine, processes
from tests.bench.measuring.children import Provider
from tests.bench.measuring.figures import Figures, Outcome, percentile, shown_at
from tests.bench.measuring.text import plain
from tests.bench.scenarios.crowd import Crowd, asked_at_once
from tests.bench.stage import Stage
from tests.provider import Script, Seen
from tests.server import AppServer

REPLIES = 50
TOKENS, RATE = 500, 50.0
QUESTION = "Tell me about the harbour"
WARM = Script(plain(20), rate=50.0)
PATIENCE = 120.0  # seconds beyond the script's own length
FOLLOWED = 0.9
SETTLED = 2.0  # seconds in which what follows the replies still counts as their cost


@dataclass(frozen=True)
class Load:
    """Fifty replies on a Spacerr of its own with so many workers, which has just been started."""

    workers: int

    def __call__(self, stage: Stage, raw: dict[str, Any]) -> Outcome:
        with stage.another(self.workers) as server:
            stage.provider.play(WARM)
            warm_up(server)
            figures, raw["spacerr"] = measure(server, stage.provider, script(REPLIES), REPLIES)
        return {"spacerr": figures}


def script(replies: int, tokens: int = TOKENS) -> Script:
    """What every model says. All are asked before any speaks."""
    return Script(plain(tokens), rate=RATE, first_delay=max(3.0, 0.03 * replies))


def warm_up(server: AppServer) -> None:
    """Have each worker answer, until nothing is left to do."""
    _ask(server, "Warm up", REPLIES, PATIENCE, lambda: None)
    processes.wait_until_idle(server.processes())


def measure(
    server: AppServer, provider: Provider, said: Script, replies: int
) -> tuple[Figures, list[dict[str, Any]]]:
    """So many replies at once, each followed by a tab: their figures, and what these came from.

    Raises AssertionError when none is complete.
    """
    running = server.processes()
    provider.play(said)
    span = said.first_delay + len(said.tokens) / said.rate
    begun: list[_Moment] = []
    crowd = _ask(server, QUESTION, replies, span + PATIENCE, lambda: begun.append(_Moment(running)))
    time.sleep(SETTLED)
    (before,), ended = begun, _Moment(running)
    processes.wait_until_idle(running)
    after = _Moment(running)
    tokens = replies * len(said.tokens)
    figures = _delays(crowd, provider.requests(), said) | {
        "complete": sum(_complete(tab, said) for tab in crowd.tabs.values()),
        "followed": sum(_followed(tab, said) for tab in crowd.tabs.values()),
        "cpu": 1e6 * (ended.cpu["server"] - before.cpu["server"]) / tokens,
        "cpu_log": 1e6 * (ended.cpu["log"] - before.cpu["log"]) / tokens,
        "growth": after.memory["server_unshared"] - before.memory["server_unshared"],
        "own_delay": percentile(crowd.late, 95),
        "elsewhere": machine.elsewhere(before.busy, ended.busy, ended.at - before.at),
    }
    return figures, [vars(moment) for moment in (before, ended, after)]


class _Moment:
    """What a server's processes have cost until now, and the machine as a whole."""

    def __init__(self, running: list[psutil.Process]) -> None:
        self.at, self.busy = time.monotonic(), machine.busy()
        self.cpu, self.memory = processes.cpu(running), processes.memory(running)


def _ask(
    server: AppServer, question: str, replies: int, patience: float, begin: Callable[[], None]
) -> Crowd:
    questions = [f"{question}, {n}" for n in range(1, replies + 1)]
    work = asked_at_once(server, questions, patience, begin)
    with ThreadPoolExecutor(1) as apart:  # Playwright's own loop runs on this thread
        return apart.submit(asyncio.run, work).result()


def _complete(tab: BareTab, said: Script) -> bool:
    return tab.status == "complete" and tab.text == said.text


def _followed(tab: BareTab, said: Script) -> bool:
    """Whether a reply came while it was written; its last words may come as it is stored."""
    return tab.followed > FOLLOWED * len(said.text)


def _delays(crowd: Crowd, requests: list[Seen], said: Script) -> Figures:
    """Milliseconds from a token's departure to the log and to the tab, over all whole replies.

    Beside them, how late the provider was itself.
    """
    seen = {str(it.body["messages"][-1]["content"]): it for it in requests}
    ends = list(itertools.accumulate(map(len, said.tokens)))
    logged: list[float] = []
    shown: list[float] = []
    provider: list[float] = []
    for question, tab in crowd.tabs.items():
        if not _complete(tab, said):
            continue
        sent = [at * 1000 for at in seen[question].sent]
        provider += [at - sent[0] - 1000 * n / said.rate for n, at in enumerate(sent)]
        for delays, samples in ((logged, crowd.logs.samples[tab.reply_id]), (shown, tab.samples)):
            there = shown_at(ends, samples)
            delays += [at - left for at, left in zip(there, sent, strict=True)]
    if not logged:
        raise AssertionError("no reply was complete")
    return {
        f"{name}_p{share}": percentile(delays, share)
        for name, delays in (("log", logged), ("tab", shown), ("provider", provider))
        for share in (50, 95, 100)
    }
