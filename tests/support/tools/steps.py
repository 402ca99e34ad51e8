"""Steps of replies as tests store them, without a model that calls tools."""

from spacerr.deps import Deps
from spacerr.domain.ids import new_id, now_ms
from spacerr.domain.replies.meta import ReplyMeta
from spacerr.domain.replies.questions import Question, QuestionKind
from spacerr.domain.replies.steps import Step, Steps, StepState
from spacerr.domain.tables import Message, OpenQuestion
from spacerr.services.questions import questions
from spacerr.services.questions.questions import new_question
from spacerr.services.steps.steps import read_steps, store_steps

CALCULATED = Step(
    id="",
    round=1,
    call="call_1",
    name="calculator",
    title="Calculator",
    at=0,
    state=StepState.SUCCEEDED,
    arguments='{"expression": "17 * 23"}',
    result="391",
    started_at=1_000,
    ended_at=1_250,
)


async def put_steps(d: Deps, reply_id: str, *steps: Step) -> None:
    """Make these the steps of a reply, under new ids."""
    async with d.db.writing() as session:
        row = await session.get_one(Message, reply_id)
        row.meta = ReplyMeta.read(row.meta).merge(ReplyMeta(steps=len(steps))).stored()
        await store_steps(session, reply_id, [it.changed(id=new_id()) for it in steps])


async def ask_in_step(d: Deps, reply_id: str, title: str = "Calculator") -> Question:
    """Let a step of a reply ask whether its tool may run."""
    asked = new_question(QuestionKind.CONFIRM, CALCULATED.arguments, rememberable=True)
    step = CALCULATED.changed(id=new_id(), title=title, state=StepState.WAITING, questions=(asked,))
    await questions.store(d, reply_id, (step,))
    return asked


async def steps_of(d: Deps, reply_id: str) -> list[Step]:
    """The steps of a reply without their ids, which are new in every copy."""
    async with d.db.reading() as session:
        row = await session.get_one(Message, reply_id)
    found = await read_steps(d, [row], None)
    return [it.changed(id="") for it in found.get(reply_id, ())]


async def read(d: Deps, reply_id: str) -> Steps:
    """The steps of a reply."""
    async with d.db.reading() as session:
        row = await session.get_one(Message, reply_id)
    return (await read_steps(d, [row], None)).get(reply_id, ())


async def expire(d: Deps, question_id: str) -> None:
    """Let the time run out in which a question can be answered."""
    async with d.db.writing() as session:
        row = await session.get_one(OpenQuestion, question_id)
        row.until = now_ms() - 1
        session.add(row)
