"""What a reply remembers of how it was decided: who answered, as whom, told what."""

from typing import Any

from spacerr.services.chats import context
from spacerr.services.chats.context import ReplyContext
from spacerr.services.models.resolve import ResolvedModel
from spacerr.services.prompts.build import BuiltPrompt


def reply_metadata(
    here: ReplyContext, resolved: ResolvedModel, told: BuiltPrompt
) -> dict[str, Any]:
    """`provider` is where the model lives, `connection` whose key was used ("": the server's own),
    `levels` those whose instructions were told, lowest first, `instructions_cut` whether some of
    them had no room.
    """
    return {
        "provider": resolved.model.provider,
        "connection": resolved.connection_id,
        "agent": context.agent_snapshot(here.agent),
        **told.meta,
    }
