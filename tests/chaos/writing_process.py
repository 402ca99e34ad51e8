"""A whole process of Spacerr that does what it reads, until somebody kills it.

Reads one thing to do a line and prints what came of it, one line each:

    ask QUESTION          asked QUESTION REPLY-ID
    follow REPLY-ID       followed REPLY-ID TEXT, once it has ended, as JSON; PROBLEM in its place
    stop REPLY-ID         stopped REPLY-ID
    hear NAME             hears NAME; heard NAME KIND… once news tell of a reply's end
    hold SECONDS          held: nothing else was done by the event loop meanwhile

Settings come from the environment. It runs with earlier versions of Spacerr, too, so it uses only
what they have.
"""

import asyncio
import json
import sys
import time

from sqlalchemy.exc import SQLAlchemyError

from spacerr.config import Settings
from spacerr.deps import Deps
from spacerr.domain.ids import new_id

try:
    from spacerr.domain.text import utf16_length, utf16_suffix
    from spacerr.infra.llm.litellm_loader import load_litellm
    from spacerr.infra.redis.client import REDIS_ERRORS
    from spacerr.process import open_process
    from spacerr.services.accounts.people import LOCAL_USER
    from spacerr.services.replies import followers, turns
    from spacerr.services.stop_replies import stop_reply
except ImportError:  # the earlier version has these under other names
    from spacerr.domain.text import after as utf16_suffix
    from spacerr.domain.text import width as utf16_length
    from spacerr.infra.litellm_model import litellm as load_litellm
    from spacerr.infra.redis import AWAY as REDIS_ERRORS
    from spacerr.process import opened as open_process
    from spacerr.services import following as followers
    from spacerr.services import turns
    from spacerr.services.people import LOCAL_USER
    from spacerr.services.stopping import stop as stop_reply


async def ask(d: Deps, question: str) -> None:
    request = turns.Request(LOCAL_USER, new_id())
    while True:
        try:
            turn = await turns.send(d, request, "", question)
            return say("asked", question, turn.reply.id)
        except (*REDIS_ERRORS, SQLAlchemyError):  # as a page does: again until it is accepted
            await asyncio.sleep(0.2)


async def follow(d: Deps, reply_id: str) -> None:
    text, ended = "", False
    while not ended:
        try:
            async for growth in followers.follow(d, LOCAL_USER, reply_id):
                if growth.offset > utf16_length(text):
                    raise AssertionError(f"a gap after {utf16_length(text)}")
                text += utf16_suffix(growth.text, utf16_length(text) - growth.offset)
                ended = growth.ended
        except REDIS_ERRORS:  # as a page does: it was too busy to hear an answer
            await asyncio.sleep(0.1)
        except Exception as error:
            text, ended = repr(error), True
    say("followed", reply_id, json.dumps(text))


async def stop(d: Deps, reply_id: str) -> None:
    await stop_reply(d, LOCAL_USER, reply_id)
    say("stopped", reply_id)


async def hear(d: Deps, name: str) -> None:
    kinds: list[str] = []
    position = await d.bridge.position(LOCAL_USER)
    async with d.bridge.subscribe({LOCAL_USER: position}) as news:
        say("hears", name)
        while "reply.finished" not in kinds:
            kinds += [it.event.type if it.event else "unreadable" for it in await news.next()]
    say("heard", name, *kinds)


async def hold(_: Deps, seconds: str) -> None:
    time.sleep(float(seconds))
    say("held")


def say(*words: str) -> None:
    print(*words, flush=True)


async def main() -> None:
    await load_litellm()
    async with open_process(Settings()) as d:
        say("ready")
        doing: set[asyncio.Task[None]] = set()
        known = {"ask": ask, "follow": follow, "stop": stop, "hear": hear, "hold": hold}
        while line := await asyncio.to_thread(sys.stdin.readline):
            what, _, about = line.strip().partition(" ")
            doing.add(asyncio.create_task(known[what](d, about)))


asyncio.run(main())
