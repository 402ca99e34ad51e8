"""Routes of images in replies."""

from starlette.responses import Response

from spacerr.api.web.kit import ApiRequest, route
from spacerr.services.steps import images
from spacerr.services.steps.images import ImageFile

_HEADERS = {
    "Cache-Control": "private, max-age=3600",
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
    return image_response(found)


ROUTES = [route("/replies/{message}/images/{image}", _image)]
