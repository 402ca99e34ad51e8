"""Which providers there are, what their models' ids begin with, and where their servers are."""

import litellm
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacerr.domain.errors.keys import AddressIncomplete, AddressTooLong
from spacerr.domain.keys.providers import PROVIDERS, slug_for
from spacerr.domain.keys.server_urls import normalise_url

OWN = PROVIDERS["compatible"]
KNOWN = {str(getattr(it, "value", it)) for it in litellm.provider_list} | PROVIDERS.keys()


@pytest.mark.parametrize("provider", PROVIDERS.values(), ids=lambda it: it.slug)
def test_litellm_knows_every_provider_by_its_prefix(provider):
    assert provider.prefix in KNOWN


@pytest.mark.parametrize("provider", PROVIDERS.values(), ids=lambda it: it.slug)
def test_every_provider_has_an_address_that_is_kept_as_it_is(provider):
    assert normalise_url(provider.url) == provider.url


def test_a_hosted_provider_s_models_are_known_by_its_own_name():
    assert slug_for(PROVIDERS["anthropic"], "Our Claude", {"anthropic"}) == "anthropic"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Lab", "lab-server"),
        ("Lab server", "lab-server"),
        ("Übergröße & Co.", "ubergroe-co-server"),
        ("日本", "own-server"),
        ("Server", "own-server"),
        ("", "own-server"),
    ],
)
def test_a_server_s_models_are_known_by_its_name(name, slug):
    assert slug_for(OWN, name, set()) == slug


def test_no_two_servers_share_a_slug():
    assert slug_for(OWN, "Lab", {"lab-server", "lab-server-2"}) == "lab-server-3"


@given(st.one_of(st.text(), st.sampled_from(sorted(KNOWN))))
def test_no_server_passes_for_a_provider(name):
    slug = slug_for(OWN, name, set())
    assert slug not in KNOWN and slug != "demo"
    assert slug.isascii() and "/" not in slug and slug == slug.lower()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" https://Models.Example.org/v1/ ", "https://models.example.org/v1"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("https://m.example.org/v1/chat/completions", "https://m.example.org/v1"),
        ("https://m.example.org/v1/models", "https://m.example.org/v1"),
        ("http://10.0.0.1:11434/api/chat", "http://10.0.0.1:11434"),
        ("http://[::1]:8000/v1", "http://[::1]:8000/v1"),
    ],
)
def test_an_address_is_kept_without_what_is_asked_there(typed, kept):
    assert normalise_url(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "models.example.org",
        "ftp://models.example.org",
        "file:///etc/passwd",
        "https://",
        "https://user:pass@example.org/v1",
        "https://example.org/v1?key=1",
        "https://example.org/v1#x",
        "https://example.org:99999/v1",
        "https://example.org:x/v1",
        "https://exa mple.org",
        "https://example.org\\@evil.example",
        "https://example.org/\r\nHost: evil.example",
        f"https://{'x' * 70}.example.org",
        "https://[::1",
    ],
)
def test_what_is_no_whole_address_is_refused(typed):
    with pytest.raises(AddressIncomplete):
        normalise_url(typed)


def test_an_endless_address_is_refused():
    with pytest.raises(AddressTooLong):
        normalise_url(f"https://example.org/{'x' * 10_000}")
