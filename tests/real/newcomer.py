"""What somebody does who has a server and has never used Spacerr before: enter it, look, ask."""

import asyncio
from dataclasses import dataclass

from spacerr.deps import Deps
from spacerr.domain.keys.keys import KeyInput
from spacerr.domain.replies.draft import Draft
from spacerr.domain.replies.meta import ReplyMeta
from spacerr.domain.status import Role
from spacerr.domain.tables import Message
from spacerr.infra.llm.interface import ChatMessage, ModelRequest
from spacerr.infra.llm.litellm_model import LiteLLMModel
from spacerr.services import stop_replies
from spacerr.services.keys import keys
from spacerr.services.replies import details
from tests.real.servers import ModelServer
from tests.support.models.offers import offered
from tests.support.people import replies
from tests.support.people.lists import team_of
from tests.support.people.replies import ADA, answered, ask, idle, row

NAME = "Mine"
PREFIX = "mine-server"
"""What the ids of the models of a server of that name begin with."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that has ended: its row, and what its details tell."""

    row: Message
    origin: ReplyMeta

    @property
    def sentence(self) -> str:
        """Why it failed, as its reader sees it; "" where it didn't."""
        return (self.row.error or {}).get("sentence", "")


async def enter(d: Deps, server: ModelServer, key: str = "", *, untested: bool = False) -> None:
    """Raises what `keys.add` raises."""
    entered = KeyInput("compatible", key, NAME, server.url, untested=untested)
    await keys.add(d, ADA, await team_of(d, ADA), entered)


async def listed(d: Deps) -> list[str]:
    """The ids of the models that can be chosen, without Spacerr's own."""
    return [it for it in await offered(d, await team_of(d, ADA)) if it != "demo"]


async def asked(d: Deps, model: str, text: str = "Hi") -> Reply:
    """A reply in a new chat, once it has ended."""
    turn = await answered(d, text, model=model)
    found = await details.of_reply(d, ADA, turn.reply.id)
    return Reply(await row(d, turn.reply.id), found.origin)


async def stopped(d: Deps, model: str, text: str, seen: str) -> Message:
    """A reply that somebody stops who has `seen` it begin, once it has ended."""
    turn = await ask(d, text, model=model)
    draft = Draft()
    async with asyncio.timeout(replies.PATIENCE), d.streams.subscribe(turn.reply.id) as entries:
        while len(draft.text) < len(seen):
            draft = draft.extend(it.event for it in await entries.next())
    await stop_replies.stop_reply(d, ADA, turn.reply.id, len(seen))
    await idle(d)
    return await row(d, turn.reply.id)


async def straight(server: ModelServer, model: str, key: str) -> None:
    """Ask for a model that no list names, through the adapter itself. Raises ModelError."""
    said = (ChatMessage(Role.USER, "Hi"),)
    request = ModelRequest(f"openai/{model}", said, api_base=server.url, api_key=key)
    async for _ in LiteLLMModel().stream(request):
        pass
