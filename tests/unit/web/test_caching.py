"""Hashed files are kept by browsers for good, and nothing else is."""

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from spacerr.api.response_headers import FOR_GOOD, ResponseHeaders, keep_assets


def answer(request) -> Response:
    query = request.query_params
    return Response(status_code=int(query.get("status", 200)), media_type=query.get("type"))


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/assets/shell-CABLo4sO.js?type=text/javascript", FOR_GOOD),
        ("/assets/shell-CABLo4sO.js?status=304", FOR_GOOD),
        ("/assets/gone.js?status=404", None),
        ("/assets/gone.js?type=text/html", None),
        ("/chat?type=text/html", None),
        ("/favicon.svg", None),
    ],
)
def test_hashed_files_alone_are_kept(path, kept):
    app = ResponseHeaders(Starlette(routes=[Route("/{path:path}", answer)]), keep_assets)
    assert TestClient(app).get(path).headers.get("cache-control") == kept
