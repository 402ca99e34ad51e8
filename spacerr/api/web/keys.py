"""Routes of keys: what replies can be asked for with. A key travels in, and never out."""

from dataclasses import asdict

from pydantic import BaseModel, SecretStr
from starlette.responses import Response

from spacerr.api.web.kit import ApiRequest, json_response, route
from spacerr.domain.keys.keys import KeyInput
from spacerr.domain.keys.providers import PROVIDERS, Provider
from spacerr.services.keys import keys, probe, views


class _KeyBody(BaseModel):
    key: SecretStr = SecretStr("")
    base_url: str = ""
    api_version: str = ""
    untested: bool = False

    def entered(self) -> KeyInput:
        given = self.model_dump(exclude={"key", "id", "revision"})
        return KeyInput(**given, key=self.key.get_secret_value())


class _NewKeyBody(_KeyBody):
    provider: str
    name: str = ""
    own: bool = False


class _KeyId(BaseModel):
    id: str


class _ReplaceKeyBody(_KeyBody, _KeyId):
    revision: int


class _KeyNameBody(_KeyId):
    name: str


class _AllowOwnBody(BaseModel):
    allowed: bool


async def _view(asked: ApiRequest) -> Response:
    found = await views.list_keys(asked.d, *await _where(asked))
    return json_response(**asdict(found), providers=[_offered(it) for it in PROVIDERS.values()])


async def _add(asked: ApiRequest) -> Response:
    where, new = await _where(asked), await asked.body(_NewKeyBody)
    return json_response(id=await keys.add(asked.d, *where, new.entered()))


async def _replace(asked: ApiRequest) -> Response:
    where, other = await _where(asked), await asked.body(_ReplaceKeyBody)
    await keys.replace(asked.d, *where, other.id, other.entered(), other.revision)
    return json_response()


async def _rename(asked: ApiRequest) -> Response:
    where, new = await _where(asked), await asked.body(_KeyNameBody)
    await keys.rename(asked.d, *where, new.id, new.name)
    return json_response()


async def _remove(asked: ApiRequest) -> Response:
    await keys.remove(asked.d, *await _where(asked), (await asked.body(_KeyId)).id)
    return json_response()


async def _test(asked: ApiRequest) -> Response:
    tested = await probe.test(asked.d, *await _where(asked), (await asked.body(_KeyId)).id)
    return json_response(**asdict(tested))


async def _allow_own(asked: ApiRequest) -> Response:
    await keys.set_own_keys_allowed(
        asked.d, *await _where(asked), (await asked.body(_AllowOwnBody)).allowed
    )
    return json_response()


def _offered(it: Provider) -> dict[str, object]:
    return {
        "id": it.slug,
        "name": it.name,
        "needs_key": it.needs_key,
        "takes_url": it.takes_url,
        "url": it.url,
        "version": it.version,
    }


async def _where(asked: ApiRequest) -> tuple[str, str]:
    """Who asks, and about which team."""
    return (await asked.require_session()).user_id, asked.request.path_params["team"]


ROUTES = [
    route("/teams/{team}/connections", _view),
    route("/teams/{team}/connections", _add, "POST"),
    route("/teams/{team}/connections/key", _replace, "POST"),
    route("/teams/{team}/connections/name", _rename, "POST"),
    route("/teams/{team}/connections/remove", _remove, "POST"),
    route("/teams/{team}/connections/test", _test, "POST"),
    route("/teams/{team}/connections/own", _allow_own, "POST"),
]
