"""The provider on a thread with its own loop, for tests that are not async themselves."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Self, TypeVar

from tests.provider.script import Script
from tests.provider.seen import Seen
from tests.provider.server import ScriptedProvider

T = TypeVar("T")
PATIENCE = 10.0
"""Seconds to wait for the thread itself, on top of what was asked for."""


class ProviderThread:
    """All methods may be called from any thread; `provider` itself only be read."""

    def __init__(self, provider: ScriptedProvider | None = None) -> None:
        self.provider = provider or ScriptedProvider()
        self._started = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._main, name="provider", daemon=True)

    def __enter__(self) -> Self:
        """Raises OSError when the port is taken."""
        self._thread.start()
        self._started.wait(PATIENCE)
        if self._failure:
            raise self._failure
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(PATIENCE)

    @property
    def url(self) -> str:
        return self.provider.url

    def set(self, script: Script) -> None:
        """Make this the default reply."""
        self.do(lambda provider: setattr(provider, "script", script))

    def queue(self, *scripts: Script) -> None:
        self.do(lambda provider: provider.queue(*scripts))

    def do(self, change: Callable[[ScriptedProvider], T]) -> T:
        """Run `change` on the provider's own loop and return what it returns."""

        async def changed() -> T:
            return change(self.provider)

        return self._run(changed(), 0)

    def wait_for_request(self, n: int = 1, timeout: float = 5) -> Seen:
        """As ScriptedProvider.wait_for_request."""
        return self._run(self.provider.wait_for_request(n, timeout), timeout)

    def wait_closed(self, index: int = -1, timeout: float = 5) -> Seen:
        """As ScriptedProvider.wait_closed."""
        return self._run(self.provider.wait_closed(index, timeout), timeout)

    def _run(self, work: Coroutine[Any, Any, T], timeout: float) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout + PATIENCE)

    def _main(self) -> None:
        try:
            asyncio.run(self._serve())
        except OSError as error:
            self._failure = error
        finally:
            self._started.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        async with self.provider:
            self._started.set()
            await self._stop.wait()
