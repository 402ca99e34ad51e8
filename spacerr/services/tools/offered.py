"""Which tools a model may call in a reply."""

from collections.abc import Mapping

from spacerr.services.chats.context import ReplyContext
from spacerr.services.models.resolve import ResolvedModel
from spacerr.services.tools.built_in import BUILT_IN
from spacerr.services.tools.tool import Tool


def offered_tools(ctx: ReplyContext, resolved: ResolvedModel) -> Mapping[str, Tool]:
    """The tools by their names; none for a model that isn't known to call tools. An agent may be
    limited to some of them.
    """
    if not resolved.facts.tools:
        return {}
    allowed = set(ctx.agent.settings.get("tools") or ()) if ctx.agent else set[str]()
    return {it.spec.name: it for it in BUILT_IN if not allowed or it.spec.name in allowed}
