"""Our cookie is found beside those of every other program on the same host."""

import pytest

from spacerr.infra.security import cookies

OTHERS = [
    'prefs={"a":1}',
    "flag",
    "=nameless",
    "spacerr-3000x=other",
    "x[0]=1",
    "name with spaces=1",
    "päge=é",
    'open="never closed',
    ";;",
    "a=b=c",
    "expires=Wed, 21 Oct 2026 07:28:00 GMT",
    "spacerr-3000",
]


@pytest.mark.parametrize("other", OTHERS)
def test_it_is_found_beside_any_other(other):
    ours = "spacerr-3000=token; spacerr-3000-device=laptop"
    for header in (f"{other}; {ours}", f"{ours}; {other}", f"{other};{ours};{other}"):
        assert cookies.sign_in_token(header, 3000) == "token"
        assert cookies.device_token(header, 3000) == "laptop"


@pytest.mark.parametrize("header", ["", *OTHERS, 'x="a; spacerr-3000-=b"', "Spacerr-3000=token"])
def test_where_there_is_none_none_is_found(header):
    assert cookies.sign_in_token(header, 3000) == ""


def test_of_two_the_first_counts_and_quotes_are_no_part_of_it():
    assert cookies.sign_in_token('spacerr-1="a"; spacerr-1=b', 1) == "a"
