"""Whether a person is asked before a tool of a server runs: as its server says, or a team."""

import pytest

from spacerr.domain.errors.base import BadRequest
from spacerr.domain.errors.teams import OnlyManagers
from spacerr.domain.replies.steps import StepState
from spacerr.domain.roles import TeamRole
from spacerr.domain.status import Status
from spacerr.domain.tables import TeamSettings
from spacerr.domain.teams.audit import Action
from spacerr.domain.tools.asking import Asking
from spacerr.domain.tools.mcp_tool import McpTool
from spacerr.infra.mcp.config import McpServer
from spacerr.services import audit
from spacerr.services.steps.steps import read_steps
from spacerr.services.tools import choice
from tests.support.models.calling import call
from tests.support.models.priced import catalog
from tests.support.people.lists import team_of
from tests.support.people.replies import ADA, answered, row
from tests.support.people.teams import joined
from tests.support.stores.databases import on_both_engines
from tests.support.tools.servers import file_server

__all__ = ["catalog"]
pytestmark = [pytest.mark.anyio, on_both_engines]
READ, WRITE = "files_read", "files_write"


@pytest.fixture(autouse=True)
async def server(d):
    """A server of the operator's that is away, with a tool that reads and one that writes."""
    named = {"read": True, "write": False}
    tools = [McpTool(name, name.title(), "", {}, read_only) for name, read_only in named.items()]
    await file_server(d, "files", McpServer(command="none"), *tools)


async def called(d, model, *names):
    """The steps of a reply whose model calls these tools, and the reply's status."""
    model.says(*(it for at, name in enumerate(names) for it in call(name, {}, at)))
    model.then("Done.")
    reply = await row(d, (await answered(d)).reply.id)
    return (await read_steps(d, [reply], None))[reply.id], reply.status


async def asking_of(d, name):
    known = await choice.get_team_choices(d, ADA, await team_of(d, ADA))
    return {it.spec.name: it.asking for it in known}[name]


async def test_what_only_reads_runs_and_what_may_act_waits_for_a_person(d, model):
    (read, write), status = await called(d, model, READ, WRITE)
    assert read.state is StepState.FAILED, "it ran: its server is away"
    assert write.state is StepState.WAITING and status == Status.WAITING


async def test_a_team_says_what_is_asked_about(d, model):
    team = await team_of(d, ADA)
    assert (await asking_of(d, READ), await asking_of(d, WRITE)) == (Asking.NEVER, Asking.ONCE)
    await choice.set_asking(d, ADA, team, READ, "always")
    await choice.set_asking(d, ADA, team, WRITE, "never")
    (read, write), _ = await called(d, model, READ, WRITE)
    assert (read.state, write.state) == (StepState.WAITING, StepState.FAILED)
    entries = (await audit.list_entries(d, ADA, team)).entries
    said = [it.detail for it in entries if it.action == Action.TOOL_ASKING_SET]
    assert said == [{"name": "Write", "asking": "never"}, {"name": "Read", "asking": "always"}]


async def test_what_another_version_says_is_asked_about_always(d):
    team = await team_of(d, ADA)
    async with d.db.writing() as session:
        session.add(TeamSettings(team_id=team, asking={WRITE: "on Sundays"}))
    assert await asking_of(d, WRITE) is Asking.ALWAYS


async def test_only_managers_say_and_only_of_tools_of_servers(d):
    team = await team_of(d, ADA)
    member = await joined(d, team, "Mo", TeamRole.MEMBER)
    with pytest.raises(OnlyManagers):
        await choice.set_asking(d, member, team, WRITE, "never")
    for name, asking in (("calculator", "always"), ("none", "always"), (WRITE, "sometimes")):
        with pytest.raises(BadRequest):
            await choice.set_asking(d, ADA, team, name, asking)
    assert await asking_of(d, "calculator") is None
