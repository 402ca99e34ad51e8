"""Lines of a response as they were sent, for LiteLLM's readers: httpx also cuts lines at U+0085,
U+2028 and U+2029, which stand as they are in JSON.
"""

from collections.abc import AsyncGenerator, Callable
from typing import Self

import httpx

from spacerr.infra.sse import LineSplitter


class ExactLines:
    """The lines of one response, cut at CR and LF only; bytes that are no UTF-8 become U+FFFD.

    `on_life` is called whenever bytes arrive, whatever they say. Raises what reading raises.
    """

    def __init__(self, response: httpx.Response) -> None:
        self.on_life: Callable[[], None] | None = None
        self._response = response
        self._lines = self._read()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        return await anext(self._lines)

    async def aclose(self) -> None:
        """Ends the iteration; the response is closed by those who asked for it."""
        await self._lines.aclose()

    async def _read(self) -> AsyncGenerator[str]:
        splitter = LineSplitter()
        async for data in self._response.aiter_bytes():
            if self.on_life:
                self.on_life()
            for line in splitter.feed(data):
                yield line.decode(errors="replace")
        if rest := splitter.rest():
            yield rest.decode(errors="replace")


async def read_exact_lines(response: httpx.Response) -> None:
    """A hook for httpx's clients: from now on, this response's lines are exact."""
    response.aiter_lines = lambda: ExactLines(response)  # pyright: ignore[reportAttributeAccessIssue]
