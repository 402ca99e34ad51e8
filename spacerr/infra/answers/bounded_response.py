"""Responses of model servers, read in bounded pieces and split into lines at CR and LF only.

httpx also cuts lines at U+0085, U+2028 and U+2029, which stand as they are in JSON, and reads
a line of any length.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import httpx

from spacerr.domain.errors.answers import AnswerTooLong
from spacerr.domain.limits import ANSWER_BYTES, ERROR_BODY_BYTES, STREAM_BYTES
from spacerr.infra.answers.bodies import decompressed, read_up_to
from spacerr.infra.answers.liveness import ServerActivity, current_activity
from spacerr.infra.answers.sse import LineSplitter

_COMMENT = b":"


class _BoundedResponse(httpx.Response):
    """A class, not functions kept on the response: those would be a reference cycle, and a response
    that LiteLLM leaves is closed only when its last reference goes.
    """

    life: ServerActivity | None = None

    async def aiter_lines(self) -> AsyncGenerator[str]:
        """Comments are left out: LiteLLM's reader of Gemini's events loses what follows one."""
        splitter = LineSplitter()
        async with aclosing(self.aiter_bytes()) as pieces:
            async for data in pieces:
                for line in splitter.feed(data):
                    if not line.startswith(_COMMENT):
                        yield line.decode(errors="replace")
        if rest := splitter.rest():
            yield rest.decode(errors="replace")

    async def aiter_bytes(self, chunk_size: int | None = None) -> AsyncGenerator[bytes]:
        if chunk_size is not None or hasattr(self, "_content"):
            async for piece in super().aiter_bytes(chunk_size):
                yield piece
            return
        read = 0
        async with aclosing(decompressed(self, self.aiter_raw())) as pieces:
            async for piece in pieces:
                read += len(piece)
                if self.life:
                    self.life.touch()
                if read > STREAM_BYTES:
                    raise AnswerTooLong
                yield piece

    async def aread(self) -> bytes:
        """The whole body; of an error only the beginning."""
        if not hasattr(self, "_content"):
            most = ERROR_BODY_BYTES if self.is_error else ANSWER_BYTES
            async with aclosing(self.aiter_bytes()) as pieces:
                self._content, complete = await read_up_to(pieces, most)
            if not complete:
                await self.aclose()
                if not self.is_error:
                    raise AnswerTooLong
        return self._content


async def limit_response(response: httpx.Response) -> None:
    """A hook for httpx's clients: from now on, this response is read in pieces of bounded size, its
    lines are cut at CR and LF only, and bytes that are no UTF-8 become U+FFFD. Reading it raises
    AnswerTooLong besides what reading raises.
    """
    response.__class__ = _BoundedResponse
    if isinstance(response, _BoundedResponse):
        response.life = current_activity()
