"""Where a request comes from is told by trusted proxies alone."""

import pytest

from spacerr.domain.web.forwarding import client_address

PROXIES = ("127.0.0.1", "10.0.0.2", "10.0.0.3")


@pytest.mark.parametrize(
    ("client", "told", "address"),
    [
        ("192.0.2.7", [], "192.0.2.7"),
        ("192.0.2.7", ["203.0.113.1"], "192.0.2.7"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["192.0.2.7"], "192.0.2.7"),
        ("127.0.0.1", ["203.0.113.1, 192.0.2.7"], "192.0.2.7"),
        ("10.0.0.2", ["192.0.2.7, 10.0.0.3"], "192.0.2.7"),
        ("10.0.0.2", ["203.0.113.1 ,192.0.2.7,10.0.0.3 , 127.0.0.1"], "192.0.2.7"),
        ("127.0.0.1", ["203.0.113.1", "192.0.2.7"], "192.0.2.7"),
        ("127.0.0.1", ["10.0.0.3"], "10.0.0.3"),
        ("127.0.0.1", [""], "127.0.0.1"),
        ("127.0.0.1", ["192.0.2.7,"], "192.0.2.7"),
    ],
)
def test_the_nearest_address_that_is_no_proxy_of_ours_asks(client, told, address):
    assert client_address(client, told, PROXIES) == address


def test_of_proxies_alone_it_is_the_farthest():
    assert client_address("127.0.0.1", ["10.0.0.2, 10.0.0.3"], PROXIES) == "10.0.0.2"
