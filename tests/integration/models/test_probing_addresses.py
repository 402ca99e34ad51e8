"""Only servers at addresses that may be asked are asked for what they offer."""

import json

import pytest

from spacerr.domain.errors.keys import PrivateAddress
from spacerr.infra.net import ip
from spacerr.infra.providers import probe
from tests.support.models.key_server import GOOD_KEY, OPENAI, key_server, listing, resolve_as

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0", "2130706433", "127.1"])
async def test_a_private_address_is_not_even_connected_to(host):
    async with key_server() as server:
        url = f"http://{host}:{server.port}/v1"
        with pytest.raises(PrivateAddress):
            await probe.list_models("compatible", url, GOOD_KEY, "", False)
        with pytest.raises(PrivateAddress):
            await probe.require_public_address("compatible", url, False)
    assert server.asked == []


async def test_a_name_with_one_private_address_among_others_is_private(monkeypatch):
    resolve_as(monkeypatch, "8.8.8.8", "10.0.0.1")
    with pytest.raises(PrivateAddress):
        await probe.list_models("compatible", "https://models.test/v1", GOOD_KEY, "", False)


async def test_what_was_checked_is_what_is_connected_to(monkeypatch):
    """A name that leads elsewhere when it is asked again changes nothing: it isn't."""
    asked = []
    resolve_as(monkeypatch, "127.0.0.1", asked=asked)
    monkeypatch.setattr(ip, "is_public", lambda _: True)  # no test reaches the internet
    async with key_server() as server:
        url = f"http://models.test:{server.port}/v1"
        assert len(await probe.list_models("compatible", url, GOOD_KEY, "", False)) == 2
    assert asked == ["models.test"]
    [(_, headers)] = server.asked
    assert headers["host"] == f"models.test:{server.port}"


async def test_the_next_address_of_a_name_is_tried_where_one_is_down(monkeypatch):
    resolve_as(monkeypatch, "127.0.0.77", "::1", "127.0.0.1")
    monkeypatch.setattr(ip, "is_public", lambda _: True)
    async with key_server() as server:
        url = f"http://models.test:{server.port}/v1"
        assert len(await probe.list_models("compatible", url, GOOD_KEY, "", False)) == 2


async def test_a_provider_s_own_address_needs_no_permission():
    async with key_server(listing(json.loads(json.dumps(OPENAI)))) as server:
        assert len(await probe.list_models("openai", server.url, GOOD_KEY, "", False)) == 2
