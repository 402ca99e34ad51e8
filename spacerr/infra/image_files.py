"""Reads what an image is, from its first bytes: it isn't decoded here."""

import io
from typing import NamedTuple

from spacerr.domain.tools.limits import IMAGE_BYTES, IMAGE_PIXELS

_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
"""What every browser shows. SVG is left out: it is a document, which can hold scripts."""

_ORIENTATION, _TURNED = 0x0112, range(5, 9)


class ImageFacts(NamedTuple):
    """An image's media type and its size in pixels, as browsers show it."""

    media_type: str
    width: int
    height: int


def read_image(data: bytes) -> ImageFacts | None:
    """What an image is; None for one that can't be shown. Blocks for some milliseconds."""
    from PIL import Image  # here: it takes 40 ms, and few replies have images

    if len(data) > IMAGE_BYTES:
        return None
    try:
        with Image.open(io.BytesIO(data), "r", _FORMATS) as it:
            media_type, (width, height) = it.get_format_mimetype(), it.size
            turned = it.getexif().get(_ORIENTATION) in _TURNED
    except Exception:  # a parser can raise many things for bytes that a stranger made
        return None
    if not 0 < width * height <= IMAGE_PIXELS or media_type is None:
        return None
    return ImageFacts(media_type, *((height, width) if turned else (width, height)))
