"""Which process serves a tab, and which one writes: read from who is connected to whom."""

import contextlib
from typing import Any

import psutil
from playwright.sync_api import Route

from tests.e2e.support.tab import Tab
from tests.provider import ProviderThread
from tests.server import AppServer


def only_websockets(tab: Tab) -> None:
    """Fetch what a page needs for the browser, so that what it opens by itself is the websocket."""

    def fetch(route: Route) -> None:
        if route.request.is_navigation_request():
            route.continue_()
        else:
            route.fulfill(response=route.fetch())

    tab.page.route("**/*", fetch)


def served(server: AppServer) -> dict[int, int]:
    """The browser's connections to an app: their ports, and which worker is at the other end."""
    children = psutil.Process().children(recursive=True)
    browser = {port for it in children if _is_browser(it) for port in _local_ports(it)}
    return {
        connection.raddr.port: worker.pid
        for worker in server.workers()
        for connection in _connections(worker)
        if connection.raddr.port in browser
    }


def moved(before: dict[int, int], after: dict[int, int]) -> bool:
    """Whether what was newly connected is at another worker than what is gone."""
    gone = {worker for port, worker in before.items() if port not in after}
    new = {worker for port, worker in after.items() if port not in before}
    return bool(gone and new) and not gone & new


def writing(server: AppServer, provider: ProviderThread) -> psutil.Process:
    """The worker that asked the provider last."""
    port = provider.provider.requests[-1].client_port
    return next(worker for worker in server.workers() if port in _local_ports(worker))


def _is_browser(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):  # a page's process may end any moment
        return "chrom" in process.name()
    return False


def _local_ports(process: psutil.Process) -> set[int]:
    return {connection.laddr.port for connection in _connections(process)}


def _connections(process: psutil.Process) -> list[Any]:
    with contextlib.suppress(psutil.Error):
        tcp = process.net_connections("tcp")
        return [connection for connection in tcp if connection.status == psutil.CONN_ESTABLISHED]
    return []
