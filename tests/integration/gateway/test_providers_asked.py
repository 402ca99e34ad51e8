"""A reply through a key of each provider there is: where it is asked, and with nothing else."""

from dataclasses import replace

import pytest

from spacerr.config import Settings
from spacerr.domain.ids import new_id
from spacerr.domain.keys.providers import PROVIDERS, slug_for
from spacerr.domain.status import Status
from spacerr.domain.tables import Chat, Connection, Message
from spacerr.infra.providers import probe
from spacerr.infra.providers.environment_models import EnvironmentModels
from spacerr.services.events import publish_settings_changed
from spacerr.services.gateway import gateway
from spacerr.services.keys import connections
from spacerr.services.replies import turns
from tests.support.models.adapter import provider
from tests.support.models.offers import decide
from tests.support.people.replies import ADA, idle, row
from tests.support.people.teams import team

__all__ = ["provider"]
pytestmark = pytest.mark.anyio
KEY = "sk-of-the-team"
OURS = "of-the-operator"
OPENAI = ("url", "/v1/chat/completions", "authorization")
GEMINI = "/v1beta/models/scripted-1:streamGenerateContent?alt=sse"
AZURE = "/openai/deployments/scripted-1/chat/completions?api-version=2024-10-21"
ASKED = {
    "openai": OPENAI,
    "anthropic": ("anthropic_url", "/v1/messages", "x-api-key"),
    "gemini": ("gemini_url", GEMINI, "x-goog-api-key"),
    "openrouter": OPENAI,
    "mistral": OPENAI,
    "groq": OPENAI,
    "deepseek": OPENAI,
    "azure": ("anthropic_url", AZURE, "api-key"),
    "ollama": ("anthropic_url", "/api/chat", "authorization"),
    "compatible": OPENAI,
}
"""By provider: its address as it has it, the path that is asked, and the header of the key."""
SET = (
    *(f"{it}_API_KEY" for it in ("OPENAI", "ANTHROPIC", "GEMINI", "GOOGLE", "OPENROUTER", "OR")),
    *(f"{it}_API_KEY" for it in ("MISTRAL", "GROQ", "DEEPSEEK", "AZURE", "AZURE_OPENAI", "OLLAMA")),
    *(f"OPENAI_{it}" for it in ("ORG_ID", "ORGANIZATION", "PROJECT_ID", "ADMIN_KEY")),
    *(f"AZURE_{it}" for it in ("AD_TOKEN", "OPENAI_AD_TOKEN", "USERNAME", "PASSWORD")),
    *(f"AZURE_{it}" for it in ("CLIENT_ID", "TENANT_ID", "CLIENT_SECRET")),
    "ANTHROPIC_AUTH_TOKEN",
)
"""What LiteLLM and the clients below it read from the environment of whoever runs the server."""
HEADERS = f"X-Gateway: {OURS}\nauthorization: Bearer {OURS}\nAPI-Key: {OURS}\nno header"


async def key(d, made, slug, provider, base="") -> Connection:
    """A key of a team's for a provider, who is at the scripted one's address."""
    known = PROVIDERS[slug]
    base = base or getattr(provider, ASKED[slug][0])
    place = {"base_url": base, "api_version": known.version}
    name = slug_for(known, known.name, ())
    made = Connection(team_id=made, provider=slug, slug=name, name=known.name, **place)
    connections.seal_key(d.vault, made, KEY)
    async with d.db.writing() as session:
        session.add(made)
        publish_settings_changed(d, session, made.team_id)
    return made


async def reply(d, made, slug, provider):
    """One reply through a new key of that provider's, and the one request for it."""
    entered = await key(d, made, slug, provider)
    request = turns.Request(ADA, new_id(), model=f"{entered.slug}/scripted-1")
    turn = await turns.send(d, request, "", "Hi", turns.Place(team_id=made))
    await idle(d)
    [seen] = provider.requests
    return await row(d, turn.reply.id), seen


@pytest.mark.parametrize("slug", PROVIDERS)
async def test_a_reply_is_asked_of_its_provider_with_its_key(d, provider, slug):
    made = await team(d)
    await decide(d, made, max_tokens=200)
    said, seen = await reply(d, made, slug, provider)
    assert (said.status, said.content) == (Status.COMPLETE, "Hello.")
    _, path, header = ASKED[slug]
    assert seen.path == path
    assert seen.headers[header].removeprefix("Bearer ") == KEY
    assert [it for it in seen.headers.values() if KEY in it][1:] == []
    assert KEY not in seen.path + str(seen.body)


@pytest.mark.parametrize("slug", PROVIDERS)
async def test_nothing_that_the_server_is_set_to_goes_along(d, provider, slug, monkeypatch):
    """Neither keys and tokens nor organisations, and none that would be fetched with a password."""
    for name in SET:
        monkeypatch.setenv(name, OURS)
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", HEADERS)
    said, seen = await reply(d, await team(d), slug, provider)
    assert said.status == Status.COMPLETE
    assert seen.headers[ASKED[slug][2]].removeprefix("Bearer ") == KEY
    assert OURS not in str((seen.headers, seen.body, seen.path))


@pytest.fixture
def proxied(provider, monkeypatch):
    """A name that leads nowhere, unless whoever is asked stands in between."""
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", provider.anthropic_url)
    return f"http://models-{new_id()}.invalid/v1"


@pytest.mark.parametrize(("slug", "requests"), [("openai", 1), ("compatible", 0)])
async def test_a_proxy_is_for_known_providers_only(d, provider, proxied, slug, requests):
    """Its own address is private, and it would connect in our place, wherever it is told to."""
    d.settings.private_model_servers = False
    made = await team(d)
    entered = await key(d, made, slug, provider, proxied)
    request = turns.Request(ADA, new_id(), model=f"{entered.slug}/scripted-1")
    turn = await turns.send(d, request, "", "Hi", turns.Place(team_id=made))
    await idle(d)
    said = await row(d, turn.reply.id)
    assert said.status == (Status.COMPLETE if requests else Status.FAILED)
    assert len(provider.requests) == requests


async def test_what_the_server_is_set_to_goes_along_with_its_own(d, provider, monkeypatch):
    """Whoever runs it may need a header for its own model server."""
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", f"X-Gateway: {OURS}")
    monkeypatch.setenv("OPENAI_BASE_URL", provider.url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-server")
    catalog = EnvironmentModels(Settings(ollama_url=""))
    await catalog.refresh()
    chat = Chat(user_id=ADA, team_id=await team(d))
    async with d.db.writing() as session:
        session.add(chat)
    asked = [Message(chat_id=chat.id, content="Hi")]
    wanted = gateway.ReplyRequest(ADA, chat.id, "openai/scripted-1", asked)
    assert [it async for it in gateway.stream_reply(replace(d, catalog=catalog), wanted)]
    await idle(d)
    [seen] = provider.requests
    assert seen.headers["x-gateway"] == OURS
    assert seen.headers["authorization"] == "Bearer sk-of-the-server"


@pytest.mark.parametrize("slug", ["openai", "azure", "compatible", "mistral", "groq", "deepseek"])
async def test_each_lists_what_it_has_where_it_is_asked(provider, slug):
    """Azure tells what was deployed, or which models there are."""
    base = getattr(provider, ASKED[slug][0])
    listed = await probe.list_models(slug, base, KEY, PROVIDERS[slug].version, True)
    assert [it.name for it in listed] == ["scripted-1"]
