"""Only a storage that is away is told as one: a fault of our own is told as that."""

import pytest
from redis.exceptions import ConnectionError as RedisAway
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.testclient import TestClient

from spacerr.api.web.kit import route
from spacerr.domain.errors.base import BadRequest, StorageUnavailable, Unforeseen
from spacerr.state.sentences import sentence_for

TOLD = [
    (TypeError("x"), Unforeseen, 500),
    (KeyError("x"), Unforeseen, 500),
    (RedisAway(), StorageUnavailable, 503),
    (OperationalError("", {}, Exception()), StorageUnavailable, 503),
    (ConnectionRefusedError(), StorageUnavailable, 503),
    (BadRequest(), BadRequest, 400),
]


@pytest.mark.parametrize(("error", "told", "status"), TOLD)
def test_what_went_wrong_is_told_as_what_it_is(error, told, status, monkeypatch):
    assert sentence_for(error) == str(told())

    async def fail(asked):
        raise error

    monkeypatch.setattr("spacerr.api.web.kit.deps", lambda: None)
    client = TestClient(Starlette(routes=[route("/fail", fail)]), raise_server_exceptions=False)
    answer = client.get("/fail")
    assert (answer.status_code, answer.json()["kind"]) == (status, told.__name__)
