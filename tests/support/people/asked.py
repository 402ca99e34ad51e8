"""All that people ask the services about a chat, a message, a project or a team, by its id."""

from contextlib import aclosing

from spacerr.domain.agents.agents import AgentSettings
from spacerr.domain.ids import new_id
from spacerr.domain.keys.keys import Entered
from spacerr.domain.roles import Right, Sharing
from spacerr.services import audit, stop_replies
from spacerr.services.accounts import deletion as account_deletion
from spacerr.services.agents import agents, deletion, files, versions
from spacerr.services.chats import (
    branches,
    edit,
    links,
    pins,
    presence,
    project_deletion,
    projects,
    read_state,
    search,
    sharing,
    threads,
)
from spacerr.services.data import exports, imports, markdown
from spacerr.services.keys import keys, probe, views
from spacerr.services.models import catalog, custom_models, options, order
from spacerr.services.prompts import instructions, preview, record
from spacerr.services.replies import details, followers, titles, turns
from spacerr.services.teams import invitations, members, teams
from spacerr.services.usage import report, team_limits
from tests.support.people.replies import ADA


async def follow(d, user, reply):
    return [growth async for growth in followers.follow(d, user, reply)]


async def attend(d, user, chat):
    """Come and go: whoever may be there stays for as long as they like."""
    async with aclosing(presence.join(d, user, chat, "tab")) as beats:
        return await anext(beats, [])


OF_CHATS = {
    threads.thread: lambda d, user, chat: threads.thread(d, user, chat),
    edit.rename: lambda d, user, chat: edit.rename(d, user, chat, "Mine now"),
    edit.pin: lambda d, user, chat: edit.pin(d, user, chat, True),
    edit.archive: lambda d, user, chat: edit.archive(d, user, chat, True),
    edit.move: lambda d, user, chat: edit.move(d, user, chat, ""),
    edit.delete: lambda d, user, chat: edit.delete(d, user, chat),
    edit.restore: lambda d, user, chat: edit.restore(d, user, chat),
    search.within: lambda d, user, chat: search.within(d, user, chat, "hi"),
    read_state.mark_seen: lambda d, user, chat: read_state.mark_seen(d, user, chat, False),
    titles.renew: lambda d, user, chat: titles.renew(d, user, chat),
    turns.send: lambda d, user, chat: turns.send(d, turns.Request(user, new_id()), chat, "Hi"),
    sharing.share: lambda d, user, chat: sharing.share(d, user, chat, Sharing.READ),
    links.make: lambda d, user, chat: links.make(d, user, chat),
    links.list_links: lambda d, user, chat: links.list_links(d, user, chat),
    links.revoke: lambda d, user, chat: links.revoke(d, user, chat, new_id()),
    exports.chat: lambda d, user, chat: exports.chat(d, user, chat),
    markdown.chat: lambda d, user, chat: markdown.chat(d, user, chat),
    presence.join: attend,
}
OF_MESSAGES = {
    turns.regenerate: lambda d, user, it: turns.regenerate(d, turns.Request(user, new_id()), it),
    turns.go_on: lambda d, user, it: turns.go_on(d, turns.Request(user, new_id()), it),
    turns.edit: lambda d, user, it: turns.edit(d, turns.Request(user, new_id()), it, "Hi"),
    branches.choose: lambda d, user, it: branches.choose(d, user, it),
    stop_replies.stop: lambda d, user, reply: stop_replies.stop(d, user, reply),
    record.get_prompt: lambda d, user, reply: record.get_prompt(d, user, reply),
    followers.follow: follow,
    details.of_reply: lambda d, user, it: details.of_reply(d, user, it),
    pins.pin: lambda d, user, it: pins.pin(d, user, it, True),
}
FORM = projects.Form("Mine now", "red", "")
UNWRITTEN = instructions.written("").mark
"""The mark of instructions that nobody has written."""
AGENT_FILE = b'{"format": "spacerr-agent", "version": 1, "agent": {"name": "Mine now"}}'
OF_PROJECTS = {
    projects.change: lambda d, user, it: projects.change(d, user, it, FORM, 1),
    projects.archive: lambda d, user, it: projects.archive(d, user, it, True),
    project_deletion.delete: lambda d, user, it: project_deletion.delete(
        d, user, it, with_chats=True
    ),
    project_deletion.restore: lambda d, user, it: project_deletion.restore(d, user, it),
    projects.get_project: lambda d, user, it: projects.get_project(d, user, it),
    instructions.of_project: lambda d, user, it: instructions.of_project(d, user, it),
    instructions.change_project: lambda d, user, it: instructions.change_project(
        d, user, it, "Mine", UNWRITTEN
    ),
    turns.send: lambda d, user, it: turns.send(
        d, turns.Request(user, new_id()), "", "Hi", turns.Place(project_id=it)
    ),
}
AGENT = AgentSettings(name="Mine now")
OF_AGENTS = {
    agents.view: lambda d, user, it: agents.view(d, user, it),
    agents.save: lambda d, user, it: agents.save(d, user, it, 1, AGENT, True),
    agents.duplicate: lambda d, user, it: agents.duplicate(d, user, it, new_id()),
    deletion.delete: lambda d, user, it: deletion.delete(d, user, it),
    deletion.restore: lambda d, user, it: deletion.restore(d, user, it),
    versions.list_versions: lambda d, user, it: versions.list_versions(d, user, it),
    versions.get_version: lambda d, user, it: versions.get_version(d, user, it, 1),
    versions.go_back: lambda d, user, it: versions.go_back(d, user, it, 1, 1),
    files.export: lambda d, user, it: files.export(d, user, it),
    turns.send: lambda d, user, it: turns.send(
        d, turns.Request(user, new_id(), agent=it), "", "Hi"
    ),
}
MODEL = "scripted/one"
KEY = Entered("openai", "sk-0123456789", untested=True)
NO_CEILINGS = team_limits.TeamLimits(None, None)
OF_TEAMS = {
    views.view: lambda d, user, it: views.view(d, user, it),
    keys.add: lambda d, user, it: keys.add(d, user, it, KEY),
    keys.replace: lambda d, user, it: keys.replace(d, user, it, new_id(), KEY, 0),
    keys.rename: lambda d, user, it: keys.rename(d, user, it, new_id(), "Mine now"),
    keys.remove: lambda d, user, it: keys.remove(d, user, it, new_id()),
    keys.allow_own: lambda d, user, it: keys.allow_own(d, user, it, True),
    probe.test: lambda d, user, it: probe.test(d, user, it, new_id()),
    teams.view: lambda d, user, it: teams.view(d, user, it),
    teams.rename: lambda d, user, it: teams.rename(d, user, it, "Mine now", 0),
    members.set_role: lambda d, user, it: members.set_role(d, user, it, ADA, "member", "owner"),
    members.remove: lambda d, user, it: members.remove(d, user, it, ADA),
    members.leave: lambda d, user, it: members.leave(d, user, it),
    members.hand_over: lambda d, user, it: members.hand_over(d, user, it, ADA),
    invitations.make: lambda d, user, it: invitations.make(d, user, it, "member", 7),
    invitations.revoke: lambda d, user, it: invitations.revoke(d, user, it, new_id()),
    agents.list_agents: lambda d, user, it: agents.list_agents(d, user, it),
    agents.create: lambda d, user, it: agents.create(d, user, it, new_id(), AGENT),
    files.bring: lambda d, user, it: files.bring(d, user, it, new_id(), AGENT_FILE),
    audit.page: lambda d, user, it: audit.page(d, user, it),
    audit.export: lambda d, user, it: audit.export(d, user, it),
    instructions.overview: lambda d, user, it: instructions.overview(d, user, it),
    instructions.change_team: lambda d, user, it: instructions.change_team(
        d, user, it, "Mine", UNWRITTEN
    ),
    preview.whole: lambda d, user, it: preview.whole(d, user, it, {}),
    team_limits.get_limits: lambda d, user, it: team_limits.get_limits(d, user, it),
    team_limits.change_limits: lambda d, user, it: team_limits.change_limits(
        d, user, it, NO_CEILINGS
    ),
    report.usage_report: lambda d, user, it: report.usage_report(d, user, it),
    projects.create: lambda d, user, it: projects.create(d, user, new_id(), FORM, team_id=it),
    account_deletion.team: lambda d, user, it: account_deletion.team(d, user, it, "Personal"),
    imports.run: lambda d, user, it: imports.run(d, user, it, b"{}"),
    account_deletion.team: lambda d, user, it: account_deletion.team(d, user, it, "Personal"),
    turns.send: lambda d, user, it: turns.send(
        d, turns.Request(user, new_id()), "", "Hi", turns.Place(team_id=it)
    ),
    catalog.get_team_models: lambda d, user, it: catalog.get_team_models(d, user, it),
    catalog.choice: lambda d, user, it: catalog.choice(d, user, it),
    catalog.choose: lambda d, user, it: catalog.choose(d, user, it, MODEL),
    options.everything: lambda d, user, it: options.everything(d, user, it),
    options.switch: lambda d, user, it: options.switch(d, user, it, MODEL, False),
    options.change: lambda d, user, it: options.change(
        d, user, it, MODEL, options.ModelOverrides("Mine now"), 0
    ),
    order.arrange: lambda d, user, it: order.arrange(d, user, it, [MODEL], []),
    custom_models.add: lambda d, user, it: custom_models.add(d, user, it, "own-server", "mine"),
    custom_models.take_away: lambda d, user, it: custom_models.take_away(d, user, it, MODEL),
    options.set_defaults: lambda d, user, it: options.set_defaults(d, user, it, MODEL, "", 0),
}
MEANING_THE_FIRST = {
    projects.create,
    imports.run,
    turns.send,
    catalog.choice,
    catalog.choose,
}
"""What is made for a team, the one somebody joined first where none is named."""
NEEDED = {
    threads.thread: Right.READ,
    search.within: Right.READ,
    read_state.mark_seen: Right.READ,
    presence.join: Right.READ,
    followers.follow: Right.READ,
    details.of_reply: Right.READ,
    exports.chat: Right.READ,
    markdown.chat: Right.READ,
    turns.send: Right.WRITE,
    turns.edit: Right.WRITE,
    turns.regenerate: Right.WRITE,
    turns.go_on: Right.WRITE,
    branches.choose: Right.WRITE,
    stop_replies.stop: Right.WRITE,
    record.get_prompt: Right.READ,
    pins.pin: Right.WRITE,
    edit.rename: Right.WRITE,
    titles.renew: Right.WRITE,
    edit.pin: Right.OWN,
    edit.archive: Right.OWN,
    edit.move: Right.OWN,
    edit.delete: Right.OWN,
    edit.restore: Right.OWN,
    sharing.share: Right.OWN,
    links.make: Right.OWN,
    links.list_links: Right.OWN,
    links.revoke: Right.OWN,
}
"""What somebody needs who asks one of these about a chat or its messages."""
