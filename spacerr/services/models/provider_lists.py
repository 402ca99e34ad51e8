"""Providers' lists of models, by connection: fetched in the background, and cached for a while."""

import asyncio
import time
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace

import structlog

from spacerr.deps import Deps, ProviderList
from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.keys.providers import PROVIDERS, ListProtocol
from spacerr.domain.tables import Connection
from spacerr.infra.providers import probe
from spacerr.infra.providers.lists import ListedModel
from spacerr.infra.providers.servers import refusal_reason
from spacerr.infra.redis.busy_servers import is_busy
from spacerr.services.background import background
from spacerr.services.keys import connections
from spacerr.timings import LISTING_KEPT, LISTING_POSTPONED, LISTING_TRIED

log = structlog.get_logger(__name__)


async def get_listed_models(
    d: Deps, connection: Connection, wait: float = 0.0
) -> Mapping[str, ListedModel] | None:
    """A provider's last list of models, by name; None where there is none yet after `wait` seconds.
    An old list is returned, and fetched again in the background.
    """
    cache_key = _cache_key(connection)
    listing = d.lists.get(cache_key)
    if listing is None:
        listing = d.lists[cache_key] = ProviderList(due=time.monotonic())
    due = listing.asking is None and time.monotonic() >= listing.due
    if due and not _must_wait(connection, listing):
        listing.asking = background(d, _ask(d, connection, listing))
    if listing.models is None and listing.asking and wait:
        await asyncio.wait({listing.asking}, timeout=wait)
    return listing.models


def get_failure(d: Deps, connection: Connection) -> tuple[bool, str]:
    """Whether the last request for a list failed; and the sentence why, where the provider was
    reached and refused.
    """
    listing = d.lists.get(_cache_key(connection)) or ProviderList()
    return listing.silent, listing.refusal


def _must_wait(connection: Connection, listing: ProviderList) -> bool:
    """Whether a server at a user's address streams a reply now: some servers end it when another
    request arrives.
    """
    own = PROVIDERS[connection.provider].takes_url
    postponed = time.monotonic() < listing.due + LISTING_POSTPONED
    return own and postponed and is_busy(connections.get_base_url(connection))


async def _ask(d: Deps, connection: Connection, listing: ProviderList) -> None:
    listing.due = time.monotonic() + LISTING_TRIED
    try:
        listed = await probe.list_models(
            connection.provider,
            connection.base_url,
            connections.get_key(d, connection),
            connection.api_version,
            d.settings.allows_private_servers,
        )
        if (
            PROVIDERS[connection.provider].list_protocol is not ListProtocol.AZURE
        ):  # whose are of what is deployed
            listed = _without_shared_titles(listed)
        listing.models = {it.name: it for it in listed}
        listing.silent, listing.refusal = False, ""
        listing.due = time.monotonic() + LISTING_KEPT
    except SpacerrError as error:
        listing.silent, listing.refusal = True, refusal_reason(error)
        log.info("models.list_failed", connection=connection.id, reason=type(error).__name__)
    finally:
        listing.asking = None


def _without_shared_titles(listed: Sequence[ListedModel]) -> Iterable[ListedModel]:
    """Leave out titles that several models have: they don't tell them apart."""
    times = Counter(it.title for it in listed)
    return (it if times[it.title] == 1 else replace(it, title="") for it in listed)


def _cache_key(connection: Connection) -> Hashable:
    """The cache key: another key or another address may have another list."""
    return connection.id, connection.key_sealed, connection.base_url, connection.api_version
