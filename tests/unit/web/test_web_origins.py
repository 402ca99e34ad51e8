"""Which pages are ours: those that are named, and this machine's under any port they came from."""

import pytest

from spacerr.domain.web.origins import is_own

NAMED = ("http://localhost:3000", "https://chat.example.org")


@pytest.mark.parametrize(
    ("origin", "host", "own"),
    [
        ("http://localhost:3000", "localhost:3000", True),
        ("https://chat.example.org", "proxied:80", True),
        ("http://localhost:8080", "localhost:8080", True),
        ("https://localhost:8443", "localhost:8443", True),
        ("http://127.0.0.1:8080", "127.0.0.1:8080", True),
        ("http://[::1]:8080", "[::1]:8080", True),
        ("http://localhost", "localhost", True),
        ("http://localhost:8080", "localhost:3000", False),
        ("http://127.0.0.1:8080", "localhost:8080", False),
        ("https://evil.example", "localhost:3000", False),
        ("https://evil.example", "evil.example", False),
        ("http://localhost.evil.example", "localhost.evil.example", False),
        ("http://localhost:80:1", "localhost:80:1", False),
        ("null", "localhost:3000", False),
        ("", "", False),
        ("", "localhost:3000", False),
    ],
)
def test_a_page_is_ours(origin, host, own):
    assert is_own(origin, host, NAMED) is own
