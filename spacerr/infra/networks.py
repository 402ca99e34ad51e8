"""Which addresses are everybody's, and which only this machine's own network reaches."""

import asyncio
import ipaddress
import socket
from ipaddress import IPv4Address, IPv6Address

_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses that lead to an IPv4 one."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet's."""
    found = _meant(ipaddress.ip_address(address.partition("%")[0]))
    return found.is_global and not found.is_multicast


async def addresses(host: str, port: int) -> list[str]:
    """The IP addresses behind a name, the best one first. Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(it[4][0]) for it in found))


def _meant(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one stands for."""
    if isinstance(address, IPv4Address):
        return address
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address
