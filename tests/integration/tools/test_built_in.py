"""The tools that every server has, as a model calls them."""

import json

import pytest

from spacerr.domain.errors.questions import WrongAnswer
from spacerr.domain.ids import new_id
from spacerr.domain.replies.questions import Decision, FieldKind
from spacerr.domain.status import Role, Status
from spacerr.domain.tools.spec import FOR_THE_ASKER
from spacerr.services import stop_replies
from spacerr.services.chats.threads import get_thread
from spacerr.services.questions.questions import list_open
from spacerr.services.replies import turns, waiting
from spacerr.services.steps.steps import get_step, read_steps
from tests.support.models.calling import call
from tests.support.models.priced import catalog
from tests.support.people.replies import ADA, answered, ask, idle, row
from tests.support.people.replies import said as said_so_far
from tests.support.people.teammates import share, teammate
from tests.support.tools.steps import CALCULATED, put_steps

__all__ = ["catalog"]
pytestmark = pytest.mark.anyio


async def result(d, turn):
    [step] = (await read_steps(d, [await row(d, turn.reply.id)], None))[turn.reply.id]
    return step.result


async def searched(d, model, query, chat=""):
    """A reply in which the model searches."""
    model.asked.clear()
    model.says(*call("search_knowledge_base", {"query": query}))
    model.then("Found.")
    return await answered(d, f"Look for {query}", chat=chat)


async def said(d, model, text):
    model.asked.clear()
    model.says("All right.")
    return await answered(d, text)


async def test_the_clock_tells_the_time_where_the_person_is(d, model):
    model.says(*call("current_time", {"timezone": "Asia/Tokyo"}))
    model.then("Late.")
    assert "+09:00" in await result(d, await answered(d))


async def test_a_search_finds_what_was_said_in_other_chats_with_their_links(d, model):
    earlier = await said(d, model, "The zeppelin lands at noon")
    [hit] = json.loads(await result(d, await searched(d, model, "zeppelin")))
    assert hit["link"] == f"/chat/{earlier.chat.id}"
    assert "lands at noon" in " ".join(hit["passages"])


async def test_a_search_that_finds_nothing_says_so(d, model):
    assert "Nothing was found" in await result(d, await searched(d, model, "unheard"))


async def test_in_a_shared_chat_only_shared_chats_are_searched(d, model):
    await said(d, model, "The private zeppelin")
    open_chat = await said(d, model, "The public zeppelin")
    await share(d, open_chat.chat.id)
    here = await said(d, model, "Hello")
    await share(d, here.chat.id)
    found = json.loads(await result(d, await searched(d, model, "zeppelin", here.chat.id)))
    assert [it["link"] for it in found] == [f"/chat/{open_chat.chat.id}"]


async def test_what_a_search_found_is_not_told_to_others(d, model):
    """The chat may be shared afterwards, and another person may ask the model in it."""
    bob = await teammate(d)
    await said(d, model, "The private zeppelin")
    turn = await searched(d, model, "zeppelin")
    await share(d, turn.chat.id)
    own, his = [
        (await get_thread(d, it, turn.chat.id)).steps[turn.reply.id][0] for it in (ADA, bob)
    ]
    assert "private" in own.result and his.result == FOR_THE_ASKER
    step = await get_step(d, bob, turn.reply.id, his.id)
    assert step.result == FOR_THE_ASKER
    model.asked.clear()
    model.says("No.")
    await answered(d, "What did it find?", chat=turn.chat.id, user=bob)
    assert "private" not in str(model.asked[0].messages)


async def test_what_a_search_found_is_not_told_to_a_person_who_continues_the_reply(d, model):
    bob = await teammate(d)
    model.says("Half", gated=True)
    turn = await ask(d)
    model.let()
    await said_so_far(d, turn.reply.id, "Half")
    await stop_replies.stop_reply(d, ADA, turn.reply.id)
    await idle(d)
    found = CALCULATED.changed(name="search_knowledge_base", result="The private zeppelin")
    await put_steps(d, turn.reply.id, found)
    await share(d, turn.chat.id)
    model.says(" and the rest.")
    again = await turns.continue_reply(d, turns.Request(bob, new_id()), turn.reply.id)
    await idle(d)
    assert await result(d, again) == FOR_THE_ASKER
    assert "private" not in str(model.asked[-1].messages)


async def asked(d, model, **arguments):
    """A reply that waits for a person, and what it asks."""
    model.says("Hm.", *call("ask_person", {"question": "Which boat?", **arguments}))
    model.then("All right.")
    turn = await ask(d)
    await idle(d)
    assert (await row(d, turn.reply.id)).status == Status.WAITING
    [it] = await list_open(d, ADA)
    return turn, it.question


async def decide(d, question, decision=Decision.ACCEPT, **values):
    await waiting.answer(d, ADA, question.id, decision.value, values)
    await idle(d)


async def test_a_model_asks_a_person_and_is_told_what_they_wrote(d, model):
    turn, question = await asked(d, model)
    [field] = question.fields
    assert (question.message, field.kind) == ("Which boat?", FieldKind.TEXT)
    await decide(d, question, answer="The red one")
    assert await result(d, turn) == "The red one"
    assert (await row(d, turn.reply.id)).content == "Hm.\n\nAll right."


@pytest.mark.parametrize(
    ("several", "answer", "told"),
    [(False, "Red", "Red"), (True, ["Red", "Blue"], "Red\nBlue")],
)
async def test_a_person_chooses_from_the_models_answers(d, model, several, answer, told):
    turn, question = await asked(d, model, choices=["Red", "", "Blue", "Red"], several=several)
    [field] = question.fields
    assert [it.value for it in field.choices] == ["Red", "Blue"]
    with pytest.raises(WrongAnswer):
        await decide(d, question, answer="Green")
    await decide(d, question, answer=answer)
    assert await result(d, turn) == told


@pytest.mark.parametrize("decision", [Decision.DECLINE, Decision.CANCEL])
async def test_a_model_goes_on_without_an_answer_that_a_person_refuses(d, model, decision):
    turn, question = await asked(d, model)
    await decide(d, question, decision)
    assert "doesn't want to answer" in await result(d, turn)
    assert (await row(d, turn.reply.id)).status == Status.COMPLETE


async def test_a_model_asks_again_in_the_same_reply(d, model):
    _, question = await asked(d, model)
    model.answers.appendleft((call("ask_person", {"question": "And the sail?"}), "stop"))
    await decide(d, question, answer="Red")
    [again] = await list_open(d, ADA)
    await decide(d, again.question, answer="White")
    told = [it.text for it in model.asked[-1].messages if it.role is Role.TOOL]
    assert told == ["Red", "White"]
