"""The address a request comes from, behind proxies."""

from collections.abc import Collection, Sequence


def client_address(client: str, forwarded: Sequence[str], proxies: Collection[str]) -> str:
    """The address a request comes from: the nearest one that isn't a trusted proxy.

    `client`: the connected address. `forwarded`: each `X-Forwarded-For` of the request, in order.
    A proxy adds the address of its client at the end, so the part before an untrusted address may
    be invented. If all addresses are trusted proxies, it is the farthest one.
    """
    address = client
    chain = [it.strip() for it in ",".join(forwarded).split(",") if it.strip()]
    while chain and address in proxies:
        address = chain.pop()
    return address
