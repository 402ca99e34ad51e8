"""The provider as a process of its own: `python -m tests.provider --tokens 600 --rate 60`."""

import argparse
import asyncio
import contextlib

from tests.provider.script import Fault, FaultKind, Script
from tests.provider.server import ScriptedProvider
from tests.provider.texts import prose, torture


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.provider", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--text", choices=("prose", "torture"), default="prose")
    parser.add_argument("--tokens", type=int, default=600, help="length of the prose")
    parser.add_argument("--rate", type=float, default=60.0, help="tokens per second, 0: at once")
    parser.add_argument("--first-delay", type=float, default=0.0, help="seconds")
    parser.add_argument(
        "--reasoning", type=int, default=0, help="tokens of thought before the text"
    )
    parser.add_argument("--think", type=int, default=0, help="the same, between tags in the text")
    parser.add_argument("--status", type=int, help="answer with this error, for example 429 or 500")
    parser.add_argument("--retry-after", help="with --status: seconds or an HTTP date")
    parser.add_argument("--request-id", help="sent as x-request-id")
    parser.add_argument("--models", nargs="+", default=["scripted-1"], metavar="NAME")
    return parser.parse_args()


async def serve(given: argparse.Namespace) -> None:
    """Print the URL as the first line, then serve until interrupted."""
    tokens = torture() if given.text == "torture" else prose(given.tokens)
    headers = {"Retry-After": given.retry_after, "x-request-id": given.request_id}
    script = Script(
        tokens,
        rate=given.rate,
        first_delay=given.first_delay,
        reasoning=prose(given.reasoning),
        think=prose(given.think),
        fault=Fault(FaultKind.STATUS, status=given.status) if given.status else None,
        headers={name: value for name, value in headers.items() if value},
    )
    async with ScriptedProvider(script, models=given.models, port=given.port) as provider:
        print(provider.url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(read_arguments()))
