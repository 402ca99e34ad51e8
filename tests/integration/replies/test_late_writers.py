"""A writer that was asleep for longer than its lease: another process may write its reply now."""

import pytest

from spacerr.domain.status import Status
from spacerr.services.replies import recovery
from tests.support.people.replies import ask, ended, idle, row, said

pytestmark = pytest.mark.anyio
HALF = "Once upon a time there was a"


async def asleep(d, model, redis, rest=" queen."):
    """A reply that lost its lease while its writer slept, which has the `rest` still to say."""
    model.says(HALF, rest, gated=True)
    turn = await ask(d)
    model.let()
    await said(d, turn.reply.id, HALF)
    await redis.delete(f"spacerr:{{{turn.reply.id}}}:lease")
    return turn


async def test_a_writer_that_wakes_up_late_adds_nothing(d, elsewhere, model, redis):
    turn = await asleep(d, model, redis)
    late = model.gates
    model.says(" king.", gated=True)
    await recovery.sweep(elsewhere)
    for gate in late:
        gate.set()
    await idle(d)
    model.let_all()
    await idle(elsewhere)
    assert (await row(d, turn.reply.id)).content == HALF + " king."


async def test_a_writer_that_was_replaced_cannot_end_the_reply(d, elsewhere, model, redis):
    turn = await asleep(d, model, redis)
    late = d.running[turn.reply.id]
    model.says(" king.", gated=True)
    assert await recovery.sweep(elsewhere) == 1
    late.stop(4)
    await idle(d)
    model.let_all()
    await idle(elsewhere)
    stored = await row(d, turn.reply.id)
    assert (stored.status, stored.content) == (Status.COMPLETE, HALF + " king.")


async def test_a_reply_that_ends_while_it_is_being_taken_over_ends_in_its_log_too(
    d, elsewhere, model, redis, monkeypatch
):
    turn = await asleep(d, model, redis)
    claim = elsewhere.streams.claim

    async def slow(reply_id, owner):
        claimed = await claim(reply_id, owner)
        d.running[reply_id].stop(None)
        await idle(d)  # its writer was only asleep: it settles the row, and may not write any more
        return claimed

    monkeypatch.setattr(elsewhere.streams, "claim", slow)
    assert await recovery.sweep(elsewhere) == 0
    stored = await row(d, turn.reply.id)
    assert (stored.status, stored.content) == (Status.STOPPED, HALF)
    draft = await ended(elsewhere, turn.reply.id)
    assert (draft.text, draft.status) == (stored.content, stored.status)
    assert await elsewhere.streams.with_writer([turn.reply.id]) == set()


async def test_a_process_that_was_asleep_does_not_adopt_its_own_replies(d, model, redis):
    turn = await asleep(d, model, redis, rest=" king.")
    assert await recovery.sweep(d) == 0
    model.let_all()
    await idle(d)
    stored = await row(d, turn.reply.id)
    assert (stored.status, stored.content) == (Status.COMPLETE, HALF + " king.")
    assert "adopted" not in stored.meta
