"""Which tools a model may call in a reply."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from spacerr.deps import Deps
from spacerr.domain.agents.agents import may_use_tool
from spacerr.domain.replies.steps import Step
from spacerr.domain.tools.asking import asking_of
from spacerr.domain.tools.long_results import is_cut
from spacerr.services.chats.context import ReplyContext
from spacerr.services.models.resolve import ResolvedModel
from spacerr.services.tools.choice import is_on
from spacerr.services.tools.registry import all_tools
from spacerr.services.tools.results import result_reader
from spacerr.services.tools.tool import Tool


async def offered_tools(
    d: Deps, ctx: ReplyContext, resolved: ResolvedModel, steps: Iterable[Step] = ()
) -> Mapping[str, Tool]:
    """The tools that are on in a chat, by their names; none for a model that isn't known to call
    tools. An agent may be limited to some of them. Each is asked about as the team says. Where
    results of the `steps` that the model is told are cut, also the tool that reads on in these.
    """
    if not resolved.facts.tools:
        return {}
    agent = ctx.agent.settings if ctx.agent else {}
    offered: dict[str, Tool] = {}
    for tool in await all_tools(d, ctx.chat.team_id):
        name = tool.spec.name
        if is_on(name, ctx.chat.tools, ctx.team.tools) and may_use_tool(agent, name):
            asking = asking_of(name, tool.asking, ctx.team.asking)
            offered[name] = replace(tool, asking=asking)
    if cut := frozenset(it.id for it in steps if is_cut(it)):
        reader = result_reader(cut)
        offered[reader.spec.name] = reader
    return offered
