"""Everything that can be done to a team, and who is refused."""

from spacerr.domain.errors.teams import OnlyManagers, OnlyOwners, TeamNotFound
from spacerr.domain.ids import new_id
from spacerr.domain.keys.keys import Entered
from spacerr.services import (
    agent_files,
    agents,
    audit,
    deleting,
    importing,
    instructions,
    invitations,
    key_tests,
    key_views,
    keys,
    membership,
    model_adding,
    model_options,
    model_order,
    models,
    previewing,
    projects,
    team_ceilings,
    teams,
    turns,
    usage,
)
from tests.integration.asked import (
    AGENT,
    AGENT_FILE,
    FORM,
    KEY,
    MODEL,
    NO_CEILINGS,
    OF_TEAMS,
    UNWRITTEN,
)
from tests.integration.teams import ADMIN, MEMBER, OWNER

ANYBODY = {"stranger": TeamNotFound}


MANAGERS = {**ANYBODY, "member": OnlyManagers}


OWNERS = {**ANYBODY, "member": OnlyOwners, "admin": OnlyOwners}


OWNERS_OF_MANAGERS = {**MANAGERS, "admin": OnlyOwners}
"""Who is refused, and how; everybody else may."""


SERVER = Entered("compatible", base_url="http://127.0.0.1:9/v1", untested=True)


def make_owner(d, user, it):
    return membership.set_role(d, user, it["team"], it["bob"], OWNER, MEMBER)


def unmake_owner(d, user, it):
    return membership.set_role(d, user, it["team"], it["zoe"], ADMIN, OWNER)


def remove_owner(d, user, it):
    return membership.remove(d, user, it["team"], it["zoe"])


def invite_owner(d, user, it):
    return invitations.make(d, user, it["team"], OWNER, 7)


def see_all_usage(d, user, it):
    return usage.view(d, user, it["team"], whole=True)


IN_TEAMS = {
    teams.view: (lambda d, user, it: teams.view(d, user, it["team"]), ANYBODY),
    teams.rename: (lambda d, user, it: teams.rename(d, user, it["team"], "New", 0), MANAGERS),
    membership.set_role: (
        lambda d, user, it: membership.set_role(d, user, it["team"], it["bob"], ADMIN, MEMBER),
        MANAGERS,
    ),
    make_owner: (make_owner, OWNERS_OF_MANAGERS),
    unmake_owner: (unmake_owner, OWNERS_OF_MANAGERS),
    membership.remove: (
        lambda d, user, it: membership.remove(d, user, it["team"], it["bob"]),
        MANAGERS,
    ),
    remove_owner: (remove_owner, OWNERS_OF_MANAGERS),
    membership.leave: (lambda d, user, it: membership.leave(d, user, it["team"]), ANYBODY),
    membership.hand_over: (
        lambda d, user, it: membership.hand_over(d, user, it["team"], it["bob"]),
        OWNERS,
    ),
    invitations.make: (
        lambda d, user, it: invitations.make(d, user, it["team"], ADMIN, 7),
        MANAGERS,
    ),
    invite_owner: (invite_owner, OWNERS_OF_MANAGERS),
    invitations.revoke: (
        lambda d, user, it: invitations.revoke(d, user, it["team"], it["invitation"]),
        MANAGERS,
    ),
    agents.listed: (lambda d, user, it: agents.listed(d, user, it["team"]), ANYBODY),
    agents.create: (
        lambda d, user, it: agents.create(d, user, it["team"], new_id(), AGENT),
        ANYBODY,
    ),
    agent_files.bring: (
        lambda d, user, it: agent_files.bring(d, user, it["team"], new_id(), AGENT_FILE),
        ANYBODY,
    ),
    audit.page: (lambda d, user, it: audit.page(d, user, it["team"]), MANAGERS),
    audit.export: (lambda d, user, it: audit.export(d, user, it["team"]), MANAGERS),
    key_views.view: (lambda d, user, it: key_views.view(d, user, it["team"]), ANYBODY),
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
    keys.allow_own: (lambda d, user, it: keys.allow_own(d, user, it["team"], True), MANAGERS),
    key_tests.test: (
        lambda d, user, it: key_tests.test(d, user, it["team"], it["key"]),
        MANAGERS,
    ),
    instructions.overview: (
        lambda d, user, it: instructions.overview(d, user, it["team"]),
        ANYBODY,
    ),
    instructions.change_team: (
        lambda d, user, it: instructions.change_team(d, user, it["team"], "New", UNWRITTEN),
        MANAGERS,
    ),
    previewing.whole: (
        lambda d, user, it: previewing.whole(d, user, it["team"], {}),
        ANYBODY,
    ),
    team_ceilings.look: (lambda d, user, it: team_ceilings.look(d, user, it["team"]), MANAGERS),
    team_ceilings.change: (
        lambda d, user, it: team_ceilings.change(d, user, it["team"], NO_CEILINGS),
        MANAGERS,
    ),
    usage.view: (lambda d, user, it: usage.view(d, user, it["team"]), ANYBODY),
    see_all_usage: (see_all_usage, MANAGERS),
    projects.create: (
        lambda d, user, it: projects.create(d, user, new_id(), FORM, team_id=it["team"]),
        ANYBODY,
    ),
    deleting.team: (lambda d, user, it: deleting.team(d, user, it["team"], "Boats"), OWNERS),
    importing.run: (
        lambda d, user, it: importing.run(d, user, it["team"], b"{}"),
        ANYBODY,
    ),
    turns.send: (
        lambda d, user, it: turns.send(
            d, turns.Request(user, new_id()), "", "Hi", turns.Place(it["team"])
        ),
        ANYBODY,
    ),
    models.look: (lambda d, user, it: models.look(d, user, it["team"]), ANYBODY),
    models.choice: (lambda d, user, it: models.choice(d, user, it["team"]), ANYBODY),
    models.choose: (lambda d, user, it: models.choose(d, user, it["team"], MODEL), ANYBODY),
    **{
        service: (lambda d, user, it, ask=OF_TEAMS[service]: ask(d, user, it["team"]), MANAGERS)
        for service in (
            model_options.everything,
            model_options.switch,
            model_options.change,
            model_order.arrange,
            model_adding.add,
            model_adding.take_away,
            model_options.set_defaults,
        )
    },
}
