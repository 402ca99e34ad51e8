"""Where a request comes from, as proxies in front say."""

from collections.abc import Collection, Sequence


def client_address(client: str, forwarded: Sequence[str], proxies: Collection[str]) -> str:
    """The address that asks: the nearest one that is no trusted proxy.

    `client`: the address that is connected. `told`: each `X-Forwarded-For` of the request, in
    order. Each proxy writes whom it was asked by at the end, so what stands before an address that
    isn't trusted may be invented. Of trusted proxies alone, it is the farthest.
    """
    address = client
    chain = [it.strip() for it in ",".join(forwarded).split(",") if it.strip()]
    while chain and address in proxies:
        address = chain.pop()
    return address
