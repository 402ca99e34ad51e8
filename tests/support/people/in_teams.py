"""Everything that can be done to a team, and who is refused."""

from spacerr.domain.errors.teams import OnlyManagers, OnlyOwners, TeamNotFound
from spacerr.domain.ids import new_id
from spacerr.domain.keys.keys import KeyInput
from spacerr.services import audit
from spacerr.services.accounts import deletion
from spacerr.services.agents import agents, files
from spacerr.services.chats import projects
from spacerr.services.data import imports
from spacerr.services.keys import keys, probe, views
from spacerr.services.models import catalog, custom_models, options, order
from spacerr.services.prompts import instructions, preview
from spacerr.services.replies import turns
from spacerr.services.teams import invitations, members, teams
from spacerr.services.tools import choice, server_views, servers, sign_in
from spacerr.services.tools import pins as tool_pins
from spacerr.services.usage import report, team_limits
from tests.support.people.asked import (
    AGENT,
    AGENT_FILE,
    CLOCK,
    FORM,
    HERE,
    KEY,
    MODEL,
    NO_CEILINGS,
    OF_TEAMS,
    TOOL_SERVER,
    UNWRITTEN,
)
from tests.support.people.teams import ADMIN, MEMBER, OWNER

ANYBODY = {"stranger": TeamNotFound}


MANAGERS = {**ANYBODY, "member": OnlyManagers}


OWNERS = {**ANYBODY, "member": OnlyOwners, "admin": OnlyOwners}


OWNERS_OF_MANAGERS = {**MANAGERS, "admin": OnlyOwners}
"""Who is refused, and how; everybody else may."""


SERVER = KeyInput("compatible", base_url="http://127.0.0.1:9/v1", untested=True)


def make_owner(d, user, it):
    return members.set_role(d, user, it["team"], it["bob"], OWNER, MEMBER)


def unmake_owner(d, user, it):
    return members.set_role(d, user, it["team"], it["zoe"], ADMIN, OWNER)


def remove_owner(d, user, it):
    return members.remove(d, user, it["team"], it["zoe"])


def invite_owner(d, user, it):
    return invitations.create(d, user, it["team"], OWNER, 7)


def see_all_usage(d, user, it):
    return report.get_usage_report(d, user, it["team"], whole=True)


IN_TEAMS = {
    teams.get_team: (lambda d, user, it: teams.get_team(d, user, it["team"]), ANYBODY),
    teams.rename: (lambda d, user, it: teams.rename(d, user, it["team"], "New", 0), MANAGERS),
    members.set_role: (
        lambda d, user, it: members.set_role(d, user, it["team"], it["bob"], ADMIN, MEMBER),
        MANAGERS,
    ),
    make_owner: (make_owner, OWNERS_OF_MANAGERS),
    unmake_owner: (unmake_owner, OWNERS_OF_MANAGERS),
    members.remove: (
        lambda d, user, it: members.remove(d, user, it["team"], it["bob"]),
        MANAGERS,
    ),
    remove_owner: (remove_owner, OWNERS_OF_MANAGERS),
    members.leave: (lambda d, user, it: members.leave(d, user, it["team"]), ANYBODY),
    members.transfer_ownership: (
        lambda d, user, it: members.transfer_ownership(d, user, it["team"], it["bob"]),
        OWNERS,
    ),
    invitations.create: (
        lambda d, user, it: invitations.create(d, user, it["team"], ADMIN, 7),
        MANAGERS,
    ),
    invite_owner: (invite_owner, OWNERS_OF_MANAGERS),
    invitations.revoke: (
        lambda d, user, it: invitations.revoke(d, user, it["team"], it["invitation"]),
        MANAGERS,
    ),
    agents.list_agents: (lambda d, user, it: agents.list_agents(d, user, it["team"]), ANYBODY),
    agents.create: (
        lambda d, user, it: agents.create(d, user, it["team"], new_id(), AGENT),
        ANYBODY,
    ),
    files.import_agent: (
        lambda d, user, it: files.import_agent(d, user, it["team"], new_id(), AGENT_FILE),
        ANYBODY,
    ),
    audit.list_entries: (lambda d, user, it: audit.list_entries(d, user, it["team"]), MANAGERS),
    audit.export_csv: (lambda d, user, it: audit.export_csv(d, user, it["team"]), MANAGERS),
    views.list_keys: (lambda d, user, it: views.list_keys(d, user, it["team"]), ANYBODY),
    keys.add: (lambda d, user, it: keys.add(d, user, it["team"], KEY), MANAGERS),
    keys.replace: (
        lambda d, user, it: keys.replace(d, user, it["team"], it["key"], SERVER, 0),
        MANAGERS,
    ),
    keys.rename: (
        lambda d, user, it: keys.rename(d, user, it["team"], it["key"], "New"),
        MANAGERS,
    ),
    keys.remove: (lambda d, user, it: keys.remove(d, user, it["team"], it["key"]), MANAGERS),
    keys.set_own_keys_allowed: (
        lambda d, user, it: keys.set_own_keys_allowed(d, user, it["team"], True),
        MANAGERS,
    ),
    probe.test: (
        lambda d, user, it: probe.test(d, user, it["team"], it["key"]),
        MANAGERS,
    ),
    instructions.get_overview: (
        lambda d, user, it: instructions.get_overview(d, user, it["team"]),
        ANYBODY,
    ),
    instructions.update_team: (
        lambda d, user, it: instructions.update_team(d, user, it["team"], "New", UNWRITTEN),
        MANAGERS,
    ),
    preview.build_preview: (
        lambda d, user, it: preview.build_preview(d, user, it["team"], {}),
        ANYBODY,
    ),
    team_limits.get_limits: (
        lambda d, user, it: team_limits.get_limits(d, user, it["team"]),
        MANAGERS,
    ),
    team_limits.update_limits: (
        lambda d, user, it: team_limits.update_limits(d, user, it["team"], NO_CEILINGS),
        MANAGERS,
    ),
    report.get_usage_report: (
        lambda d, user, it: report.get_usage_report(d, user, it["team"]),
        ANYBODY,
    ),
    see_all_usage: (see_all_usage, MANAGERS),
    projects.create: (
        lambda d, user, it: projects.create(d, user, new_id(), FORM, team_id=it["team"]),
        ANYBODY,
    ),
    deletion.delete_team: (
        lambda d, user, it: deletion.delete_team(d, user, it["team"], "Boats"),
        OWNERS,
    ),
    imports.import_chats: (
        lambda d, user, it: imports.import_chats(d, user, it["team"], b"{}"),
        ANYBODY,
    ),
    turns.send: (
        lambda d, user, it: turns.send(
            d, turns.Request(user, new_id()), "", "Hi", turns.Place(it["team"])
        ),
        ANYBODY,
    ),
    catalog.get_team_models: (
        lambda d, user, it: catalog.get_team_models(d, user, it["team"]),
        ANYBODY,
    ),
    choice.get_choices: (lambda d, user, it: choice.get_choices(d, user, it["team"]), ANYBODY),
    choice.get_team_choices: (
        lambda d, user, it: choice.get_team_choices(d, user, it["team"]),
        ANYBODY,
    ),
    choice.switch_in_team: (
        lambda d, user, it: choice.switch_in_team(d, user, it["team"], CLOCK, False),
        MANAGERS,
    ),
    choice.list_specs: (lambda d, user, it: choice.list_specs(d, user, it["team"]), ANYBODY),
    choice.known_only: (lambda d, user, it: choice.known_only(d, user, it["team"], {}), ANYBODY),
    server_views.list_servers: (
        lambda d, user, it: server_views.list_servers(d, user, it["team"]),
        ANYBODY,
    ),
    server_views.list_reviews: (
        lambda d, user, it: server_views.list_reviews(d, user, it["team"], it["tool_server"]),
        MANAGERS,
    ),
    servers.add: (lambda d, user, it: servers.add(d, user, it["team"], TOOL_SERVER), MANAGERS),
    servers.update: (
        lambda d, user, it: servers.update(d, user, it["team"], it["tool_server"], TOOL_SERVER, 0),
        MANAGERS,
    ),
    servers.remove: (
        lambda d, user, it: servers.remove(d, user, it["team"], it["tool_server"]),
        MANAGERS,
    ),
    servers.set_enabled: (
        lambda d, user, it: servers.set_enabled(d, user, it["team"], it["tool_server"], False),
        MANAGERS,
    ),
    servers.test: (
        lambda d, user, it: servers.test(d, user, it["team"], it["tool_server"]),
        MANAGERS,
    ),
    sign_in.begin: (
        lambda d, user, it: sign_in.begin(d, user, it["team"], it["tool_server"], HERE),
        MANAGERS,
    ),
    tool_pins.review: (
        lambda d, user, it: tool_pins.review(d, user, it["team"], it["tool_server"], {}, use=True),
        MANAGERS,
    ),
    choice.set_asking: (
        lambda d, user, it: choice.set_asking(d, user, it["team"], CLOCK, "always"),
        MANAGERS,
    ),
    catalog.get_choice: (lambda d, user, it: catalog.get_choice(d, user, it["team"]), ANYBODY),
    catalog.choose_model: (
        lambda d, user, it: catalog.choose_model(d, user, it["team"], MODEL),
        ANYBODY,
    ),
    **{
        service: (lambda d, user, it, ask=OF_TEAMS[service]: ask(d, user, it["team"]), MANAGERS)
        for service in (
            options.get_model_settings,
            options.set_enabled,
            options.set_overrides,
            order.set_order,
            custom_models.add,
            custom_models.remove,
            options.set_defaults,
        )
    },
}
