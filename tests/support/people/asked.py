"""All that people ask the services about a chat, a message, a project or a team, by its id."""

from contextlib import aclosing

from spacerr.domain.agents.agents import AgentSettings
from spacerr.domain.ids import new_id
from spacerr.domain.keys.keys import KeyInput
from spacerr.domain.roles import Right, Sharing
from spacerr.domain.tools.servers import ServerInput
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
from spacerr.services.questions import questions
from spacerr.services.replies import details, followers, titles, turns, waiting
from spacerr.services.steps import images, steps
from spacerr.services.teams import invitations, members, teams
from spacerr.services.tools import choice, server_views, servers, sign_in
from spacerr.services.tools import pins as tool_pins
from spacerr.services.usage import report, team_limits
from tests.support.people.replies import ADA


async def follow(d, user, reply):
    return [growth async for growth in followers.follow(d, user, reply)]


async def attend(d, user, chat):
    """Come and go: whoever may be there stays for as long as they like."""
    async with aclosing(presence.track_presence(d, user, chat, "tab")) as beats:
        return await anext(beats, [])


CLOCK = "current_time"

OF_CHATS = {
    threads.get_thread: lambda d, user, chat: threads.get_thread(d, user, chat),
    edit.rename: lambda d, user, chat: edit.rename(d, user, chat, "Mine now"),
    edit.set_pinned: lambda d, user, chat: edit.set_pinned(d, user, chat, True),
    edit.set_archived: lambda d, user, chat: edit.set_archived(d, user, chat, True),
    edit.move: lambda d, user, chat: edit.move(d, user, chat, ""),
    edit.delete: lambda d, user, chat: edit.delete(d, user, chat),
    edit.restore: lambda d, user, chat: edit.restore(d, user, chat),
    choice.switch_in_chat: lambda d, user, it: choice.switch_in_chat(d, user, it, CLOCK, False),
    choice.ask_again: lambda d, user, chat: choice.ask_again(d, user, chat, CLOCK),
    search.find_in_chat: lambda d, user, chat: search.find_in_chat(d, user, chat, "hi"),
    read_state.mark_seen: lambda d, user, chat: read_state.mark_seen(d, user, chat, False),
    titles.renew: lambda d, user, chat: titles.renew(d, user, chat),
    turns.send: lambda d, user, chat: turns.send(d, turns.Request(user, new_id()), chat, "Hi"),
    sharing.set_sharing: lambda d, user, chat: sharing.set_sharing(d, user, chat, Sharing.READ),
    links.create: lambda d, user, chat: links.create(d, user, chat),
    links.list_links: lambda d, user, chat: links.list_links(d, user, chat),
    links.revoke: lambda d, user, chat: links.revoke(d, user, chat, new_id()),
    exports.export_chat: lambda d, user, chat: exports.export_chat(d, user, chat),
    markdown.chat_markdown: lambda d, user, chat: markdown.chat_markdown(d, user, chat),
    presence.track_presence: attend,
}
OF_QUESTIONS = {
    waiting.answer: lambda d, user, it: waiting.answer(d, user, it, "accept"),
    questions.answer: lambda d, user, it: questions.answer(d, user, it, "accept"),
}

OF_MESSAGES = {
    turns.regenerate: lambda d, user, it: turns.regenerate(d, turns.Request(user, new_id()), it),
    turns.continue_reply: lambda d, user, it: turns.continue_reply(
        d, turns.Request(user, new_id()), it
    ),
    turns.edit: lambda d, user, it: turns.edit(d, turns.Request(user, new_id()), it, "Hi"),
    branches.choose: lambda d, user, it: branches.choose(d, user, it),
    stop_replies.stop_reply: lambda d, user, reply: stop_replies.stop_reply(d, user, reply),
    waiting.stop: lambda d, user, reply: waiting.stop(d, user, reply),
    steps.get_step: lambda d, user, reply: steps.get_step(d, user, reply, new_id()),
    images.read: lambda d, user, reply: images.read(d, user, reply, new_id()),
    record.get_prompt: lambda d, user, reply: record.get_prompt(d, user, reply),
    followers.follow: follow,
    details.of_reply: lambda d, user, it: details.of_reply(d, user, it),
    pins.set_pinned: lambda d, user, it: pins.set_pinned(d, user, it, True),
}
FORM = projects.ProjectForm("Mine now", "red", "")
UNWRITTEN = instructions.instructions_text("").mark
"""The mark of instructions that nobody has written."""
AGENT_FILE = b'{"format": "spacerr-agent", "version": 1, "agent": {"name": "Mine now"}}'
OF_PROJECTS = {
    projects.update: lambda d, user, it: projects.update(d, user, it, FORM, 1),
    projects.set_archived: lambda d, user, it: projects.set_archived(d, user, it, True),
    project_deletion.delete: lambda d, user, it: project_deletion.delete(
        d, user, it, with_chats=True
    ),
    project_deletion.restore: lambda d, user, it: project_deletion.restore(d, user, it),
    projects.get_project: lambda d, user, it: projects.get_project(d, user, it),
    instructions.get_project_text: lambda d, user, it: instructions.get_project_text(d, user, it),
    instructions.update_project: lambda d, user, it: instructions.update_project(
        d, user, it, "Mine", UNWRITTEN
    ),
    turns.send: lambda d, user, it: turns.send(
        d, turns.Request(user, new_id()), "", "Hi", turns.Place(project_id=it)
    ),
}
AGENT = AgentSettings(name="Mine now")
OF_AGENTS = {
    agents.get_agent: lambda d, user, it: agents.get_agent(d, user, it),
    agents.update: lambda d, user, it: agents.update(d, user, it, 1, AGENT, True),
    agents.duplicate: lambda d, user, it: agents.duplicate(d, user, it, new_id()),
    deletion.delete: lambda d, user, it: deletion.delete(d, user, it),
    deletion.restore: lambda d, user, it: deletion.restore(d, user, it),
    versions.list_versions: lambda d, user, it: versions.list_versions(d, user, it),
    versions.get_version: lambda d, user, it: versions.get_version(d, user, it, 1),
    versions.restore_version: lambda d, user, it: versions.restore_version(d, user, it, 1, 1),
    files.export_agent: lambda d, user, it: files.export_agent(d, user, it),
    turns.send: lambda d, user, it: turns.send(
        d, turns.Request(user, new_id(), agent=it), "", "Hi"
    ),
}
MODEL = "scripted/one"
KEY = KeyInput("openai", "sk-0123456789", untested=True)
TOOL_SERVER = ServerInput("Wiki", "http://127.0.0.1:9/mcp", untested=True)
HERE = sign_in.Place("http://localhost/api/tool-sign-in")
NO_CEILINGS = team_limits.TeamLimits(None, None)
OF_TEAMS = {
    views.list_keys: lambda d, user, it: views.list_keys(d, user, it),
    keys.add: lambda d, user, it: keys.add(d, user, it, KEY),
    keys.replace: lambda d, user, it: keys.replace(d, user, it, new_id(), KEY, 0),
    keys.rename: lambda d, user, it: keys.rename(d, user, it, new_id(), "Mine now"),
    keys.remove: lambda d, user, it: keys.remove(d, user, it, new_id()),
    keys.set_own_keys_allowed: lambda d, user, it: keys.set_own_keys_allowed(d, user, it, True),
    probe.test: lambda d, user, it: probe.test(d, user, it, new_id()),
    teams.get_team: lambda d, user, it: teams.get_team(d, user, it),
    choice.get_choices: lambda d, user, it: choice.get_choices(d, user, it),
    choice.get_team_choices: lambda d, user, it: choice.get_team_choices(d, user, it),
    choice.switch_in_team: lambda d, user, it: choice.switch_in_team(d, user, it, CLOCK, False),
    choice.set_asking: lambda d, user, it: choice.set_asking(d, user, it, CLOCK, "always"),
    choice.list_specs: lambda d, user, it: choice.list_specs(d, user, it),
    choice.known_only: lambda d, user, it: choice.known_only(d, user, it, {}),
    server_views.list_servers: lambda d, user, it: server_views.list_servers(d, user, it),
    server_views.list_reviews: lambda d, user, it: server_views.list_reviews(d, user, it, new_id()),
    servers.add: lambda d, user, it: servers.add(d, user, it, TOOL_SERVER),
    servers.update: lambda d, user, it: servers.update(d, user, it, new_id(), TOOL_SERVER, 0),
    servers.remove: lambda d, user, it: servers.remove(d, user, it, new_id()),
    servers.set_enabled: lambda d, user, it: servers.set_enabled(d, user, it, new_id(), True),
    servers.test: lambda d, user, it: servers.test(d, user, it, new_id()),
    sign_in.begin: lambda d, user, it: sign_in.begin(d, user, it, new_id(), HERE),
    tool_pins.review: lambda d, user, it: tool_pins.review(d, user, it, new_id(), {}, use=True),
    teams.rename: lambda d, user, it: teams.rename(d, user, it, "Mine now", 0),
    members.set_role: lambda d, user, it: members.set_role(d, user, it, ADA, "member", "owner"),
    members.remove: lambda d, user, it: members.remove(d, user, it, ADA),
    members.leave: lambda d, user, it: members.leave(d, user, it),
    members.transfer_ownership: lambda d, user, it: members.transfer_ownership(d, user, it, ADA),
    invitations.create: lambda d, user, it: invitations.create(d, user, it, "member", 7),
    invitations.revoke: lambda d, user, it: invitations.revoke(d, user, it, new_id()),
    agents.list_agents: lambda d, user, it: agents.list_agents(d, user, it),
    agents.create: lambda d, user, it: agents.create(d, user, it, new_id(), AGENT),
    files.import_agent: lambda d, user, it: files.import_agent(d, user, it, new_id(), AGENT_FILE),
    audit.list_entries: lambda d, user, it: audit.list_entries(d, user, it),
    audit.export_csv: lambda d, user, it: audit.export_csv(d, user, it),
    instructions.get_overview: lambda d, user, it: instructions.get_overview(d, user, it),
    instructions.update_team: lambda d, user, it: instructions.update_team(
        d, user, it, "Mine", UNWRITTEN
    ),
    preview.build_preview: lambda d, user, it: preview.build_preview(d, user, it, {}),
    team_limits.get_limits: lambda d, user, it: team_limits.get_limits(d, user, it),
    team_limits.update_limits: lambda d, user, it: team_limits.update_limits(
        d, user, it, NO_CEILINGS
    ),
    report.get_usage_report: lambda d, user, it: report.get_usage_report(d, user, it),
    projects.create: lambda d, user, it: projects.create(d, user, new_id(), FORM, team_id=it),
    account_deletion.delete_team: lambda d, user, it: account_deletion.delete_team(
        d, user, it, "Personal"
    ),
    imports.import_chats: lambda d, user, it: imports.import_chats(d, user, it, b"{}"),
    account_deletion.delete_team: lambda d, user, it: account_deletion.delete_team(
        d, user, it, "Personal"
    ),
    turns.send: lambda d, user, it: turns.send(
        d, turns.Request(user, new_id()), "", "Hi", turns.Place(team_id=it)
    ),
    catalog.get_team_models: lambda d, user, it: catalog.get_team_models(d, user, it),
    catalog.get_choice: lambda d, user, it: catalog.get_choice(d, user, it),
    catalog.choose_model: lambda d, user, it: catalog.choose_model(d, user, it, MODEL),
    options.get_model_settings: lambda d, user, it: options.get_model_settings(d, user, it),
    options.set_enabled: lambda d, user, it: options.set_enabled(d, user, it, MODEL, False),
    options.set_overrides: lambda d, user, it: options.set_overrides(
        d, user, it, MODEL, options.ModelOverrides("Mine now"), 0
    ),
    order.set_order: lambda d, user, it: order.set_order(d, user, it, [MODEL], []),
    custom_models.add: lambda d, user, it: custom_models.add(d, user, it, "own-server", "mine"),
    custom_models.remove: lambda d, user, it: custom_models.remove(d, user, it, MODEL),
    options.set_defaults: lambda d, user, it: options.set_defaults(d, user, it, MODEL, "", 0),
}
MEANING_THE_FIRST = {
    projects.create,
    imports.import_chats,
    turns.send,
    catalog.get_choice,
    catalog.choose_model,
    choice.get_choices,
    choice.known_only,
    choice.list_specs,
}
"""What is made for a team, the one somebody joined first where none is named."""
NEEDED = {
    threads.get_thread: Right.READ,
    search.find_in_chat: Right.READ,
    read_state.mark_seen: Right.READ,
    presence.track_presence: Right.READ,
    followers.follow: Right.READ,
    details.of_reply: Right.READ,
    exports.export_chat: Right.READ,
    markdown.chat_markdown: Right.READ,
    turns.send: Right.WRITE,
    turns.edit: Right.WRITE,
    turns.regenerate: Right.WRITE,
    turns.continue_reply: Right.WRITE,
    branches.choose: Right.WRITE,
    stop_replies.stop_reply: Right.WRITE,
    waiting.stop: Right.WRITE,
    record.get_prompt: Right.READ,
    pins.set_pinned: Right.WRITE,
    choice.switch_in_chat: Right.WRITE,
    choice.ask_again: Right.WRITE,
    steps.get_step: Right.READ,
    images.read: Right.READ,
    edit.rename: Right.WRITE,
    titles.renew: Right.WRITE,
    edit.set_pinned: Right.OWN,
    edit.set_archived: Right.OWN,
    edit.move: Right.OWN,
    edit.delete: Right.OWN,
    edit.restore: Right.OWN,
    sharing.set_sharing: Right.OWN,
    links.create: Right.OWN,
    links.list_links: Right.OWN,
    links.revoke: Right.OWN,
}
"""What somebody needs who asks one of these about a chat or its messages."""
