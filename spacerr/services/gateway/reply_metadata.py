"""What a reply's metadata says of the gateway's decisions: the model, the key, the prompt."""

from collections.abc import Iterable

from spacerr.domain.replies.meta import ReplyMeta
from spacerr.services.chats import context
from spacerr.services.chats.context import ReplyContext
from spacerr.services.models.resolve import ResolvedModel
from spacerr.services.prompts.build import BuiltPrompt


def reply_metadata(
    ctx: ReplyContext, resolved: ResolvedModel, prompt: BuiltPrompt, tools: Iterable[str]
) -> ReplyMeta:
    """`provider` is the model's provider, `connection` the id of the key ("": the server's own),
    `levels` the levels of the instructions that were sent, lowest first, `instructions_cut` whether
    some of them were cut for lack of room. `tools` are the names of those that are offered, if any.
    """
    decided = ReplyMeta(
        provider=resolved.model.provider,
        connection=resolved.connection_id,
        agent=context.agent_snapshot(ctx.agent),
    )
    if offered := list(tools):
        decided = decided.merge(ReplyMeta(tools=offered))
    return decided.merge(prompt.meta)
