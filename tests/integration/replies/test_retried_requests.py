"""A model that could not be asked is asked again, visibly, and only while nothing was said."""

import asyncio

import pytest

from spacerr.domain.errors.models import (
    EmptyReply,
    ModelError,
    ModelTimedOut,
    ModelUnreachable,
    QuotaUsedUp,
    RateLimited,
    WrongKey,
)
from spacerr.domain.replies.events import Completed, Delta, Retrying
from spacerr.domain.status import Status
from spacerr.services import stop_replies
from spacerr.services.generation import retry
from tests.support.people.replies import ADA, PATIENCE, answered, ask, idle, row
from tests.support.stores.processes import a_process

pytestmark = pytest.mark.anyio


class Recovering:
    """A model that fails so often, each time with the next error, and then answers."""

    def __init__(self, *errors: ModelError, first: str = "") -> None:
        self.errors, self.first, self.asked = list(errors), first, 0

    async def params_sent(self, request):
        return {}

    async def stream(self, request):
        self.asked += request.purpose == "reply"
        if self.first:
            yield Delta(text=self.first)
        if self.errors and request.purpose == "reply":
            raise self.errors.pop(0)
        yield Delta(text="Whole.")
        yield Completed(finish_reason="stop")


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch):
    monkeypatch.setattr(retry, "RETRY_FIRST", 0.01)


@pytest.fixture
def process(settings, catalog, d):
    """A process whose model is chosen by the test."""

    async def begin(model):
        async with a_process(settings, model, catalog) as it:
            turn = await ask(it)
            await idle(it)
            return await row(it, turn.reply.id), await it.streams.replay(turn.reply.id)

    return begin


async def test_a_passing_failure_is_not_seen_by_whoever_waits(process):
    model = Recovering(ModelError(), ModelUnreachable(), RateLimited())
    stored, _ = await process(model)
    assert (stored.status, stored.content, model.asked) == (Status.COMPLETE, "Whole.", 4)
    assert [it["category"] for it in stored.meta["retried"]] == [
        "provider", "connection", "rate-limit",
    ]  # fmt: skip


async def test_the_wait_is_shown(process):
    error = RateLimited()
    error.retry_after = 0.2
    _, entries = await process(Recovering(error))
    assert [it.event.seconds for it in entries if isinstance(it.event, Retrying)]


async def test_after_so_many_retries_the_last_error_is_said(process):
    model = Recovering(*(ModelError() for _ in range(9)))
    stored, _ = await process(model)
    assert (stored.status, model.asked) == (Status.FAILED, 4)
    assert stored.error["sentence"] == str(ModelError())


@pytest.mark.parametrize("error", [WrongKey(), QuotaUsedUp(), EmptyReply(), ModelTimedOut()])
async def test_what_will_not_pass_is_said_at_once(process, error):
    model = Recovering(error)
    stored, _ = await process(model)
    assert (stored.status, model.asked) == (Status.FAILED, 1)


async def test_once_something_was_said_nothing_is_asked_again(process):
    model = Recovering(ModelError(), first="Half")
    stored, _ = await process(model)
    assert (stored.status, stored.content, model.asked) == (Status.FAILED, "Half", 1)


async def test_a_service_that_wants_too_long_a_pause_is_not_waited_for(process):
    error = RateLimited()
    error.retry_after = 90
    model = Recovering(error)
    stored, _ = await process(model)
    assert model.asked == 1 and "90 seconds" in stored.error["sentence"]


async def test_a_reply_can_be_stopped_while_it_waits(d, model, monkeypatch):
    monkeypatch.setattr(retry, "RETRY_FIRST", 20.0)
    model.says(error=ModelUnreachable())
    turn = await ask(d)
    async with asyncio.timeout(PATIENCE), d.streams.subscribe(turn.reply.id) as log:
        while not any(isinstance(it.event, Retrying) for it in await log.next()):
            pass
    await stop_replies.stop_reply(d, ADA, turn.reply.id)
    await idle(d)
    assert (await row(d, turn.reply.id)).status == Status.STOPPED


async def test_retries_can_be_turned_off(d, model):
    d.settings.retries = 0
    model.says(error=ModelUnreachable())
    stored = await row(d, (await answered(d)).reply.id)
    assert stored.status == Status.FAILED and len(model.asked) == 1
