"""Results that are too long for a model at once: kept, read on, and by no one else."""

import pytest
from sqlmodel import select

from spacerr.domain.replies.steps import StepState
from spacerr.domain.tables import Chat, LongResult
from spacerr.domain.tools.limits import RESULT_SHOWN_CHARS, TOOL_RESULT_BYTES
from spacerr.domain.tools.long_results import first_page
from spacerr.domain.tools.spec import FOR_THE_ASKER
from spacerr.services import stop_replies
from spacerr.services.chats import erase
from spacerr.services.replies import turns
from spacerr.services.steps import results
from spacerr.services.steps.steps import get_step, read_steps, store_steps
from tests.support.models.calling import call
from tests.support.models.priced import catalog
from tests.support.models.slow_tool import SlowTool, slow_tool
from tests.support.people.replies import ADA, answered, ask, edit, idle, row
from tests.support.people.teammates import share, teammate
from tests.support.stores.databases import on_both_engines
from tests.support.tools.long_tool import long_text, long_tool
from tests.support.tools.steps import CALCULATED, put_steps

__all__ = ["catalog", "long_tool", "slow_tool"]
pytestmark = [pytest.mark.anyio, on_both_engines, pytest.mark.usefixtures("long_tool")]
SIZE = 90_000


async def calling(d, model, *calls, chat="", user=ADA):
    """A reply in which the model makes some calls; its steps."""
    model.asked.clear()
    model.says(*(event for n, it in enumerate(calls) for event in call(*it, n)))
    model.then("Done.")
    turn = await answered(d, chat=chat, user=user)
    return turn, await steps(d, turn.reply.id)


async def steps(d, reply_id):
    return (await read_steps(d, [await row(d, reply_id)], None)).get(reply_id, ())


def offered(model, at=-1):
    return {it.name for it in model.asked[at].tools}


async def rows(d):
    async with d.db.reading() as session:
        return (await session.exec(select(LongResult))).all()


async def test_a_model_reads_on_in_a_result_that_was_cut(d, model):
    turn, [cut] = await calling(d, model, ("long", {"size": SIZE}))
    assert len(cut.result.encode()) <= TOOL_RESULT_BYTES and f'"id": "{cut.id}"' in cut.result
    assert ("read_result" in offered(model, 0), "read_result" in offered(model)) == (False, True)
    _, pages = await calling(
        d,
        model,
        *(("read_result", {"id": cut.id, "offset": at}) for at in (0, 80_000, SIZE)),
        chat=turn.chat.id,
    )
    beginning, end, beyond = pages
    assert beginning.result.startswith(long_text(SIZE)[:20_000])
    assert end.result.startswith(long_text(SIZE)[80_000:]) and "This is the end" in end.result
    assert (beyond.state, "ends after 90,000 char" in beyond.result) == (StepState.FAILED, True)


async def test_a_short_result_costs_nothing_more(d, model):
    await calling(d, model, ("long", {"size": 1_000}))
    assert "read_result" not in offered(model)
    assert await rows(d) == []


async def test_a_model_cannot_read_results_of_another_chat_or_branch(d, model):
    turn, [foreign] = await calling(d, model, ("long", {"size": SIZE}))
    _, made = await calling(d, model, ("long", {"size": SIZE}), ("read_result", {"id": foreign.id}))
    assert "There is no tool named 'read_result'" in made[1].result
    here, _ = await calling(d, model, ("long", {"size": SIZE}))
    _, [refused] = await calling(d, model, ("read_result", {"id": foreign.id}), chat=here.chat.id)
    assert (refused.state, "no long result" in refused.result) == (StepState.FAILED, True)
    await edit(d, turn.question.id, "Again")
    await idle(d)
    assert "read_result" not in offered(model)


async def test_what_only_the_asker_may_read_is_read_on_for_no_one_else(d, model):
    turn = await answered(d)
    long = CALCULATED.changed(name="search_knowledge_base", result="")
    await put_steps(d, turn.reply.id, long)
    [step] = await steps(d, turn.reply.id)
    kept = await results.keep(d, turn.reply.id, step.id, long_text(SIZE))
    async with d.db.writing() as session:
        told = first_page(kept.text, step.id, SIZE)
        await store_steps(session, turn.reply.id, [step.changed(result=told)])
    bob = await teammate(d)
    await share(d, turn.chat.id)
    arguments = {"id": step.id, "offset": 80_000}
    own, [page] = await calling(d, model, ("read_result", arguments), chat=turn.chat.id)
    assert page.result.startswith(long_text(SIZE)[80_000:])
    assert (await get_step(d, ADA, turn.reply.id, step.id)).result == long_text(SIZE)
    for reply, known in ((turn.reply, step), (own.reply, page)):
        assert (await get_step(d, bob, reply.id, known.id)).result == FOR_THE_ASKER
    _, [refused] = await calling(d, model, ("read_result", arguments), chat=turn.chat.id, user=bob)
    assert "There is no tool named" in refused.result
    assert long_text(SIZE)[80_000:] not in str(model.asked[0].messages)


async def test_a_reply_that_is_continued_can_read_on(d, model, slow_tool: SlowTool):
    model.says("One.", *call("long", {"size": SIZE}))
    model.then("Two", *call("slow", {"n": 1}))
    turn = await ask(d)
    await slow_tool.running(1)
    await stop_replies.stop_reply(d, ADA, turn.reply.id, None)
    await idle(d)
    [before, _] = await steps(d, turn.reply.id)
    model.then(" and three.")
    again = await turns.continue_reply(d, turns.Request(ADA, "again"), turn.reply.id)
    await idle(d)
    [cut, _] = await steps(d, again.reply.id)
    assert cut.id != before.id and before.id not in cut.result
    _, [page] = await calling(
        d, model, ("read_result", {"id": cut.id, "offset": 80_000}), chat=turn.chat.id
    )
    assert page.result.startswith(long_text(SIZE)[80_000:])


async def test_a_person_reads_the_whole_result_as_far_as_a_page_shows_it(d, model):
    turn, made = await calling(
        d, model, ("long", {"size": SIZE}), ("long", {"size": RESULT_SHOWN_CHARS + 5})
    )
    whole, longer = [await get_step(d, ADA, turn.reply.id, it.id) for it in made]
    assert whole.result == long_text(SIZE)
    assert longer.result.startswith(long_text(RESULT_SHOWN_CHARS))
    assert longer.result.endswith("(These are the first 200,000 of 200,005 characters.)")


async def test_what_is_kept_is_bounded_for_a_result_and_for_a_reply(d, model, monkeypatch):
    monkeypatch.setattr(results, "RESULT_KEPT_BYTES", 50_000)
    monkeypatch.setattr(results, "REPLY_RESULT_BYTES", 80_000)
    _, made = await calling(d, model, *[("long", {"size": SIZE})] * 2)
    cut, dropped = sorted((it.result for it in made), key=lambda it: "read_result" not in it)
    assert "of 90,000 characters, of which" in cut
    assert dropped.endswith("(The result is longer. This is its beginning.)")
    [kept] = await rows(d)
    assert kept.size <= 50_000 and len(kept.text) < kept.size


async def test_a_call_that_runs_again_keeps_its_result_once(d, model):
    turn = await answered(d)
    for text in ("first", "second"):
        await results.keep(d, turn.reply.id, "step", text)
    assert len(await rows(d)) == 1
    assert await results.read(d, "step") == ("second", 6)


async def test_a_long_result_goes_with_its_chat(d, model):
    turn, _ = await calling(d, model, ("long", {"size": SIZE}))
    assert len(await rows(d)) == 1
    await erase.delete_chats(d, Chat.id == turn.chat.id)
    assert await rows(d) == []
