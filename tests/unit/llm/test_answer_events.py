"""An answer in which nothing was said is a failure, but for one cut short in its thoughts."""

import asyncio

import pytest

from spacerr.domain.errors.answers import NotText, PerhapsTooLong
from spacerr.domain.errors.models import EmptyReply
from spacerr.domain.replies.events import Delta, Reasoning
from spacerr.domain.status import Role
from spacerr.infra.answers.answer import FinishState
from spacerr.infra.answers.events import events
from spacerr.infra.llm.interface import ChatMessage, ModelRequest

pytestmark = pytest.mark.anyio
THOUGHT = {"completion_tokens": 64, "completion_tokens_details": {"reasoning_tokens": 64}}


class Silent:
    """Says nothing; what it thinks is told, or only counted."""

    headers = {}

    say = None

    def __init__(self, finish, usage, *thoughts):
        self.finish = FinishState(finish_reason=finish, usage=usage)
        self.thoughts = thoughts

    async def pieces(self):
        for thought in self.thoughts:
            yield [Reasoning(text=thought)]
        if self.say:
            yield [self.say]


async def heard(answer, request=None):
    request = request or ModelRequest("openai/o3", ())
    due = asyncio.get_running_loop().time() + 5
    return [event async for event in events(answer, request, due)]


@pytest.mark.parametrize(
    "answer", [Silent("length", {}, "Hm."), Silent("length", THOUGHT)], ids=["told", "counted"]
)
async def test_a_model_that_reaches_its_limit_in_its_thoughts_has_ended_there(answer):
    assert (await heard(answer))[-1].finish_reason == "length"


@pytest.mark.parametrize(
    "answer",
    [
        Silent("stop", THOUGHT),
        Silent("stop", {}, "Hm."),
        Silent("length", {}),
        Silent("length", {"completion_tokens_details": None}),
    ],
)
async def test_one_that_says_nothing_without_that_has_failed(answer):
    with pytest.raises(EmptyReply):
        await heard(answer)


async def test_what_came_instead_of_text_is_named():
    answer = Silent("stop", {})
    answer.finish.non_text = {"a picture"}
    with pytest.raises(NotText, match="answered with a picture"):
        await heard(answer)


async def test_a_picture_beside_text_is_told_with_its_end():
    answer = Silent("stop", {}, "Hm.")
    answer.finish.non_text = {"a picture"}
    answer.say = Delta(text="Here it is.")
    assert (await heard(answer))[-1].brought == ("a picture",)


@pytest.mark.parametrize(
    ("chars", "context", "expected"),
    [
        (100, None, EmptyReply),
        (8_000, None, PerhapsTooLong),
        (8_000, 128_000, EmptyReply),
        (400_000, 128_000, PerhapsTooLong),
        (3_500, 1_000, PerhapsTooLong),
    ],
)
@pytest.mark.parametrize("finish", ["", "stop"])
async def test_nothing_after_a_long_chat_names_its_length(chars, context, expected, finish):
    said = (ChatMessage(Role.USER, "a" * (chars // 2)), ChatMessage(Role.USER, "a" * (chars // 2)))
    with pytest.raises(EmptyReply) as failure:
        await heard(Silent(finish, {}), ModelRequest("openai/x", said, context=context))
    assert type(failure.value) is expected
