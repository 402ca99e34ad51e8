"""Addresses of private networks are told from the internet's, in all their disguises."""

import pytest

from spacerr.infra.net.ip import is_public


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_the_internet_s_addresses_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:a9fe:a9fe",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "64:ff9b:1::7f00:1",
        "64:ff9b:1::808:808",
        "fec0::1",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
        "168.63.129.16",
        "::ffff:168.63.129.16",
    ],
)
def test_a_private_network_s_are_not(address):
    assert not is_public(address)
