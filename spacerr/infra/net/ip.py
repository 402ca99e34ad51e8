"""Which IP addresses are public, and which belong to a private network."""

import asyncio
import ipaddress
import socket
from ipaddress import IPv4Address, IPv6Address

_EMBEDDING_IPV4 = tuple(
    ipaddress.ip_network(network) for network in ("64:ff9b::/96", "::/96", "::ffff:0:0:0/96")
)
"""IPv6 ranges whose addresses contain an IPv4 address at their end."""
_PRIVATE = tuple(
    ipaddress.ip_network(network) for network in ("64:ff9b:1::/48", "fec0::/10", "168.63.129.16/32")
)
"""Public to Python, private in fact: two ranges used inside networks, and Azure's own host."""


class NotPublic(Exception):
    """A name leads to a private address."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet."""
    found = _embedded_ipv4(ipaddress.ip_address(address.partition("%")[0]))
    private = any(found in it for it in _PRIVATE)
    return found.is_global and not found.is_multicast and not private


async def resolve_host(host: str, port: int) -> list[str]:
    """The IP addresses of a name, the preferred one first. Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(it[4][0]) for it in found))


async def resolve_public_host(host: str, port: int) -> list[str]:
    """The same where all of them are public. Raises NotPublic, OSError."""
    found = await resolve_host(host, port)
    if not all(is_public(address) for address in found):
        raise NotPublic
    return found


def _embedded_ipv4(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address inside an IPv6 one; else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if any(address in it for it in _EMBEDDING_IPV4):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address
