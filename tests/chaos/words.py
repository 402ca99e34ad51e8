"""Replies in which a lost, doubled or moved word is seen, and which tell whose they are."""

from collections.abc import Iterable

from spacerr.infra.llm.messages import GO_ON
from tests.provider import Script, Seen
from tests.provider.server import Body


def words(name: str, count: int) -> tuple[str, ...]:
    """Tokens that are all different, with a character outside the basic plane now and then."""
    return tuple(f"{name}.{n}{'😀' if n % 7 == 0 else ''} " for n in range(count))


def script(name: str, count: int = 100, rate: float = 40.0) -> Script:
    return Script(words(name, count), rate=rate)


def question_of(body: Body) -> str:
    """The message that a request asks to be answered, or whose answer is to be gone on with."""
    asked = [
        message["content"]
        for message in body["messages"]
        if message["role"] == "user" and message["content"] != GO_ON
    ]
    return str(asked[-1])


def calls(requests: Iterable[Seen]) -> dict[str, int]:
    """How often each question was put to the provider."""
    counted: dict[str, int] = {}
    for seen in requests:
        question = question_of(seen.body)
        counted[question] = counted.get(question, 0) + 1
    return counted
