"""Images that tools show in the steps of replies."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import func, insert, literal
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.errors.chats import ImageNotFound
from spacerr.domain.ids import is_valid_id, new_id
from spacerr.domain.replies.steps import StepImage
from spacerr.domain.tables import Message, ToolImage
from spacerr.domain.tools.limits import REPLY_IMAGE_BYTES
from spacerr.infra.image_files import read_image
from spacerr.services.access import get_message


class ImageFile(NamedTuple):
    media_type: str
    data: bytes


async def keep(d: Deps, reply_id: str, files: Sequence[bytes]) -> tuple[StepImage, ...]:
    """Keep images, without those that can't be shown or that the reply has no room for. Raises
    SQLAlchemyError.
    """
    facts = [(data, await asyncio.to_thread(read_image, data)) for data in files]
    kept: list[StepImage] = []
    async with d.db.writing() as session:
        # Calls of a reply end side by side: each counts those before it.
        reply = select(Message.id).where(Message.id == reply_id).with_for_update(key_share=True)
        await session.exec(reply)
        used = select(func.coalesce(func.sum(ToolImage.size), 0))
        room = (
            REPLY_IMAGE_BYTES
            - (await session.exec(used.where(col(ToolImage.message_id) == reply_id))).one()
        )
        for data, it in facts:
            if it is None or len(data) > room:
                continue
            room -= len(data)
            image = StepImage(id=new_id(), width=it.width, height=it.height)
            row = ToolImage(
                id=image.id,
                message_id=reply_id,
                media_type=it.media_type,
                size=len(data),
                data=data,
            )
            session.add(row)
            kept.append(image)
    return tuple(kept)


async def read(d: Deps, user_id: str, message_id: str, image_id: str) -> ImageFile:
    """An image in a reply that the user can read. Raises MessageNotFound, ImageNotFound."""
    _, message = await get_message(d, user_id, message_id)
    return await read_one(d, [message.id], image_id)


async def read_one(d: Deps, message_ids: Sequence[str], image_id: str) -> ImageFile:
    """An image in one of these replies. Raises ImageNotFound."""
    async with d.db.reading() as session:
        row = await session.get(ToolImage, image_id) if is_valid_id(image_id) else None
    if row is None or row.message_id not in message_ids:
        raise ImageNotFound
    return ImageFile(row.media_type, row.data)


async def copy(session: AsyncSession, reply_id: str, ids: Mapping[str, str]) -> None:
    """Keep images also under other `ids`, in the reply that the copies are in."""
    for old, new in ids.items():
        names = ["id", "message_id", "media_type", "size", "data"]
        same = [getattr(ToolImage, it) for it in names[2:]]
        found = select(literal(new), literal(reply_id), *same).where(ToolImage.id == old)
        await session.exec(insert(ToolImage).from_select(names, found))
