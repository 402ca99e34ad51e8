"""Playing a script to a client, on an absolute schedule, with its fault at its place."""

import asyncio
import math
import time

from tests.provider.anthropic import AnthropicFrames
from tests.provider.frames import NO_JSON, Frames, event
from tests.provider.gemini import GeminiFrames
from tests.provider.link import Link
from tests.provider.ollama import OllamaFrames
from tests.provider.script import BEFORE_THE_HEAD, Fault, FaultKind, Script
from tests.provider.seen import Seen

AnyFrames = Frames | AnthropicFrames | GeminiFrames | OllamaFrames
AGAIN = 0.1
"""Seconds between two repetitions of what is sent again and again."""
ARRIVAL = 0.05
"""Seconds that bytes on loopback surely need to arrive: a reset may overtake what is under way."""


async def play(link: Link, script: Script, seen: Seen) -> None:
    """Answer one request. Raises HungUp when the client leaves before the end."""
    if not await _reach_the_head(link, script):
        return
    frames = _frames(script, seen)
    if seen.streams:
        seen.finished = await _Stream(link, script, seen, frames).play()
    else:
        seen.finished = await _whole(link, script, frames)


def _frames(script: Script, seen: Seen) -> AnyFrames:
    """In the protocol that was asked in."""
    if seen.path.startswith("/v1/messages"):
        return AnthropicFrames(script, seen.body)
    if seen.path == "/api/chat":
        return OllamaFrames(script, seen.body)
    if "contents" in seen.body:
        return GeminiFrames(script, seen.body, seen.path)
    return Frames(script, seen.body)


async def _reach_the_head(link: Link, script: Script) -> bool:
    """Do what comes before the response head; false when that was already the whole answer."""
    fault = script.fault
    if fault and fault.kind is FaultKind.SLOW_HEADERS:
        await link.until(_now() + fault.seconds)
    if fault and fault.kind is FaultKind.STATUS:
        await link.respond(fault.status, fault.body.encode(), {**script.headers, **fault.headers})
        return False
    return True


async def _whole(link: Link, script: Script, frames: AnyFrames) -> bool:
    """One completion in one piece; every fault that cuts a stream cuts its body in half."""
    await link.until(_now() + script.first_delay + _span(script, script.length_after_thoughts))
    body = frames.whole()
    if script.fault is None or script.fault.kind in BEFORE_THE_HEAD | {FaultKind.ONE_BYTE}:
        await link.respond(200, body, {})
        return True
    match script.fault.kind:
        case FaultKind.ERROR_FRAME:
            await link.respond(200, script.fault.body.encode(), {})
        case FaultKind.MALFORMED:
            await link.respond(200, body[: len(body) // 2], {})
        case kind:
            await link.respond(200, body, {}, cut=True)
            await _break(link, kind)
    return False


class _Stream:
    def __init__(self, link: Link, script: Script, seen: Seen, frames: AnyFrames) -> None:
        self._link = link
        self._script = script
        self._seen = seen
        self._frames = frames
        self._events = frames.deltas()
        self._before = len(script.before)
        self._next = 0

    async def play(self) -> bool:
        """True when the script came to its end."""
        await self._link.start_stream(self._script.headers)
        self._start = _now() + self._script.first_delay
        fault = self._script.fault
        if fault and fault.kind not in BEFORE_THE_HEAD:
            at = min(self._before + fault.after, len(self._events))
            await self._send_up_to(at)
            await self._link.until(self._due(at))
            if not await self._strike(fault):
                return False
        await self._send_up_to(len(self._events))
        await self._link.send(self._frames.tail(), last=not self._open_end())
        if self._open_end():
            await _break(self._link, FaultKind.STALL)
        return True

    async def _send_up_to(self, end: int) -> None:
        while self._next < end:
            await self._link.until(self._due(self._next))
            first = self._next
            self._next = first + 1 if self._link.one_byte else self._due_now(end)
            said = self._next - max(first, self._before)
            self._seen.sent += [time.time()] * max(said, 0)
            await self._link.send(self._events[first : self._next])

    async def _strike(self, fault: Fault) -> bool:
        """Let the fault happen; true when the stream goes on after it."""
        match fault.kind:
            case FaultKind.MALFORMED:
                await self._link.send([NO_JSON])
                return True
            case FaultKind.ONE_BYTE:
                self._link.one_byte = True
                return True
            case FaultKind.ODD_LINES:
                self._link.odd_lines = True
                return True
            case FaultKind.RAW:
                await self._send_raw(fault)
                return True
            case FaultKind.OPEN_END:
                return True
            case FaultKind.ERROR_FRAME:
                await self._link.send([event(fault.body.encode())], last=True)
            case FaultKind.END:
                await self._link.send([], last=True)
            case kind:
                await _break(self._link, kind)
        return False

    async def _send_raw(self, fault: Fault) -> None:
        until = _now() + fault.seconds
        while True:
            await self._link.send([fault.body.encode(errors="surrogateescape")])
            if _now() >= until:
                break
            await self._link.until(min(until, _now() + AGAIN))
        self._start += fault.seconds

    def _open_end(self) -> bool:
        return self._script.fault is not None and self._script.fault.kind is FaultKind.OPEN_END

    def _due(self, index: int) -> float:
        return self._start + _span(self._script, index)

    def _due_now(self, end: int) -> int:
        """The end of all events due by now; at least the next one, which was waited for."""
        if not self._script.rate:
            return end
        passed = int((_now() - self._start) * self._script.rate) + 1
        return min(end, max(passed, self._next + 1))


async def _break(link: Link, kind: FaultKind) -> None:
    """Leave the answer unfinished for good."""
    if kind is FaultKind.STALL:
        await link.until(math.inf)
    if kind is FaultKind.RESET:
        await link.until(_now() + ARRIVAL)
        link.reset()
    link.open = False


def _span(script: Script, tokens: int) -> float:
    """Seconds from the first token to the one with this index."""
    return tokens / script.rate if script.rate else 0.0


def _now() -> float:
    return asyncio.get_running_loop().time()
