"""Names of users and of browsers."""

from spacerr.domain.errors.accounts import EmptyName, NameTooLong
from spacerr.domain.limits import PERSON_NAME_CHARS
from spacerr.domain.text import one_line

FORMER_MEMBER = "A former member"
"""In the place of the name of a user who is gone."""

BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def person_name(text: str) -> str:
    """A name as it can be stored and shown. Raises EmptyName, NameTooLong."""
    name = one_line(text)
    if not name:
        raise EmptyName
    if len(name) > PERSON_NAME_CHARS:
        raise NameTooLong
    return name


def browser_name(user_agent: str) -> str:
    """A browser's name and system, as its user would recognise them; the first match counts."""
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), "A browser")
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), "")
    return f"{browser} on {system}" if system else browser


def initials(name: str) -> str:
    """The first letters of a name's first and last word."""
    words = name.split()
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in ends).upper()
