"""Opens and closes what one process of Spacerr needs, in order."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

import structlog
from sqlalchemy.exc import OperationalError

from spacerr.config import Settings, start_id
from spacerr.deps import Deps
from spacerr.domain.ids import new_id
from spacerr.infra import metrics, valkey
from spacerr.infra.backoff import Backoff
from spacerr.infra.database import migrations
from spacerr.infra.database.database import Database
from spacerr.infra.database.postgres import NoDatabase, failure_reason, host_of, is_unreachable
from spacerr.infra.llm.demo_model import DemoModel
from spacerr.infra.llm.interface import ChatModel
from spacerr.infra.llm.litellm_loader import load_litellm
from spacerr.infra.llm.litellm_model import LiteLLMModel
from spacerr.infra.mcp.config import read_configured
from spacerr.infra.providers.environment_models import DEMO, EnvironmentModels
from spacerr.infra.redis import busy_servers
from spacerr.infra.redis.bridge import RedisBridge
from spacerr.infra.redis.client import BoundedRedis, open_redis
from spacerr.infra.redis.limiter import RedisLimiter
from spacerr.infra.redis.presence import RedisPresence
from spacerr.infra.redis.setup_codes import RedisSetupCodes
from spacerr.infra.redis.slots import RedisSlots
from spacerr.infra.redis.stream_hub import StreamHub
from spacerr.infra.redis.streams import RedisReplyStreams
from spacerr.infra.redis.tabs import RedisTabs
from spacerr.infra.security.passwords import Passwords
from spacerr.infra.security.vault import Vault, get_secret
from spacerr.services import invalidation
from spacerr.services.accounts import people, setup
from spacerr.services.models import policy
from spacerr.services.replies import recovery, runner
from spacerr.services.tools import connections
from spacerr.timings import DATABASE_COMES

log = structlog.get_logger(__name__)


@asynccontextmanager
async def open_process(
    settings: Settings, models: Mapping[str, ChatModel] | None = None
) -> AsyncGenerator[Deps]:
    """Everything the services need, from the migrated database to the running sweeper.

    `models` replaces the models' adapters (see Deps). Raises NoValkey with a sentence when there is
    no server for the logs, NoDatabase when the database doesn't come up.
    """
    async with AsyncExitStack() as stack:
        d = await _stores(stack, settings, models)
        start = d.supervision.start
        if not settings.redis_url:
            folder = settings.data_dir.resolve()
            await start(stack, "valkey", lambda: valkey.supervise(folder))
        await _wait_for_database(d)
        await _know_people(d)
        stack.push_async_callback(runner.drain, d)
        await start(stack, "invalidation", lambda: invalidation.run(d))
        await start(stack, "sweeper", lambda: recovery.run(d))
        await start(stack, "catalog", d.catalog.run)
        await start(stack, "mcp", lambda: connections.run(d))
        await start(stack, "warm", lambda: _warm(d))
        await start(stack, "loop", metrics.watch_loop)
        log.info("process.ready", process=d.process)
        yield d


@asynccontextmanager
async def open_for_command(settings: Settings) -> AsyncGenerator[Deps]:
    """Dependencies for an operator's command, while Spacerr runs or not."""
    async with AsyncExitStack() as stack:
        yield await _stores(stack, settings, {})


async def _stores(
    stack: AsyncExitStack, settings: Settings, models: Mapping[str, ChatModel] | None
) -> Deps:
    if settings.embedded_database:
        lock = settings.data_dir / "migrate.lock"
        await asyncio.to_thread(migrations.upgrade, settings.database, lock)
    db = Database(settings.database)
    stack.push_async_callback(db.close)

    folder = settings.data_dir.resolve()
    if not settings.redis_url:
        stack.callback(valkey.stop, folder)
    redis = open_redis(settings.redis_url or valkey.ensure_running(folder))
    stack.push_async_callback(redis.aclose)
    tail = StreamHub(redis, new_id())
    stack.push_async_callback(tail.close)
    d = build_deps(settings, db, redis, tail, models=models)
    await d.supervision.start(stack, "tail", tail.run)
    await d.supervision.start(stack, "busy", lambda: busy_servers.run(redis, d.process))
    stack.callback(d.passwords.close)
    return d


def build_deps(
    settings: Settings,
    db: Database,
    redis: BoundedRedis,
    tail: StreamHub,
    *,
    catalog: EnvironmentModels | None = None,
    models: Mapping[str, ChatModel] | None = None,
) -> Deps:
    """The dependencies, made from open connections."""
    return Deps(
        settings=settings,
        db=db,
        streams=RedisReplyStreams(redis, tail),
        bridge=RedisBridge(redis, tail),
        presence=RedisPresence(redis),
        tabs=RedisTabs(redis),
        vault=Vault(lambda: settings.secret or get_secret(settings.data_dir.resolve())),
        passwords=Passwords(),
        limiter=RedisLimiter(redis),
        slots=RedisSlots(redis),
        setup_codes=RedisSetupCodes(redis),
        catalog=catalog or EnvironmentModels(settings),
        models={DEMO: DemoModel(), "": LiteLLMModel()} if models is None else models,
        mcp_servers=read_configured(settings.mcp_config),
        process=tail.process,
    )


async def _wait_for_database(d: Deps) -> None:
    """Wait for a database that comes up or restarts. Raises NoDatabase with a sentence when it
    doesn't within DATABASE_COMES.
    """
    clock, backoff, announced = asyncio.get_running_loop().time, Backoff(), False
    until = clock() + DATABASE_COMES
    while True:
        try:
            await people.local_user_exists(d)
            break
        except OperationalError as error:
            if not is_unreachable(error):
                raise
            if clock() >= until:
                raise NoDatabase(error) from None
            log.warning("database.awaited", reason=failure_reason(error))
            if not announced:
                place = host_of(d.settings.database)
                _say(f"Spacerr waits for its database at {place}: {failure_reason(error)}")
                announced = True
            await backoff.pause(error)
    if announced:
        _say("The database answers. Spacerr goes on.")


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


async def _know_people(d: Deps) -> None:
    """Store the local user, check the secret, and print the set-up code where one is needed."""
    await people.check_secret(d)
    await people.ensure_local_user(d)
    if code := await setup.offer_code(d, start_id()):
        place = (d.settings.public_origins or [f"http://localhost:{d.settings.port}"])[0]
        _say(
            f"\nNobody has an account yet. Open {place}/setup to make the owner's.\n"
            f"Set-up code: {code}\n"
        )


async def _warm(d: Deps) -> None:
    """Load LiteLLM, which takes seconds, before the first reply needs it."""
    if any(it.id != DEMO for it in await d.catalog.models()) or await policy.keys_exist(d):
        await load_litellm()
    log.info("process.warm", process=d.process)
