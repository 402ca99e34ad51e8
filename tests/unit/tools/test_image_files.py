"""What an image is, by its first bytes."""

import io

import pytest
from PIL import Image

from spacerr.domain.tools.limits import IMAGE_BYTES
from spacerr.infra.image_files import read_image
from tests.support.tools.showing_tool import picture


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_what_browsers_show_is_known_with_its_size(kind):
    assert read_image(picture(40, 30, kind)) == (f"image/{kind.lower()}", 40, 30)


def test_a_picture_that_was_taken_upright_has_its_size_as_it_is_shown():
    taken, turned = io.BytesIO(), Image.Exif()
    turned[0x0112] = 6
    Image.new("RGB", (40, 30)).save(taken, "JPEG", exif=turned)
    assert read_image(taken.getvalue()) == ("image/jpeg", 30, 40)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not an image",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        picture()[:20],
        picture(kind="BMP"),
        picture(kind="TIFF"),
        picture() + bytes(IMAGE_BYTES),
        picture(9_000, 9_000),
    ],
    ids=["nothing", "text", "svg", "cut", "bmp", "tiff", "bytes", "pixels"],
)
def test_what_cannot_be_shown_is_none(data):
    assert read_image(data) is None
