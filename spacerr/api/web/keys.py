"""Routes of keys: what replies can be asked for with. A key travels in, and never out."""

from dataclasses import asdict

from pydantic import BaseModel, SecretStr
from starlette.responses import Response

from spacerr.api.web.kit import Asked, route, said
from spacerr.domain.keys.keys import Entered
from spacerr.domain.keys.providers import PROVIDERS, Provider
from spacerr.services.keys import keys, probe, views


class _Key(BaseModel):
    key: SecretStr = SecretStr("")
    base_url: str = ""
    api_version: str = ""
    untested: bool = False

    def entered(self) -> Entered:
        given = self.model_dump(exclude={"key", "id", "revision"})
        return Entered(**given, key=self.key.get_secret_value())


class _New(_Key):
    provider: str
    name: str = ""
    own: bool = False


class _Which(BaseModel):
    id: str


class _Other(_Key, _Which):
    revision: int


class _Name(_Which):
    name: str


class _Allowed(BaseModel):
    allowed: bool


async def _view(asked: Asked) -> Response:
    found = await views.list_keys(asked.d, *await _where(asked))
    return said(**asdict(found), providers=[_offered(it) for it in PROVIDERS.values()])


async def _add(asked: Asked) -> Response:
    where, new = await _where(asked), await asked.body(_New)
    return said(id=await keys.add(asked.d, *where, new.entered()))


async def _replace(asked: Asked) -> Response:
    where, other = await _where(asked), await asked.body(_Other)
    await keys.replace(asked.d, *where, other.id, other.entered(), other.revision)
    return said()


async def _rename(asked: Asked) -> Response:
    where, new = await _where(asked), await asked.body(_Name)
    await keys.rename(asked.d, *where, new.id, new.name)
    return said()


async def _remove(asked: Asked) -> Response:
    await keys.remove(asked.d, *await _where(asked), (await asked.body(_Which)).id)
    return said()


async def _test(asked: Asked) -> Response:
    tested = await probe.test(asked.d, *await _where(asked), (await asked.body(_Which)).id)
    return said(**asdict(tested))


async def _allow_own(asked: Asked) -> Response:
    await keys.set_own_keys_allowed(
        asked.d, *await _where(asked), (await asked.body(_Allowed)).allowed
    )
    return said()


def _offered(it: Provider) -> dict[str, object]:
    return {
        "id": it.slug,
        "name": it.name,
        "needs_key": it.needs_key,
        "takes_url": it.takes_url,
        "url": it.url,
        "version": it.version,
    }


async def _where(asked: Asked) -> tuple[str, str]:
    """Who asks, and about which team."""
    return (await asked.signed()).user_id, asked.request.path_params["team"]


ROUTES = [
    route("/teams/{team}/connections", _view),
    route("/teams/{team}/connections", _add, "POST"),
    route("/teams/{team}/connections/key", _replace, "POST"),
    route("/teams/{team}/connections/name", _rename, "POST"),
    route("/teams/{team}/connections/remove", _remove, "POST"),
    route("/teams/{team}/connections/test", _test, "POST"),
    route("/teams/{team}/connections/own", _allow_own, "POST"),
]
