"""Routes of images in replies."""

from starlette.responses import Response

from spacerr.api.web.kit import ApiRequest, route
from spacerr.services.steps import images
from spacerr.services.steps.images import ImageFile

# A browser asks again before it shows what it has kept: its user may have signed out.
_HEADERS = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": "inline",
    "Cross-Origin-Resource-Policy": "same-site",
    "X-Content-Type-Options": "nosniff",
}


def image_response(file: ImageFile) -> Response:
    """An image, which browsers take for nothing else."""
    return Response(file.data, media_type=file.media_type, headers=_HEADERS)


async def _image(request: ApiRequest) -> Response:
    session, place = await request.require_session(), request.http.path_params
    found = await images.read(request.d, session.user_id, place["message"], place["image"])
    mark = f'"{place["image"]}"'
    if request.http.headers.get("if-none-match") == mark:
        return Response(status_code=304, headers=_HEADERS | {"ETag": mark})
    shown = image_response(found)
    shown.headers["ETag"] = mark
    return shown


ROUTES = [route("/replies/{message}/images/{image}", _image)]
