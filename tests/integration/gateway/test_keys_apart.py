"""Many keys for one provider at once: nothing of one reply is ever another's."""

import asyncio
import gc
import os
from collections import Counter
from collections.abc import Sequence

import psutil
import pytest

from spacerr.domain.replies.events import Completed
from spacerr.domain.status import Role
from spacerr.domain.tables import Chat, Connection, Message, ModelOption
from spacerr.infra.llm.interface import ChatMessage
from spacerr.infra.llm.litellm_model import LiteLLMModel
from spacerr.services.gateway import gateway
from tests.provider import Script, ScriptedProvider
from tests.support.models.asking import text_of
from tests.support.models.offers import decide, key
from tests.support.models.wires import WIRES
from tests.support.people.replies import ADA, idle
from tests.support.people.studio import used
from tests.support.people.teams import joined, team

pytestmark = pytest.mark.anyio
TEAMS = ("sk-boats", "sk-trains")
MODELS = ("scripted-1", "scripted-2")
OURS = "sk-of-the-server"
AT_ONCE = 100
KEYS, AT_A_TIME = 300, 20
MB = 1_000_000


@pytest.fixture(scope="module")
async def running():
    async with ScriptedProvider(models=MODELS) as provider:
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
    request = wire.request(provider, api_key=key, messages=(ChatMessage(Role.USER, question),))
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
    for mine, *others in (TEAMS, TEAMS[::-1]):
        theirs = [it for it in provider.requests if wire.key(it.headers) == mine]
        told = str([(it.headers, it.body, it.path) for it in theirs])
        assert not any(other in told for other in (*others, OURS))


async def test_what_the_server_is_set_to_goes_with_no_team_s_key(provider, wire, monkeypatch):
    """Organisations and projects of the operator's own account."""
    for name in ("OPENAI_ORG_ID", "OPENAI_ORGANIZATION", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "of-the-operator")
    for name in ("ANTHROPIC_AUTH_TOKEN", "GOOGLE_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.setenv(name, "of-the-operator")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Gateway: of-the-operator")
    await reply(wire, provider, 0)
    [seen] = provider.requests
    assert "of-the-operator" not in str((seen.headers, seen.body, seen.path))


async def test_two_teams_with_keys_for_one_provider_share_nothing_but_the_provider(d, provider):
    """Through the door: which key, which model, whose usage. One of them has a key of her own."""
    d.models[""] = LiteLLMModel()
    boats, trains = await team(d), await team(d, "Trains")
    bea = await joined(d, boats, "Bea")
    await decide(d, boats, own_keys=True, instructions="You are {{model}}.")
    await decide(d, trains, instructions="You are {{model}}.")
    row = await key(d, boats, provider.url, secret="sk-boats")
    await key(d, boats, provider.url, secret="sk-bea", user=bea)
    await key(d, trains, provider.url, secret="sk-trains")
    sail = {"model": f"{row.slug}/{MODELS[0]}", "nickname": "Sail", "temperature": 0.25}
    rail = {"model": f"{row.slug}/{MODELS[1]}", "nickname": "Rail", "temperature": 0.75}
    askers = [(ADA, boats, "sk-boats"), (ADA, trains, "sk-trains"), (bea, boats, "sk-bea")]
    chats = [Chat(user_id=user, team_id=place) for user, place, _ in askers]
    async with d.db.writing() as session:
        session.add_all(chats)
        session.add_all([ModelOption(team_id=boats, **sail), ModelOption(team_id=trains, **rail)])
    wishes = [sail, rail, sail]

    async def ask(number: int) -> None:
        (user, _, secret), chat, wish = (it[number % 3] for it in (askers, chats, wishes))
        question = Message(chat_id=chat.id, content=f"{secret}/{number}")
        wanted = gateway.ReplyRequest(user, chat.id, wish["model"], [question])
        heard = [it async for it in gateway.stream_reply(d, wanted)]
        assert text_of(heard) == _echo(question.content).text
        assert heard[0].meta.connection

    await asyncio.gather(*(ask(number) for number in range(AT_ONCE)))
    await idle(d)
    asked = [(WIRES["openai"].key(it.headers), _question(it.body)) for it in provider.requests]
    assert len(asked) == AT_ONCE
    assert all(question.startswith(f"{secret}/") for secret, question in asked)
    of = {secret: wish for (_, _, secret), wish in zip(askers, wishes, strict=True)}
    for (secret, _), seen in zip(asked, provider.requests, strict=True):
        model, temperature = (of[secret][it] for it in ("model", "temperature"))
        assert model.endswith("/" + seen.body["model"])
        assert seen.body["temperature"] == temperature
        assert of[secret]["nickname"] in seen.body["messages"][0]["content"]
    for number, (user, place, secret) in enumerate(askers):
        theirs = [it for it in await used(d) if (it.user_id, it.team_id) == (user, place)]
        said = [len(_echo(f"{secret}/{it}").tokens) for it in range(number, AT_ONCE, 3)]
        assert sorted(it.completion_tokens or 0 for it in theirs) == sorted(said)


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


async def test_files_and_memory_stay_level_through_the_door_with_many_keys(d, provider):
    d.models[""] = LiteLLMModel()
    made = await team(d)
    rows = [await key(d, made, provider.url, name=f"K {it}") for it in range(KEYS)]
    chat = Chat(user_id=ADA, team_id=made)
    async with d.db.writing() as session:
        session.add(chat)

    async def ask(number: int, row: Connection) -> None:
        question = Message(chat_id=chat.id, content=f"{row.slug}/{number}")
        wanted = gateway.ReplyRequest(ADA, chat.id, f"{row.slug}/{MODELS[0]}", [question])
        heard = [it async for it in gateway.stream_reply(d, wanted)]
        assert text_of(heard) == _echo(question.content).text

    async def many(some: Sequence[Connection]) -> None:
        for first in range(0, len(some), AT_A_TIME):
            now = enumerate(some[first : first + AT_A_TIME])
            await asyncio.gather(*(ask(number, row) for number, row in now))
        await idle(d)
        gc.collect()

    await many(rows[:200])  # so many keys' clients LiteLLM remembers
    files, memory = len(os.listdir("/dev/fd")), psutil.Process().memory_info().rss
    await many(rows[200:])
    await many(rows[:50])
    assert len({seen.headers["authorization"] for seen in provider.requests}) == KEYS
    assert len(os.listdir("/dev/fd")) <= files + 2 * AT_A_TIME  # sockets are kept for the next
    assert psutil.Process().memory_info().rss - memory < 20 * MB
