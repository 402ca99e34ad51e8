"""Stores the steps of replies, and reads them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.errors.chats import StepNotFound
from spacerr.domain.ids import new_id
from spacerr.domain.replies.meta import ReplyMeta
from spacerr.domain.replies.steps import Step, Steps
from spacerr.domain.tables import Message, ReplyStep
from spacerr.domain.tools.limits import BRIEF_READ, STEP_SENTENCE_CHARS
from spacerr.domain.tools.long_results import is_cut, shown_to_people
from spacerr.domain.tools.spec import FOR_THE_ASKER, PERSONAL
from spacerr.infra.database.database import insert_into
from spacerr.services.access import get_message
from spacerr.services.steps import images, results

AT_ONCE = 200
"""Replies whose steps are read by one query."""

_NOT_STORED = {"progress"}
_FIELDS = tuple(it for it in Step.model_fields if it not in _NOT_STORED)
_BRIEF = {"arguments": BRIEF_READ + 1, "result": STEP_SENTENCE_CHARS}
"""Characters that a thread needs of long texts."""


async def store_steps(session: AsyncSession, reply_id: str, steps: Sequence[Step]) -> None:
    """Make these the steps of a reply, in this order: others are deleted."""
    ids = [it.id for it in steps]
    gone = delete(ReplyStep).where(col(ReplyStep.message_id) == reply_id)
    await session.exec(gone.where(col(ReplyStep.id).not_in(ids)))
    for position, step in enumerate(steps):
        values = {
            **step.model_dump(mode="json", exclude=_NOT_STORED),
            "message_id": reply_id,
            "position": position,
        }
        row = insert_into(session, ReplyStep).values(**values)
        changed = {name: it for name, it in values.items() if name != "id"}
        await session.exec(row.on_conflict_do_update(index_elements=[ReplyStep.id], set_=changed))


async def read_steps(
    d: Deps, messages: Sequence[Message], reader: str | None, *, brief: bool = False
) -> Mapping[str, Steps]:
    """The steps of replies, by the ids of those that have any, as the user `reader` may see them:
    "" is a visitor, None the server itself. `brief`: only the beginnings of long texts.
    """
    asked_by = {it.id: it.author_id for it in messages if has_steps(it)}
    ids, found = list(asked_by), dict[str, Steps]()
    for start in range(0, len(ids), AT_ONCE):
        async with d.db.reading() as session:
            found |= await _read(session, ids[start : start + AT_ONCE], brief=brief)
    if reader is None:
        return found
    own = {it for it, author in asked_by.items() if author == reader}
    return {
        it: steps if it in own else tuple(map(for_others, steps)) for it, steps in found.items()
    }


def has_steps(message: Message) -> bool:
    """Whether a reply has stored steps, by its metadata: no query. A running one may have more."""
    return bool(message.meta.get("steps")) and bool(ReplyMeta.read(message.meta, "steps").steps)


async def steps_of(session: AsyncSession, reply_id: str) -> Steps:
    """The steps of one reply."""
    return (await _read(session, [reply_id])).get(reply_id, ())


async def get_step(d: Deps, user_id: str, message_id: str, step_id: str) -> Step:
    """A step of a reply that the user can read, also with a long result, but without one that is
    for the user alone who asked. Raises MessageNotFound, StepNotFound.
    """
    _, message = await get_message(d, user_id, message_id)
    async with d.db.reading() as session:
        row = await session.get(ReplyStep, step_id)
    if row is None or row.message_id != message.id:
        raise StepNotFound
    step = _step(row) if message.author_id == user_id else for_others(_step(row))
    whole = await results.read(d, step.id) if is_cut(step) else None
    return step.changed(result=shown_to_people(*whole)) if whole else step


def for_others(step: Step) -> Step:
    """A step as readers see it who didn't ask."""
    if step.name not in PERSONAL or not step.result:
        return step
    return step.changed(result=FOR_THE_ASKER, images=(), for_people="")


async def copy_steps(session: AsyncSession, reply: Message, other: Message) -> Steps:
    """The steps of one reply for another one, which is stored, with their long results and images,
    as far as the user who asked for that may read them.
    """
    steps = await steps_of(session, reply.id)
    if other.author_id != reply.author_id:
        steps = tuple(map(for_others, steps))
    ids = {it.id: new_id() for it in steps}
    await results.copy(session, other.id, {it.id: ids[it.id] for it in steps if is_cut(it)})
    shown = {image.id: new_id() for it in steps for image in it.images}
    await images.copy(session, other.id, shown)
    return tuple(
        it.changed(
            id=ids[it.id],
            result=it.result.replace(it.id, ids[it.id]),
            images=tuple(image.model_copy(update={"id": shown[image.id]}) for image in it.images),
        )
        for it in steps
    )


async def _read(
    session: AsyncSession, ids: Sequence[str], *, brief: bool = False
) -> dict[str, Steps]:
    columns: dict[str, Any] = {name: getattr(ReplyStep, name) for name in _FIELDS}
    if brief:
        for name, chars in _BRIEF.items():
            columns[name] = func.substr(columns[name], 1, chars).label(name)
    query: Any = select(col(ReplyStep.message_id), *columns.values())
    query = query.where(col(ReplyStep.message_id).in_(ids))
    rows = await session.exec(query.order_by(ReplyStep.message_id, ReplyStep.position))
    found: dict[str, Steps] = {}
    for message_id, *values in rows:
        step = Step.model_validate(dict(zip(_FIELDS, values, strict=True)))
        found[message_id] = (*found.get(message_id, ()), step)
    return found


def _step(row: ReplyStep) -> Step:
    return Step.model_validate({name: getattr(row, name) for name in _FIELDS})
