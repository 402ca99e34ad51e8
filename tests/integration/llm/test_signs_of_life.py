"""A server that sends bytes which say nothing is waited for; one that sends none is given up."""

import asyncio
import json
import time

import pytest

from spacerr.domain.allowances import TimeLimits
from spacerr.domain.errors.models import ModelTimedOut
from spacerr.domain.replies.events import Working
from spacerr.infra.llm.litellm_loader import load_litellm
from spacerr.infra.llm.litellm_model import LiteLLMModel
from tests.integration.llm import test_exact_text as exact
from tests.provider import Fault, FaultKind, Script
from tests.support.models.asking import text_of, until_it_fails
from tests.support.models.wired import TOKENS, provider, running
from tests.support.people.replies import PATIENCE, Tab, ask, idle

__all__ = ["provider", "running"]
pytestmark = pytest.mark.anyio
SHORT = TimeLimits(first_token=1, silence=1)
EMPTY = {"choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": None}]}
SIGNS = {
    "comments": ": still here\n\n",
    "empty deltas": f"data: {json.dumps(EMPTY)}\n\n",
    "pings": 'event: ping\ndata: {"type": "ping"}\n\n',
}
SENT = [
    ("openai", "comments"),
    ("openai", "empty deltas"),
    ("hosted_vllm", "comments"),
    ("hosted_vllm", "empty deltas"),
    ("anthropic", "comments"),
    ("anthropic", "pings"),
    ("gemini", "comments"),
]


async def heard(provider, name) -> list:
    await load_litellm()
    asked = exact.request(provider, name, limits=SHORT)
    return [event async for event in LiteLLMModel().stream(asked)]


@pytest.mark.parametrize(("name", "signs"), SENT)
@pytest.mark.parametrize("after", [0, 2])
async def test_signs_of_life_extend_both_limits(provider, name, signs, after, monkeypatch):
    monkeypatch.setattr("spacerr.infra.answers.timeouts.WORKING_SHOWN", 0.5)
    fault = Fault(FaultKind.RAW, after=after, seconds=2.2, body=SIGNS[signs])
    provider.script = Script(TOKENS, fault=fault)
    events = await heard(provider, name)
    assert text_of(events) == "".join(TOKENS)
    assert events.count(Working()) == (1 if after == 0 else 0)


async def test_a_server_that_falls_silent_after_them_is_given_up(provider):
    provider.script = Script(("",) * 20, rate=10, fault=Fault(FaultKind.STALL, after=20))
    await load_litellm()
    began = time.monotonic()
    assert type((await until_it_fails(provider, limits=SHORT))[1]) is ModelTimedOut
    assert time.monotonic() - began > 2.5, "a second after the last sign"
    await provider.wait_closed()


async def test_people_are_told_that_the_model_is_working(d, model):
    model.says(Working(), "Here", gated=True)
    turn = await ask(d, "Hi")
    tab = Tab(d, turn.reply.id)
    model.let()
    async with asyncio.timeout(PATIENCE):
        while not any(growth.working for growth in tab.growths):
            await asyncio.sleep(0.005)
    model.let()
    await tab.shows("Here")
    model.let_all()
    await idle(d)
    await tab.end()
    assert not tab.growths[-1].working
