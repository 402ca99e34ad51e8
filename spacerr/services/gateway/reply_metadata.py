"""What a reply remembers of how it was decided: who answered, as whom, told what."""

from spacerr.domain.replies.meta import ReplyMeta
from spacerr.services.chats import context
from spacerr.services.chats.context import ReplyContext
from spacerr.services.models.resolve import ResolvedModel
from spacerr.services.prompts.build import BuiltPrompt


def reply_metadata(here: ReplyContext, resolved: ResolvedModel, told: BuiltPrompt) -> ReplyMeta:
    """`provider` is where the model lives, `connection` whose key was used ("": the server's own),
    `levels` those whose instructions were told, lowest first, `instructions_cut` whether some of
    them had no room.
    """
    decided = ReplyMeta(
        provider=resolved.model.provider,
        connection=resolved.connection_id,
        agent=context.agent_snapshot(here.agent),
    )
    return decided.merge(told.meta)
