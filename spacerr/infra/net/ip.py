"""Which addresses are everybody's, and which only this machine's own network reaches."""

import asyncio
import ipaddress
import socket
from ipaddress import IPv4Address, IPv6Address

_LEADING_TO_IPV4 = tuple(
    ipaddress.ip_network(it) for it in ("64:ff9b::/96", "::/96", "::ffff:0:0:0/96")
)
"""IPv6 addresses that end in the IPv4 one they lead to."""
_INSIDE = tuple(
    ipaddress.ip_network(it) for it in ("64:ff9b:1::/48", "fec0::/10", "168.63.129.16/32")
)
"""What Python takes for the internet's: two ranges that networks use inside, Azure's own host."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet's."""
    found = _meant(ipaddress.ip_address(address.partition("%")[0]))
    inside = any(found in it for it in _INSIDE)
    return found.is_global and not found.is_multicast and not inside


async def resolve_host(host: str, port: int) -> list[str]:
    """The IP addresses behind a name, the best one first. Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(it[4][0]) for it in found))


def _meant(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one stands for."""
    if isinstance(address, IPv4Address):
        return address
    if any(address in it for it in _LEADING_TO_IPV4):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address
