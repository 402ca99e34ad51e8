"""The services' dependencies, one set per process.

Services take `Deps` as their first argument. Only `spacerr.state` and `spacerr.api` call `deps()`,
because Reflex builds State classes itself and leaves no constructor to pass it to.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from cachetools import LRUCache

from spacerr.domain.ids import new_id
from spacerr.domain.limits import PROVIDER_LISTS
from spacerr.infra.mcp.servers import McpConnections
from spacerr.infra.outbox_queue import Outbox
from spacerr.infra.supervision import Supervision
from spacerr.infra.team_cache import TeamCache

if TYPE_CHECKING:
    from asyncio import Task

    from spacerr.config import Settings
    from spacerr.infra.database.database import Database
    from spacerr.infra.llm.interface import ChatModel
    from spacerr.infra.mcp.config import McpServer
    from spacerr.infra.providers.environment_models import EnvironmentModels
    from spacerr.infra.providers.lists import ListedModel
    from spacerr.infra.redis.bridge import Bridge
    from spacerr.infra.redis.limiter import Limiter
    from spacerr.infra.redis.presence import Presence
    from spacerr.infra.redis.setup_codes import SetupCodes
    from spacerr.infra.redis.slots import Slots
    from spacerr.infra.redis.streams import ReplyStreams
    from spacerr.infra.redis.tabs import Tabs
    from spacerr.infra.security.passwords import Passwords
    from spacerr.infra.security.vault import Vault


class RunningReply(Protocol):
    """A reply that this process is writing."""

    def stop(self, units: int | None) -> None: ...
    def hand_over(self) -> None: ...


@dataclass(slots=True)
class ProviderList:
    """A provider's models for a key, by name, None before its first list. `due`: when the list is
    fetched again, in seconds of the process's clock. `silent`: the last request failed; `refusal`:
    why, where the provider was reached and refused.
    """

    models: Mapping[str, ListedModel] | None = None
    silent: bool = False
    refusal: str = ""
    due: float = 0.0
    asking: Task[None] | None = None


@dataclass(frozen=True, slots=True)
class Deps:
    """`models` maps a provider's name, the first part of a model's id, to its adapter; "" is the
    adapter for all other providers.

    `team_cache` caches data of teams, `lists` the providers' lists of connections. `running` holds
    the replies this process writes, by id. `background_tasks` are awaited at shutdown. `outbox`
    holds events that are not published yet. `supervision` knows which permanent tasks are down.
    `mcp` are the connections to MCP servers, and `mcp_servers` those of the operator's file, by
    name.
    """

    settings: Settings
    db: Database
    streams: ReplyStreams
    bridge: Bridge
    vault: Vault
    passwords: Passwords
    limiter: Limiter
    slots: Slots
    setup_codes: SetupCodes
    presence: Presence
    tabs: Tabs
    catalog: EnvironmentModels
    models: Mapping[str, ChatModel]
    team_cache: TeamCache = field(default_factory=TeamCache)
    lists: LRUCache[Hashable, ProviderList] = field(
        default_factory=lambda: LRUCache(PROVIDER_LISTS)
    )
    process: str = field(default_factory=new_id)
    running: dict[str, RunningReply] = field(default_factory=dict[str, "RunningReply"])
    background_tasks: set[Task[None]] = field(default_factory=set["Task[None]"])
    outbox: Outbox = field(default_factory=Outbox)
    supervision: Supervision = field(default_factory=Supervision)
    mcp: McpConnections = field(default_factory=McpConnections)
    mcp_servers: dict[str, McpServer] = field(default_factory=dict[str, "McpServer"])


_installed: Deps | None = None


def deps() -> Deps:
    """The process's dependencies. Raises RuntimeError before `install`."""
    if _installed is None:
        raise RuntimeError("spacerr.deps.install() has not run in this process")
    return _installed


def install(value: Deps | None) -> None:
    global _installed
    _installed = value
