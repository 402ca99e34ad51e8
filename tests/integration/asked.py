"""All that people ask the services about a chat, a message, a project or a team, by its id."""

from contextlib import aclosing

from spacerr.domain.agents.agents import AgentSettings
from spacerr.domain.ids import new_id
from spacerr.domain.keys.keys import Entered
from spacerr.domain.roles import Right, Sharing
from spacerr.services import (
    agent_deleting,
    agent_files,
    agent_versions,
    agents,
    arranging,
    attending,
    audit,
    branches,
    chats,
    deleting,
    details,
    exporting,
    following,
    importing,
    instructions,
    invitations,
    key_tests,
    key_views,
    keys,
    links,
    markdown,
    membership,
    model_adding,
    model_options,
    model_order,
    models,
    pinning,
    previewing,
    project_deleting,
    projects,
    prompts,
    searching,
    seeing,
    sharing,
    stopping,
    team_ceilings,
    teams,
    titles,
    turns,
    usage,
)
from tests.integration.replies import ADA


async def follow(d, user, reply):
    return [growth async for growth in following.follow(d, user, reply)]


async def attend(d, user, chat):
    """Come and go: whoever may be there stays for as long as they like."""
    async with aclosing(attending.attend(d, user, chat, "tab")) as beats:
        return await anext(beats, [])


OF_CHATS = {
    chats.thread: lambda d, user, chat: chats.thread(d, user, chat),
    arranging.rename: lambda d, user, chat: arranging.rename(d, user, chat, "Mine now"),
    arranging.pin: lambda d, user, chat: arranging.pin(d, user, chat, True),
    arranging.archive: lambda d, user, chat: arranging.archive(d, user, chat, True),
    arranging.move: lambda d, user, chat: arranging.move(d, user, chat, ""),
    arranging.delete: lambda d, user, chat: arranging.delete(d, user, chat),
    arranging.restore: lambda d, user, chat: arranging.restore(d, user, chat),
    searching.within: lambda d, user, chat: searching.within(d, user, chat, "hi"),
    seeing.mark: lambda d, user, chat: seeing.mark(d, user, chat, False),
    titles.renew: lambda d, user, chat: titles.renew(d, user, chat),
    turns.send: lambda d, user, chat: turns.send(d, turns.Request(user, new_id()), chat, "Hi"),
    sharing.share: lambda d, user, chat: sharing.share(d, user, chat, Sharing.READ),
    links.make: lambda d, user, chat: links.make(d, user, chat),
    links.listed: lambda d, user, chat: links.listed(d, user, chat),
    links.revoke: lambda d, user, chat: links.revoke(d, user, chat, new_id()),
    exporting.chat: lambda d, user, chat: exporting.chat(d, user, chat),
    markdown.chat: lambda d, user, chat: markdown.chat(d, user, chat),
    attending.attend: attend,
}
OF_MESSAGES = {
    turns.regenerate: lambda d, user, it: turns.regenerate(d, turns.Request(user, new_id()), it),
    turns.go_on: lambda d, user, it: turns.go_on(d, turns.Request(user, new_id()), it),
    turns.edit: lambda d, user, it: turns.edit(d, turns.Request(user, new_id()), it, "Hi"),
    branches.choose: lambda d, user, it: branches.choose(d, user, it),
    stopping.stop: lambda d, user, reply: stopping.stop(d, user, reply),
    prompts.look: lambda d, user, reply: prompts.look(d, user, reply),
    following.follow: follow,
    details.of_reply: lambda d, user, it: details.of_reply(d, user, it),
    pinning.pin: lambda d, user, it: pinning.pin(d, user, it, True),
}
FORM = projects.Form("Mine now", "red", "")
UNWRITTEN = instructions.written("").mark
"""The mark of instructions that nobody has written."""
AGENT_FILE = b'{"format": "spacerr-agent", "version": 1, "agent": {"name": "Mine now"}}'
OF_PROJECTS = {
    projects.change: lambda d, user, it: projects.change(d, user, it, FORM, 1),
    projects.archive: lambda d, user, it: projects.archive(d, user, it, True),
    project_deleting.delete: lambda d, user, it: project_deleting.delete(
        d, user, it, with_chats=True
    ),
    project_deleting.restore: lambda d, user, it: project_deleting.restore(d, user, it),
    projects.look: lambda d, user, it: projects.look(d, user, it),
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
    agent_deleting.delete: lambda d, user, it: agent_deleting.delete(d, user, it),
    agent_deleting.restore: lambda d, user, it: agent_deleting.restore(d, user, it),
    agent_versions.listed: lambda d, user, it: agent_versions.listed(d, user, it),
    agent_versions.look: lambda d, user, it: agent_versions.look(d, user, it, 1),
    agent_versions.go_back: lambda d, user, it: agent_versions.go_back(d, user, it, 1, 1),
    agent_files.export: lambda d, user, it: agent_files.export(d, user, it),
    turns.send: lambda d, user, it: turns.send(
        d, turns.Request(user, new_id(), agent=it), "", "Hi"
    ),
}
MODEL = "scripted/one"
KEY = Entered("openai", "sk-0123456789", untested=True)
NO_CEILINGS = team_ceilings.Ceilings(None, None)
OF_TEAMS = {
    key_views.view: lambda d, user, it: key_views.view(d, user, it),
    keys.add: lambda d, user, it: keys.add(d, user, it, KEY),
    keys.replace: lambda d, user, it: keys.replace(d, user, it, new_id(), KEY, 0),
    keys.rename: lambda d, user, it: keys.rename(d, user, it, new_id(), "Mine now"),
    keys.remove: lambda d, user, it: keys.remove(d, user, it, new_id()),
    keys.allow_own: lambda d, user, it: keys.allow_own(d, user, it, True),
    key_tests.test: lambda d, user, it: key_tests.test(d, user, it, new_id()),
    teams.view: lambda d, user, it: teams.view(d, user, it),
    teams.rename: lambda d, user, it: teams.rename(d, user, it, "Mine now", 0),
    membership.set_role: lambda d, user, it: membership.set_role(
        d, user, it, ADA, "member", "owner"
    ),
    membership.remove: lambda d, user, it: membership.remove(d, user, it, ADA),
    membership.leave: lambda d, user, it: membership.leave(d, user, it),
    membership.hand_over: lambda d, user, it: membership.hand_over(d, user, it, ADA),
    invitations.make: lambda d, user, it: invitations.make(d, user, it, "member", 7),
    invitations.revoke: lambda d, user, it: invitations.revoke(d, user, it, new_id()),
    agents.listed: lambda d, user, it: agents.listed(d, user, it),
    agents.create: lambda d, user, it: agents.create(d, user, it, new_id(), AGENT),
    agent_files.bring: lambda d, user, it: agent_files.bring(d, user, it, new_id(), AGENT_FILE),
    audit.page: lambda d, user, it: audit.page(d, user, it),
    audit.export: lambda d, user, it: audit.export(d, user, it),
    instructions.overview: lambda d, user, it: instructions.overview(d, user, it),
    instructions.change_team: lambda d, user, it: instructions.change_team(
        d, user, it, "Mine", UNWRITTEN
    ),
    previewing.whole: lambda d, user, it: previewing.whole(d, user, it, {}),
    team_ceilings.look: lambda d, user, it: team_ceilings.look(d, user, it),
    team_ceilings.change: lambda d, user, it: team_ceilings.change(d, user, it, NO_CEILINGS),
    usage.view: lambda d, user, it: usage.view(d, user, it),
    projects.create: lambda d, user, it: projects.create(d, user, new_id(), FORM, team_id=it),
    deleting.team: lambda d, user, it: deleting.team(d, user, it, "Personal"),
    importing.run: lambda d, user, it: importing.run(d, user, it, b"{}"),
    deleting.team: lambda d, user, it: deleting.team(d, user, it, "Personal"),
    turns.send: lambda d, user, it: turns.send(
        d, turns.Request(user, new_id()), "", "Hi", turns.Place(team_id=it)
    ),
    models.look: lambda d, user, it: models.look(d, user, it),
    models.choice: lambda d, user, it: models.choice(d, user, it),
    models.choose: lambda d, user, it: models.choose(d, user, it, MODEL),
    model_options.everything: lambda d, user, it: model_options.everything(d, user, it),
    model_options.switch: lambda d, user, it: model_options.switch(d, user, it, MODEL, False),
    model_options.change: lambda d, user, it: model_options.change(
        d, user, it, MODEL, model_options.Wishes("Mine now"), 0
    ),
    model_order.arrange: lambda d, user, it: model_order.arrange(d, user, it, [MODEL], []),
    model_adding.add: lambda d, user, it: model_adding.add(d, user, it, "own-server", "mine"),
    model_adding.take_away: lambda d, user, it: model_adding.take_away(d, user, it, MODEL),
    model_options.set_defaults: lambda d, user, it: model_options.set_defaults(
        d, user, it, MODEL, "", 0
    ),
}
MEANING_THE_FIRST = {
    projects.create,
    importing.run,
    turns.send,
    models.choice,
    models.choose,
}
"""What is made for a team, the one somebody joined first where none is named."""
NEEDED = {
    chats.thread: Right.READ,
    searching.within: Right.READ,
    seeing.mark: Right.READ,
    attending.attend: Right.READ,
    following.follow: Right.READ,
    details.of_reply: Right.READ,
    exporting.chat: Right.READ,
    markdown.chat: Right.READ,
    turns.send: Right.WRITE,
    turns.edit: Right.WRITE,
    turns.regenerate: Right.WRITE,
    turns.go_on: Right.WRITE,
    branches.choose: Right.WRITE,
    stopping.stop: Right.WRITE,
    prompts.look: Right.READ,
    pinning.pin: Right.WRITE,
    arranging.rename: Right.WRITE,
    titles.renew: Right.WRITE,
    arranging.pin: Right.OWN,
    arranging.archive: Right.OWN,
    arranging.move: Right.OWN,
    arranging.delete: Right.OWN,
    arranging.restore: Right.OWN,
    sharing.share: Right.OWN,
    links.make: Right.OWN,
    links.listed: Right.OWN,
    links.revoke: Right.OWN,
}
"""What somebody needs who asks one of these about a chat or its messages."""
