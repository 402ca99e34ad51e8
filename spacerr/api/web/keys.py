"""Routes of keys. A key is received, and never sent."""

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


async def _list(request: ApiRequest) -> Response:
    found = await views.list_keys(request.d, *await _user_and_team(request))
    return json_response(
        **asdict(found), providers=[_provider_json(it) for it in PROVIDERS.values()]
    )


async def _add(request: ApiRequest) -> Response:
    where, new = await _user_and_team(request), await request.body(_NewKeyBody)
    return json_response(id=await keys.add(request.d, *where, new.entered()))


async def _replace(request: ApiRequest) -> Response:
    where, other = await _user_and_team(request), await request.body(_ReplaceKeyBody)
    await keys.replace(request.d, *where, other.id, other.entered(), other.revision)
    return json_response()


async def _rename(request: ApiRequest) -> Response:
    where, new = await _user_and_team(request), await request.body(_KeyNameBody)
    await keys.rename(request.d, *where, new.id, new.name)
    return json_response()


async def _remove(request: ApiRequest) -> Response:
    await keys.remove(request.d, *await _user_and_team(request), (await request.body(_KeyId)).id)
    return json_response()


async def _test(request: ApiRequest) -> Response:
    tested = await probe.test(
        request.d, *await _user_and_team(request), (await request.body(_KeyId)).id
    )
    return json_response(**asdict(tested))


async def _set_own_allowed(request: ApiRequest) -> Response:
    await keys.set_own_keys_allowed(
        request.d, *await _user_and_team(request), (await request.body(_AllowOwnBody)).allowed
    )
    return json_response()


def _provider_json(it: Provider) -> dict[str, object]:
    return {
        "id": it.slug,
        "name": it.name,
        "needs_key": it.needs_key,
        "takes_url": it.takes_url,
        "url": it.url,
        "version": it.version,
    }


async def _user_and_team(request: ApiRequest) -> tuple[str, str]:
    """The user's id, and the team's."""
    return (await request.require_session()).user_id, request.http.path_params["team"]


ROUTES = [
    route("/teams/{team}/connections", _list),
    route("/teams/{team}/connections", _add, "POST"),
    route("/teams/{team}/connections/key", _replace, "POST"),
    route("/teams/{team}/connections/name", _rename, "POST"),
    route("/teams/{team}/connections/remove", _remove, "POST"),
    route("/teams/{team}/connections/test", _test, "POST"),
    route("/teams/{team}/connections/own", _set_own_allowed, "POST"),
]
