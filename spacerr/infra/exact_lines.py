"""Lines of a response as they were sent, for LiteLLM's readers: httpx also cuts lines at U+0085,
U+2028 and U+2029, which stand as they are in JSON.
"""

from collections.abc import AsyncGenerator

import httpx

from spacerr.infra.sse import LineSplitter


class _ExactResponse(httpx.Response):
    """A class, not a function kept on the response: that would be a reference cycle, and a response
    that LiteLLM leaves is closed only when its last reference goes.
    """

    async def aiter_lines(self) -> AsyncGenerator[str]:
        splitter = LineSplitter()
        async for data in self.aiter_bytes():
            for line in splitter.feed(data):
                yield line.decode(errors="replace")
        if rest := splitter.rest():
            yield rest.decode(errors="replace")


async def read_exact_lines(response: httpx.Response) -> None:
    """A hook for httpx's clients: from now on, this response's lines are cut at CR and LF only, and
    bytes that are no UTF-8 become U+FFFD. Its iterator raises what reading raises.
    """
    response.__class__ = _ExactResponse
