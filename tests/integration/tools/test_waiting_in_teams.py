"""A reply waits in a team's chat: who is asked, who may answer, and what happens when they go."""

import pytest

from spacerr.domain.errors.chats import ReadOnlyChat
from spacerr.domain.errors.questions import QuestionClosed
from spacerr.domain.roles import Sharing
from spacerr.domain.status import Status
from spacerr.services.questions import questions
from spacerr.services.replies import recovery, waiting
from tests.support.models.acting_tools import ActingTools, acting
from tests.support.models.calling import call
from tests.support.models.priced import catalog
from tests.support.people.lists import line
from tests.support.people.replies import ADA, answered, idle, person, row
from tests.support.people.teammates import come_and_go, settings, share, teammate
from tests.support.stores.databases import on_both_engines
from tests.support.tools.steps import read

__all__ = ["acting", "catalog", "settings"]
pytestmark = [pytest.mark.anyio, on_both_engines]


@pytest.fixture
async def asked(d, model, acting: ActingTools):
    """A turn of Ada's whose reply waits for a confirmation."""
    model.says(*call("act", {"n": 1}))
    turn = await answered(d)
    model.then("Done.")
    return turn


async def question_id(d, user=ADA):
    [waits] = await questions.list_open(d, user)
    return waits.question.id


async def test_a_stranger_is_not_told_and_cannot_answer(d, asked, acting):
    eve = await person(d, "Eve")
    assert await questions.list_open(d, eve) == []
    with pytest.raises(QuestionClosed):
        await waiting.answer(d, eve, await question_id(d), "accept")
    await idle(d)
    assert acting.runs == []


async def test_a_teammate_who_only_reads_sees_that_it_waits_and_cannot_answer(d, asked, acting):
    bob = await teammate(d)
    await share(d, asked.chat.id, Sharing.READ)
    assert (await line(d, asked.chat.id, bob)).waiting
    with pytest.raises(ReadOnlyChat):
        await waiting.answer(d, bob, await question_id(d), "accept")
    assert (await row(d, asked.reply.id)).status == Status.WAITING


async def test_a_teammate_who_writes_can_answer_what_is_asked_of_another(d, asked, acting):
    bob = await teammate(d)
    await share(d, asked.chat.id, Sharing.WRITE)
    assert await questions.list_open(d, bob) == []  # it is Ada's to answer, in her list
    await waiting.answer(d, bob, await question_id(d), "accept")
    await idle(d)
    assert (await row(d, asked.reply.id)).status == Status.COMPLETE
    assert (await read(d, asked.reply.id))[0].questions[0].decided_by == bob
    assert acting.runs == [{"n": 1}]


async def test_a_chat_that_is_shared_no_more_is_not_answered_by_others(d, asked, acting):
    bob = await teammate(d)
    await share(d, asked.chat.id, Sharing.WRITE)
    await share(d, asked.chat.id, Sharing.PRIVATE)
    with pytest.raises(QuestionClosed):
        await waiting.answer(d, bob, await question_id(d), "accept")
    assert acting.runs == []


async def test_nothing_runs_for_a_person_who_may_not_write_any_more(d, model, acting: ActingTools):
    """A teammate asked, and was removed from the team while the reply waited."""
    model.says("Hi.")
    turn, bob = await answered(d), await teammate(d)
    await share(d, turn.chat.id, Sharing.WRITE)
    model.then(*call("act", {"n": 1}))
    theirs = await answered(d, chat=turn.chat.id, user=bob)
    assert await question_id(d, bob) == await question_id(d)  # it is in Ada's chat
    await come_and_go(d, bob, turn.chat.team_id)
    assert await questions.list_open(d, bob) == []
    await waiting.answer(d, ADA, await question_id(d), "accept")
    await recovery.sweep(d)
    await idle(d)
    assert (await row(d, theirs.reply.id)).status == Status.INTERRUPTED
    [step] = await read(d, theirs.reply.id)
    assert "can't write in this chat any more" in step.result
    assert (acting.runs, await questions.list_open(d, ADA)) == ([], [])
