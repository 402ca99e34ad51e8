"""A thousand people sign in to one worker while 200 tabs of others are open: what those notice."""

import asyncio
import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx

from spacerr.infra.security.cookies import sign_in_cookie
from tests.bench.browser.listening_tab import ListeningTab
from tests.bench.measuring import machine, processes
from tests.bench.measuring.figures import Figures, Outcome, percentile
from tests.bench.stage import Stage
from tests.server import AppServer

TABS = 200
SIGN_INS = 1_000
AT_ONCE = 20
PASSWORD = "correct horse battery"
SETTINGS = {"SPACERR_AUTH_MODE": "accounts", "SPACERR_SIGN_UP": "open"}
BUCKET = re.compile(r'spacerr_loop_lag_seconds_bucket\{le="([^"]+)"\} (\S+)')
CODE = re.compile(r"Set-up code: (\S+)")
IDLE = 10.0  # seconds


def signins(stage: Stage, raw: dict[str, Any]) -> Outcome:
    with stage.another(1, SETTINGS) as server:
        processes.wait_until_idle(server.processes())
        with ThreadPoolExecutor(1) as apart:  # Playwright's own loop runs on this thread
            outcome = apart.submit(asyncio.run, _measured(server)).result()
    raw["spacerr"] = outcome
    return {"spacerr": outcome}


async def _measured(server: AppServer) -> Figures:
    async with AsyncExitStack() as stack:
        people = await stack.enter_async_context(People(server))
        await people.set_up()
        tokens = [await people.newcomer(n) for n in range(TABS)]
        for token in tokens:
            tab = ListeningTab(cookie=f"{sign_in_cookie(server.port)}={token}")
            await stack.enter_async_context(tab.open(server.url))
        await asyncio.to_thread(processes.wait_until_idle, server.processes(), 20)
        before = await people.lag()
        await asyncio.sleep(IDLE)
        quiet = await people.lag()
        busy, begun = machine.busy(), time.monotonic()
        waits = await people.crowd()
        took = time.monotonic() - begun
        after = await people.lag()
    return {
        "per_second": SIGN_INS / took,
        "wait_p50": percentile(waits, 50),
        "wait_p95": percentile(waits, 95),
        "quiet_lag_p95": _percentile(before, quiet, 0.95),
        "lag_p50": _percentile(quiet, after, 0.5),
        "lag_p95": _percentile(quiet, after, 0.95),
        "elsewhere": machine.elsewhere(busy, machine.busy(), took),
    }


class People:
    """Everybody comes from an address of their own, as a proxy on this machine says."""

    def __init__(self, server: AppServer) -> None:
        self._server = server

    async def __aenter__(self) -> "People":
        forgetful = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        self._http = httpx.AsyncClient(
            base_url=self._server.url,
            cookies=forgetful,
            timeout=60,
            headers={"origin": self._server.url},
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def set_up(self) -> None:
        """Make the owner, with the code from the server's terminal."""
        code = CODE.findall(self._server.log.read_text())[-1]
        await self._post("setup", {"code": code, "name": "Owner", **_credentials(-1)}, 0)

    async def newcomer(self, number: int) -> str:
        """Somebody new, signed in; their token."""
        body = {"name": f"Person {number}", **_credentials(number)}
        await self._post("sign-up", body, number)
        return await self._sign_in(number)

    async def crowd(self) -> list[float]:
        """Sign in many times, some at once; how long each took, in milliseconds."""
        numbers = iter(range(SIGN_INS))
        waits: list[float] = []

        async def one_after_another() -> None:
            for number in numbers:
                begun = time.perf_counter()
                await self._sign_in(number % TABS)
                waits.append(1000 * (time.perf_counter() - begun))

        await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
        return waits

    async def lag(self) -> dict[float, float]:
        """How often the event loop was at most so many seconds late, so far."""
        text = (await self._http.get("/metrics")).text
        return {float(bound): float(count) for bound, count in BUCKET.findall(text)}

    async def _sign_in(self, number: int) -> str:
        answer = await self._post("sign-in", _credentials(number), number)
        return answer.headers["set-cookie"].partition("=")[2].partition(";")[0]

    async def _post(self, path: str, body: dict[str, str], number: int) -> httpx.Response:
        where = {"x-forwarded-for": f"10.0.{number // 250}.{number % 250}"}
        answer = await self._http.post(f"/api/{path}", json=body, headers=where)
        assert answer.is_success, answer.text
        return answer


def _credentials(number: int) -> dict[str, str]:
    return {"email": f"person{number}@example.org", "password": PASSWORD}


def _percentile(before: dict[float, float], after: dict[float, float], part: float) -> float:
    """A percentile between two looks, in milliseconds, evenly spread within its bucket."""
    counts = {bound: after[bound] - before[bound] for bound in sorted(after)}
    wanted = part * max(counts.values())
    lower, below = 0.0, 0.0
    for bound, count in counts.items():
        if count >= wanted:
            upper = bound if bound != float("inf") else lower
            return 1000 * (lower + (upper - lower) * (wanted - below) / max(count - below, 1))
        lower, below = bound, count
    return float("nan")
