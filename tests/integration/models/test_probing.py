"""What a provider offers is asked in its own words, of exactly the server that may be asked."""

import asyncio
import gzip

import pytest

from spacerr.domain.errors.keys import (
    AddressIncomplete,
    KeyRefused,
    ListRefused,
    ListTooLarge,
    NoAzureServer,
    NoCredit,
    NoModelServer,
    NoOllamaServer,
    ProviderBusy,
    ProviderSilent,
    ProviderTrouble,
    ProviderUnreachable,
    ServerRedirects,
    ServerSilent,
    ServerUnreachable,
)
from spacerr.domain.limits import MODEL_LIST_ENTRIES
from spacerr.infra.providers import probe
from spacerr.infra.providers.probe import ListedModel
from tests.lateness import held
from tests.support.models.key_server import GOOD_KEY, OPENAI, SILENCE, Answer, key_server, listing

pytestmark = pytest.mark.anyio

ANTHROPIC = {"data": [{"id": "claude", "display_name": "Claude", "max_input_tokens": 9}]}
GEMINI = {
    "models": [
        {"name": "models/gemini", "displayName": "Gemini", "inputTokenLimit": 7},
        {"name": "models/embed", "supportedGenerationMethods": ["embedContent"]},
    ]
}
MISTRAL = {
    "data": [
        {"id": "m", "capabilities": {"completion_chat": True}},
        {"id": "ocr", "capabilities": {"completion_chat": False}},
    ]
}
OPENROUTER = {"data": [{"id": "a/b", "name": "A: B", "context_length": 8}]}
DEPLOYED = {"data": [{"id": "ours", "model": "gpt", "status": "succeeded"}]}
BASES = {
    "data": [
        {"id": "gpt", "capabilities": {"chat_completion": True}},
        {"id": "tts", "capabilities": {"chat_completion": False}},
    ]
}


async def listed(server, provider="compatible", key=GOOD_KEY, version="", private=True, path=""):
    return await probe.list_models(provider, server.url + path, key, version, private)


@pytest.mark.parametrize(
    ("provider", "content", "found", "path", "header"),
    [
        ("openai", OPENAI, [ListedModel("one"), ListedModel("two")], "/models", "authorization"),
        ("groq", OPENAI, [ListedModel("one"), ListedModel("two")], "/models", "authorization"),
        ("deepseek", OPENAI, [ListedModel("one"), ListedModel("two")], "/models", "authorization"),
        ("mistral", MISTRAL, [ListedModel("m")], "/models", "authorization"),
        ("openrouter", OPENROUTER, [ListedModel("a/b", "A: B", 8)], "/models", "authorization"),
        (
            "anthropic",
            ANTHROPIC,
            [ListedModel("claude", "Claude", 9)],
            "/v1/models?limit=1000",
            "x-api-key",
        ),
        (
            "gemini",
            GEMINI,
            [ListedModel("gemini", "Gemini", 7)],
            "/models?pageSize=1000",
            "x-goog-api-key",
        ),
        (
            "ollama",
            {"models": [{"name": "llama:8b"}]},
            [ListedModel("llama:8b")],
            "/api/tags",
            "authorization",
        ),
        (
            "azure",
            DEPLOYED,
            [ListedModel("ours", "gpt")],
            "/openai/deployments?api-version=2022-12-01",
            "api-key",
        ),
    ],
)
async def test_each_provider_is_asked_in_its_own_way(provider, content, found, path, header):
    async with key_server(listing(content), GOOD_KEY) as server:
        assert await listed(server, provider) == found
    asked, headers = server.asked[-1]
    assert asked == path and GOOD_KEY in headers[header]
    assert all(GOOD_KEY not in asked for asked, _ in server.asked)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ([{"id": "one"}], [ListedModel("one")]),
        ([], []),
        ({"data": None, "object": "list"}, []),
        ({"data": [{"id": "vllm", "max_model_len": 4096}]}, [ListedModel("vllm", "", 4096)]),
        ({"data": [{"id": "proxied", "max_input_tokens": 7}]}, [ListedModel("proxied", "", 7)]),
        (
            {"data": [{"id": "gguf", "meta": {"n_ctx": 512, "n_ctx_train": 9}}]},
            [ListedModel("gguf", "", 512)],
        ),
        (
            {"data": [{"id": "odd", "max_model_len": None, "context_length": 5}]},
            [ListedModel("odd", "", 5)],
        ),
    ],
)
async def test_a_list_is_read_as_servers_write_it(content, found):
    async with key_server(listing(content)) as server:
        assert await listed(server) == found


async def test_a_public_list_proves_no_key():
    refused = listing({"error": "No such key"}, 401)
    async with key_server({"/key": refused, "/models": listing(OPENROUTER)}) as server:
        with pytest.raises(KeyRefused):
            await listed(server, "openrouter")


async def test_where_no_deployments_are_told_the_models_for_them_are():
    answers = {"": Answer(404), "/openai/models?api-version=2030-01-01": listing(BASES)}
    async with key_server(answers) as server:
        assert await listed(server, "azure", version="2030-01-01") == [ListedModel("gpt")]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (listing({}, 401), KeyRefused),
        (listing({}, 403), KeyRefused),
        (listing({"error": {"details": [{"reason": "API_KEY_INVALID"}]}}, 400), KeyRefused),
        (listing({"error": {"message": "No connected db."}}, 400), KeyRefused),
        (listing({}, 400), NoModelServer),
        (listing({"error": {"message": "No such path"}}, 404), NoModelServer),
        (listing({"detail": "No such path"}, 404), NoModelServer),
        (listing({}, 402), NoCredit),
        (listing({"error": {"code": "insufficient_quota"}}, 429), NoCredit),
        (listing({}, 429), ProviderBusy),
        (listing({}, 503), ProviderTrouble),
        (Answer(404, b"<h1>Not here</h1>"), NoModelServer),
        (Answer(200, b"<!doctype html><title>Welcome</title>"), NoModelServer),
        (Answer(200, b""), NoModelServer),
        (listing("none"), NoModelServer),
        (listing({"data": "none"}), NoModelServer),
        (Answer(200, b"[" * 100_000), NoModelServer),
        (Answer(200, b"\xff\xfe\x00"), NoModelServer),
        (Answer(302, b"", {"Location": "http://127.0.0.1:1/"}), ServerRedirects),
        (Answer(308, b"", {"Location": "/v1/models"}), ServerRedirects),
        (Answer(200, b"x" * 6_000_000), ListTooLarge),
        (
            Answer(200, gzip.compress(b"0" * 50_000_000), {"Content-Encoding": "gzip"}),
            NoModelServer,
        ),
    ],
    ids=lambda it: getattr(it, "__name__", getattr(it, "status", None)),
)
async def test_whatever_a_server_answers_has_a_name(answer, error):
    async with key_server(answer) as server:
        with pytest.raises(error):
            await listed(server)
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [400, 409, 422, 451])
async def test_a_refusal_in_a_server_s_own_words_is_said_in_them(status):
    told = f"No team for key {GOOD_KEY}."
    async with key_server(listing({"error": {"message": told}}, status)) as server:
        with pytest.raises(ListRefused) as refused:
            await listed(server)
    assert (
        str(refused.value) == f"{ListRefused.__doc__} The provider says: No team for key [hidden]."
    )


@pytest.mark.parametrize(
    ("provider", "error", "advice"),
    [
        ("compatible", NoModelServer, "ends in /v1"),
        ("ollama", NoOllamaServer, "without /v1"),
        ("azure", NoAzureServer, ".openai.azure.com"),
        ("groq", ProviderTrouble, "Try again later"),
    ],
)
async def test_what_is_none_of_a_provider_s_says_how_its_address_ends(provider, error, advice):
    async with key_server(Answer(404)) as server:
        with pytest.raises(error) as refused:
            await listed(server, provider)
    assert type(refused.value) is error and advice in str(refused.value)


@pytest.mark.parametrize("url", ["http://☃.example/v1", "http://٣.com", "http://[v1.a]/"])
@pytest.mark.parametrize("private", [True, False])
async def test_what_only_looks_like_an_address_is_said_to_be_none(url, private):
    with pytest.raises(AddressIncomplete):
        await probe.list_models("compatible", url, GOOD_KEY, "", private)
    with pytest.raises(AddressIncomplete):
        await probe.require_public_address("compatible", url, private)


@pytest.mark.parametrize(
    ("provider", "kind", "said"),
    [
        ("compatible", ServerSilent, "The server didn't answer"),
        ("openai", ProviderSilent, "OpenAI didn't answer"),
    ],
)
async def test_a_server_that_hangs_is_waited_for_only_so_long(monkeypatch, provider, kind, said):
    monkeypatch.setattr(probe, "KEY_PROBE_LIMIT", 0.2)
    async with key_server(SILENCE) as server:
        with pytest.raises(kind, match=said):
            await listed(server, provider)


async def test_a_server_that_is_none_of_http_is_no_model_server():
    async def say_something(_, writer):
        writer.write(b"220 mail.example.org ESMTP\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(say_something, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        with pytest.raises(NoModelServer):
            await probe.list_models("compatible", f"http://127.0.0.1:{port}/v1", "", "", True)


@pytest.mark.parametrize(
    ("provider", "kind", "said"),
    [
        ("compatible", ServerUnreachable, "Nothing answers at this address."),
        ("openai", ProviderUnreachable, "OpenAI can't be reached from this server."),
        ("gemini", ProviderUnreachable, "Google can't be reached from this server."),
    ],
)
async def test_where_nothing_answers_that_is_said(provider, kind, said):
    with pytest.raises(kind, match=said):
        await probe.list_models(provider, "http://127.0.0.1:9/v1", "", "", True)


async def test_five_thousand_models_are_listed_and_nonsense_among_them_is_left_out():
    many = [{"id": f"model-{number}"} for number in range(5_000)]
    nonsense = [{"id": None}, {"id": ""}, {"id": 7}, "x", None, {}, {"id": "a\nb"}]
    content = {"data": [*nonsense, *many, {"id": "x" * 9_000}, {"id": "model-1"}]}
    async with key_server(listing(content)) as server:
        found = await listed(server)
    assert [it.name for it in found] == [f"model-{number}" for number in range(5_000)]


async def test_a_list_without_end_is_read_as_far_as_anybody_looks_while_others_go_on():
    body = b'{"data": [%b]}' % b",".join(b'{"id": "%x"}' % it for it in range(250_000))
    async with key_server(Answer(200, body)) as server:
        found, longest = await held(listed(server))
    assert len(found) == MODEL_LIST_ENTRIES
    assert longest < 0.5


def pages(count: int) -> dict[str, Answer]:
    """Gemini's list, a model a page; the last one has no next page."""
    answers = {}
    for number in range(count):
        page: dict[str, object] = {"models": [{"name": f"models/gemini-{number}"}]}
        if number < count - 1:
            page["nextPageToken"] = f"page/{number + 1}=="
        token = f"&pageToken=page%2F{number}%3D%3D" if number else ""
        answers[f"/models?pageSize=1000{token}"] = listing(page)
    return answers


async def test_gemini_s_list_is_read_page_after_page_and_not_for_ever():
    async with key_server(pages(3)) as server:
        names = [it.name for it in await listed(server, "gemini")]
    assert names == ["gemini-0", "gemini-1", "gemini-2"]
    async with key_server(pages(100)) as server:
        assert len(await listed(server, "gemini")) == len(server.asked) < 100
