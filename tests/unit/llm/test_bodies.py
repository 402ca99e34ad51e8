"""A body is unpacked piece by piece, however much it unpacks to."""

import gzip
import zlib

import httpx
import pytest

from spacerr.domain.errors.answers import AnswerTooLong
from spacerr.infra.answers import bodies, bounded_response
from spacerr.infra.answers.bounded_response import limit_response

pytestmark = pytest.mark.anyio
TEXT = b"0123456789abcdef" * 40_000
RAW = zlib.compressobj(wbits=-zlib.MAX_WBITS)
PACKED = {
    "gzip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT),
    "deflate": zlib.compress(TEXT),
    "Deflate": RAW.compress(TEXT) + RAW.flush(),
    "identity": TEXT,
    "": TEXT,
}


class Sent(httpx.AsyncByteStream):
    def __init__(self, data: bytes, size: int = 1_000) -> None:
        self.pieces = [data[at : at + size] for at in range(0, len(data), size)]
        self.closed = False

    async def __aiter__(self):
        for piece in self.pieces:
            yield piece

    async def aclose(self):
        self.closed = True


async def bounded(coding: str, data: bytes, status: int = 200) -> httpx.Response:
    headers = {"content-encoding": coding} if coding else {}
    response = httpx.Response(status, headers=headers, stream=Sent(data))
    await limit_response(response)
    return response


@pytest.mark.parametrize("coding", PACKED)
async def test_what_is_packed_arrives_in_small_pieces(coding, monkeypatch):
    monkeypatch.setattr(bodies, "BODY_CHUNK", 5_000)
    response = await bounded(coding, PACKED[coding])
    pieces = [it async for it in response.aiter_bytes()]
    assert b"".join(pieces) == TEXT and max(map(len, pieces)) <= 5_000


async def test_a_bomb_is_left_where_it_gets_too_large(monkeypatch):
    monkeypatch.setattr(bounded_response, "STREAM_BYTES", 100_000)
    response = await bounded("gzip", gzip.compress(b"a" * 50_000_000))
    read: list[int] = []

    async def listen() -> None:
        async for piece in response.aiter_bytes():
            read.append(len(piece))

    with pytest.raises(AnswerTooLong):
        await listen()
    assert sum(read) <= 100_000


async def test_a_refusal_is_cut_and_a_long_answer_is_none(monkeypatch):
    monkeypatch.setattr(bounded_response, "ERROR_BODY_BYTES", 100)
    monkeypatch.setattr(bounded_response, "ANSWER_BYTES", 100)
    refused = await bounded("gzip", PACKED["gzip"], 500)
    assert await refused.aread() == TEXT[:100] == refused.content and refused.is_closed
    answer = await bounded("", TEXT)
    with pytest.raises(AnswerTooLong):
        await answer.aread()
    assert answer.is_closed


async def test_what_cannot_be_unpacked_is_an_error_in_reading():
    response = await bounded("gzip", b"no gzip at all")
    with pytest.raises(httpx.DecodingError):
        await response.aread()
