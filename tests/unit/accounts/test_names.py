"""What people are called, and what they recognise their browsers by."""

import pytest

from spacerr.domain.accounts.names import browser_name, person_name
from spacerr.domain.errors.accounts import EmptyName, NameTooLong

SAFARI = "(KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"
BROWSERS = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": "Firefox on Linux",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME}": "Chrome on Windows",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Edg/150.0": "Edge on Windows",
    f"Mozilla/5.0 (Linux; Android 16) {CHROME}": "Chrome on Android",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) {SAFARI}": "Safari on iPhone",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {SAFARI}": "Safari on macOS",
    "curl/8.0": "A browser",
    "": "A browser",
}


@pytest.mark.parametrize("agent", BROWSERS)
def test_a_browser_is_called_what_people_call_it(agent):
    assert browser_name(agent) == BROWSERS[agent]


def test_a_name_is_one_line_and_turns_nothing_around():
    assert person_name("  Ada\n\u202eLovelace\0 ") == "Ada Lovelace"
    assert person_name("नमस्ते 👩\u200d💻") == "नमस्ते 👩\u200d💻"


@pytest.mark.parametrize("name", ["", "  ", "\n", "\u202e", "\u200b\0"])
def test_a_name_that_nobody_sees_is_refused(name):
    with pytest.raises(EmptyName):
        person_name(name)


def test_a_name_of_ten_thousand_characters_is_refused():
    with pytest.raises(NameTooLong):
        person_name("x" * 10_000)
