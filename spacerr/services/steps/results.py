"""Long results of tools: kept beside the steps, which have only their beginnings."""

import asyncio
import zlib
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import func, insert, literal
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.tables import LongResult, Message
from spacerr.domain.tools.limits import REPLY_RESULT_BYTES, RESULT_KEPT_BYTES
from spacerr.infra.database.database import insert_into


class KeptResult(NamedTuple):
    """What is kept of a result that had so many characters."""

    text: str
    chars: int


async def keep(d: Deps, reply_id: str, step_id: str, text: str) -> KeptResult | None:
    """Keep the result of a step in place of any before; None where the reply has no room for more.
    Raises SQLAlchemyError.
    """
    kept, size, packed = await asyncio.to_thread(_pack, text)
    values = {"message_id": reply_id, "size": size, "chars": len(text), "text": packed}
    others = select(func.coalesce(func.sum(LongResult.size), 0)).where(
        LongResult.message_id == reply_id, LongResult.step_id != step_id
    )
    async with d.db.writing() as session:
        # Calls of a reply end side by side: each counts those before it.
        reply = select(Message.id).where(Message.id == reply_id).with_for_update(key_share=True)
        await session.exec(reply)
        if (await session.exec(others)).one() + size > REPLY_RESULT_BYTES:
            return None
        row = insert_into(session, LongResult).values(step_id=step_id, **values)
        await session.exec(row.on_conflict_do_update(index_elements=["step_id"], set_=values))
    return KeptResult(kept, len(text))


async def read(d: Deps, step_id: str) -> KeptResult | None:
    """What is kept of the result of a step."""
    async with d.db.reading() as session:
        row = await session.get(LongResult, step_id)
    if row is None:
        return None
    return KeptResult(await asyncio.to_thread(_unpack, row.text), row.chars)


async def copy(session: AsyncSession, reply_id: str, steps: Mapping[str, str]) -> None:
    """Keep the results of `steps` also for others, in the reply that these copies are in."""
    for old, new in steps.items():
        names = ["step_id", "message_id", "size", "chars", "text"]
        same = [getattr(LongResult, it) for it in names[2:]]
        found = select(literal(new), literal(reply_id), *same).where(LongResult.step_id == old)
        await session.exec(insert(LongResult).from_select(names, found))


def _pack(text: str) -> tuple[str, int, bytes]:
    """What is kept of a text, its size in bytes, and the same compressed."""
    data = text[:RESULT_KEPT_BYTES].encode()[:RESULT_KEPT_BYTES]
    kept = data.decode(errors="ignore")
    data = kept.encode()
    return kept, len(data), zlib.compress(data)


def _unpack(packed: bytes) -> str:
    return zlib.decompress(packed).decode()
