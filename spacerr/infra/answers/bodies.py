"""Response bodies, read and decompressed in bounded pieces: servers choose how long a body is, and
a few compressed bytes can expand to any length.
"""

import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator

import httpx

from spacerr.domain.limits import BODY_CHUNK

_PACKED = {"gzip", "x-gzip", "deflate"}
_EITHER = zlib.MAX_WBITS | 32  # a header says which of the two it is


async def decompressed(
    response: httpx.Response, raw: AsyncIterator[bytes]
) -> AsyncGenerator[bytes]:
    """A body in pieces of BODY_CHUNK bytes at most, where it is compressed; else as it comes.

    Raises httpx.DecodingError and what reading raises.
    """
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding not in _PACKED:
        async for piece in raw:
            yield piece
        return
    unpacker = _Unpacker()
    async for piece in raw:
        for part in unpacker.feed(piece):
            yield part


class _Unpacker:
    def __init__(self) -> None:
        self._packed = zlib.decompressobj(_EITHER)
        self._begun = False

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """The decompressed bytes, in bounded pieces."""
        while piece:
            if part := self._unpacked(piece):
                yield part
            piece = self._packed.unconsumed_tail

    def _unpacked(self, piece: bytes) -> bytes:
        try:
            part = self._packed.decompress(piece, BODY_CHUNK)
        except zlib.error as error:
            if self._begun:
                raise httpx.DecodingError(str(error)) from error
            self._packed = zlib.decompressobj(-zlib.MAX_WBITS)  # some write it without a header
            self._begun = True
            return self._unpacked(piece)
        self._begun = True
        return part


async def read_up_to(pieces: AsyncGenerator[bytes], most: int) -> tuple[bytes, bool]:
    """A body up to `most` bytes, and whether that is all of it."""
    body = bytearray()
    async for piece in pieces:
        body += piece
        if len(body) > most:
            return bytes(body[:most]), False
    return bytes(body), True
