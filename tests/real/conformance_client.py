"""What the official conformance suite runs: `python -m tests.real.conformance_client URL` connects
to a server as Spacerr does, and calls each of its tools. A person accepts forms as they are filled
in at first.
"""

import asyncio
import sys
from typing import Any

from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.replies.questions import Decision, Question
from tests.support.tools.connections import connected
from tests.support.tools.persons import Person

ARGUMENTS = {"add_numbers": {"a": 5, "b": 3}}


def fill_in(question: Question) -> tuple[Decision, dict[str, Any]]:
    """What a page sends where a person only presses the button."""
    return Decision.ACCEPT, {it.name: it.default for it in question.fields}


async def main(url: str) -> None:
    async with connected(url) as connection:
        for tool in connection.tools:
            try:
                said = await Person(fill_in).call(
                    tool.name, ARGUMENTS.get(tool.name, {}), connection
                )
            except SpacerrError as error:
                said = str(error)
            print(f"{tool.name}: {said}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
