"""The steps of replies behind a link: what was asked and answered, and nothing else of them."""

import pytest
from sqlmodel import update

from spacerr.domain.errors.sharing import ChatTooLong
from spacerr.domain.replies.questions import Decision, QuestionKind
from spacerr.domain.replies.steps import StepState
from spacerr.domain.status import Status
from spacerr.domain.tables import Message
from spacerr.services.chats import links
from spacerr.services.questions.questions import new_question
from tests.support.people.replies import ADA, again, answered, idle
from tests.support.stores.databases import on_both_engines
from tests.support.tools.steps import CALCULATED, put_steps

pytestmark = [pytest.mark.anyio, on_both_engines]


async def shown(d, chat):
    """The messages behind a new link."""
    made = await links.create(d, ADA, chat)
    copy = await links.open_link(d, made.token)
    return [it async for page in copy.messages for it in page]


async def test_a_link_shows_the_steps_of_the_branch_with_their_details(d):
    turn = await answered(d)
    failed = CALCULATED.changed(
        call="call_2", at=3, state=StepState.FAILED, result="That is\nno number.", extra={"a": "b"}
    )
    await put_steps(d, turn.reply.id, CALCULATED, failed)
    question, reply = await shown(d, turn.chat.id)
    assert "steps" not in question
    first = {
        "id": "0",
        "at": 0,
        "title": "Calculator",
        "state": "succeeded",
        "brief": "17 * 23",
        "seconds": 0.25,
        "sentence": "",
        "progress": "",
        "questions": [],
        "images": [],
        "for_people": "",
        "arguments": '{"expression": "17 * 23"}',
        "result": "391",
    }
    second = {
        **first,
        "id": "1",
        "at": 3,
        "state": "failed",
        "sentence": "That is no number.",
        "result": "That is\nno number.",
    }
    assert reply["steps"] == [first, second]


async def test_a_link_tells_what_was_decided_on_questions_and_nothing_that_was_asked(d):
    turn = await answered(d)
    asked = new_question(QuestionKind.FORM, "What is the secret word?")
    decided = asked.model_copy(
        update={"decision": Decision.ACCEPT, "answer": {"word": "swordfish"}}
    )
    open_one = new_question(QuestionKind.CONFIRM, "What may not be seen")
    for state in StepState.SUCCEEDED, StepState.WAITING:
        step = CALCULATED.changed(state=state, questions=(decided, open_one))
        await put_steps(d, turn.reply.id, step)
        _, reply = await shown(d, turn.chat.id)
        [told] = reply["steps"]
        assert told["questions"] == [{"id": "0", "kind": "form", "decision": "accept"}]


async def test_steps_of_other_versions_are_not_behind_a_link(d):
    turn = await answered(d)
    await put_steps(d, turn.reply.id, CALCULATED)
    await again(d, turn.reply.id)
    await idle(d)
    assert [it.get("steps") for it in await shown(d, turn.chat.id)] == [None, None]


async def test_a_reply_that_was_stopped_in_its_first_step_is_behind_a_link(d):
    turn = await answered(d)
    cancelled = CALCULATED.changed(state=StepState.CANCELLED, result="", ended_at=None)
    await put_steps(d, turn.reply.id, cancelled)
    async with d.db.writing() as session:
        reply = update(Message).where(Message.id == turn.reply.id)
        await session.exec(reply.values(content="", status=Status.STOPPED))
    _, reply = await shown(d, turn.chat.id)
    assert (reply["text"], len(reply["steps"])) == ("", 1)


async def test_what_tools_answered_counts_towards_the_longest_chat(d, monkeypatch):
    turn = await answered(d)
    monkeypatch.setattr(links, "LINK_CHARS", 100)
    await put_steps(d, turn.reply.id, CALCULATED)
    assert await shown(d, turn.chat.id)
    await put_steps(d, turn.reply.id, CALCULATED, CALCULATED.changed(result="x" * 100))
    with pytest.raises(ChatTooLong):
        await links.create(d, ADA, turn.chat.id)
