"""Many keys for one provider at once: nothing of one reply is ever another's."""

import asyncio
import gc
import os
from collections import Counter

import psutil
import pytest

from spacerr.domain.events import Completed
from spacerr.domain.status import Role
from spacerr.infra.litellm_model import LiteLLMModel
from spacerr.infra.model import Said
from tests.integration.asking import text_of
from tests.integration.wires import WIRES
from tests.provider import Script, ScriptedProvider

pytestmark = pytest.mark.anyio
TEAMS = ("sk-boats", "sk-trains")
OURS = "sk-of-the-server"
AT_ONCE = 100
MB = 1_000_000


@pytest.fixture(scope="module")
async def running():
    async with ScriptedProvider() as provider:
        yield provider


@pytest.fixture
def provider(running):
    """Answers with the question, one word after another, as many as its number says."""
    running.requests.clear()
    running.answer = lambda body: _echo(_question(body))
    return running


@pytest.fixture(params=WIRES)
def wire(request):
    return WIRES[request.param]


def _question(body) -> str:
    last = (body.get("messages") or body["contents"])[-1]
    said = last.get("content") or last["parts"]
    return said if isinstance(said, str) else said[0]["text"]


def _echo(question: str) -> Script:
    words = [f"{question} "] * (1 + int(question.rpartition("/")[2]) % 7)
    return Script(tuple(words), rate=200)


async def reply(wire, provider, number: int, *, keys=TEAMS):
    """One reply: whose key it was asked with, and what came back."""
    key = keys[number % len(keys)]
    question = f"{key or OURS}/{number}"
    request = wire.request(provider, api_key=key, said=(Said(Role.USER, question),))
    events = [it async for it in LiteLLMModel().stream(request)]
    assert text_of(events) == _echo(question).text
    last = events[-1]
    assert isinstance(last, Completed)
    said = len(_echo(question).tokens)
    assert last.usage.get("completion_tokens", said) == said  # what comes too late isn't waited for
    return question


async def test_no_key_reaches_another_team_s_request(provider, wire, monkeypatch):
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY"):
        monkeypatch.setenv(name, OURS)
    keys = (*TEAMS, None)
    asked = await asyncio.gather(*(reply(wire, provider, it, keys=keys) for it in range(AT_ONCE)))
    seen = [(wire.key(it.headers), _question(it.body)) for it in provider.requests]
    assert all(question.startswith(f"{key}/") for key, question in seen)
    assert Counter(question for _, question in seen) == Counter(asked)
    for key, *others in (TEAMS, TEAMS[::-1]):
        theirs = [it for it in provider.requests if wire.key(it.headers) == key]
        told = str([(it.headers, it.body, it.path) for it in theirs])
        assert not any(other in told for other in (*others, OURS))


async def test_what_the_server_is_set_to_goes_with_no_team_s_key(provider, wire, monkeypatch):
    """Organisations and projects of the operator's own account."""
    for name in ("OPENAI_ORG_ID", "OPENAI_ORGANIZATION", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "of-the-operator")
    for name in ("ANTHROPIC_AUTH_TOKEN", "GOOGLE_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.setenv(name, "of-the-operator")
    await reply(wire, provider, 0)
    [seen] = provider.requests
    assert "of-the-operator" not in str((seen.headers, seen.body, seen.path))


async def test_files_and_memory_stay_level(provider, wire):
    async def many(first: int) -> None:
        numbers = range(first, first + AT_ONCE)
        await asyncio.gather(*(reply(wire, provider, it) for it in numbers))

    await many(0)
    gc.collect()
    files, memory = len(os.listdir("/dev/fd")), psutil.Process().memory_info().rss
    for batch in range(1, 6):
        await many(batch * AT_ONCE)
    gc.collect()
    assert len(os.listdir("/dev/fd")) <= files + 10
    assert psutil.Process().memory_info().rss - memory < 20 * MB
