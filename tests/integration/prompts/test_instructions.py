"""What teams, projects and people tell models: changed by whom it is for, and never over others."""

from dataclasses import replace

import pytest

from spacerr.domain.bus_events import SettingsChanged
from spacerr.domain.errors.accounts import AccountNotFound
from spacerr.domain.errors.agents import AgentNotFound
from spacerr.domain.errors.base import BadRequest
from spacerr.domain.errors.chats import ProjectNotFound
from spacerr.domain.errors.prompts import (
    InstructionsChangedMeanwhile,
    InstructionsFixed,
    InstructionsTooLong,
    UnknownVariable,
)
from spacerr.domain.ids import new_id
from spacerr.domain.prompts.instructions import ComposedInstructions, Level
from spacerr.domain.tables import UserSettings
from spacerr.domain.teams.audit import Action
from spacerr.infra.llm.model_info import ModelInfo
from spacerr.services.accounts import admin
from spacerr.services.chats import projects
from spacerr.services.models import team_model
from spacerr.services.prompts import browser_facts, instructions, preview
from spacerr.services.prompts.instructions import instructions_text
from spacerr.services.prompts.preview import PreviewScope
from tests.support.people import door
from tests.support.people.agents import agent
from tests.support.people.lists import team_of
from tests.support.people.replies import ADA, answered, idle, person
from tests.support.people.teams import joined, noted, team
from tests.support.stores.databases import on_both_engines
from tests.support.stores.news import news, position

pytestmark = [pytest.mark.anyio, on_both_engines]
EMPTY = instructions_text("").mark


ANYWHERE = PreviewScope()


async def told(d, team_id, drafts, scene=ANYWHERE):
    """What the preview shows Ada."""
    return ComposedInstructions((await preview.build_preview(d, ADA, team_id, drafts, scene)).parts)


async def studio(d, user=ADA):
    async with d.db.reading() as session:
        return await session.get(UserSettings, user)


async def test_a_team_tells_all_its_members(d):
    made = await team(d)
    bob = await joined(d, made, "Bob")
    await instructions.update_team(d, ADA, made, "  Be brief.\n", EMPTY)
    seen = await instructions.get_overview(d, bob, made)
    assert (seen.team.text, seen.team.may) == ("Be brief.", False)
    assert (await instructions.get_overview(d, ADA, made)).team.may
    entry = (await noted(d, made))[0]
    assert entry.action == Action.INSTRUCTIONS_CHANGED and "brief" not in repr(entry)


async def test_nobody_writes_over_what_they_have_not_seen(d):
    made = await team(d)
    first = await instructions.update_team(d, ADA, made, "One", EMPTY)
    with pytest.raises(InstructionsChangedMeanwhile):
        await instructions.update_team(d, ADA, made, "Two", EMPTY)
    await instructions.update_team(d, ADA, made, "One", EMPTY)
    await instructions.update_team(d, ADA, made, "Two", first.mark)
    assert (await instructions.get_overview(d, ADA, made)).team.text == "Two"
    assert len(await noted(d, made)) == 2


async def test_ones_own_go_along_into_every_team(d):
    await instructions.update_personal(d, ADA, "I like tables.", EMPTY)
    with pytest.raises(InstructionsChangedMeanwhile):
        await instructions.update_personal(d, ADA, "No tables.", EMPTY)
    other = await team(d)
    assert (await instructions.get_overview(d, ADA, other)).personal.text == "I like tables."
    eve = await person(d, "Eve")
    assert (await instructions.get_personal(d, eve)).text == ""


async def test_a_project_keeps_its_name_and_gets_new_instructions(d):
    form = projects.ProjectForm("Boats", "red", "Old")
    project = await projects.create(d, ADA, new_id(), form)
    with pytest.raises(InstructionsChangedMeanwhile):
        await instructions.update_project(d, ADA, project, "New", EMPTY)
    mark = (await instructions.get_project_text(d, ADA, project)).mark
    await instructions.update_project(d, ADA, project, "New", mark)
    stored = await projects.get_project(d, ADA, project)
    assert (stored.name, stored.colour, stored.instructions) == ("Boats", "red", "New")
    listed = (await instructions.get_overview(d, ADA, stored.team_id)).projects
    assert [it.name for it in listed] == ["Boats"]


@pytest.mark.parametrize(
    ("text", "error"),
    [("x" * 20_001, InstructionsTooLong), ("Dear {{nmae}}", UnknownVariable)],
)
async def test_what_cannot_be_told_is_refused_on_every_level(d, text, error):
    made = await team_of(d, ADA)
    project = await projects.create(d, ADA, new_id(), projects.ProjectForm("P", "red", ""))
    for attempt in (
        instructions.update_team(d, ADA, made, text, EMPTY),
        instructions.update_personal(d, ADA, text, EMPTY),
        instructions.update_project(d, ADA, project, text, EMPTY),
        projects.create(d, ADA, new_id(), projects.ProjectForm("P", "red", text)),
        instructions.update_platform(d, ADA, text, EMPTY),
        preview.build_preview(d, ADA, made, {Level.TEAM: text}),
    ):
        with pytest.raises(error):
            await attempt
    assert (await instructions.get_overview(d, ADA, made)).team.text == ""


async def test_the_preview_shows_the_whole_with_what_is_typed(d):
    made = await team_of(d, ADA)
    await instructions.update_team(d, ADA, made, "Tone: warm\nBe brief.", EMPTY)
    project = await projects.create(d, ADA, new_id(), projects.ProjectForm("P", "red", "We build."))
    whole = await told(d, made, {Level.PERSONAL: "Tone: dry"}, PreviewScope(project))
    assert whole.levels == [Level.TEAM, Level.PROJECT, Level.PERSONAL]
    assert "Tone: warm" not in whole.text and "Tone: dry" in whole.text
    assert "We build." not in (await told(d, made, {})).text
    with pytest.raises(ProjectNotFound):
        await told(d, made, {}, PreviewScope(new_id()))


async def test_the_preview_shows_an_agent_as_it_is_stored_or_typed(d):
    made, poet = await team_of(d, ADA), await agent(d)
    assert "Answer in rhyme." in (await told(d, made, {}, PreviewScope(agent_id=poet))).text
    typed = {Level.AGENT: "I am {{agent}}, by {{model}}."}
    assert "I am Poet, by " in (await told(d, made, typed, PreviewScope(agent_id=poet))).text
    fresh = await told(d, made, typed, PreviewScope(agent_name=" Cook\n"))
    assert "I am Cook, by one." in fresh.text and fresh.levels == [Level.AGENT]
    for user, wrong in ((ADA, new_id()), (await joined(d, made, "Bob"), poet)):
        with pytest.raises(AgentNotFound):
            await preview.build_preview(d, user, made, {}, PreviewScope(agent_id=wrong))
    with pytest.raises(AgentNotFound):
        await told(d, await team(d), {}, PreviewScope(agent_id=poet))


async def test_the_preview_says_what_has_no_room_in_the_model_that_would_be_asked(d, monkeypatch):
    made, long = await team_of(d, ADA), {Level.AGENT: "Be kind to them. " * 500}
    whole = await preview.build_preview(d, ADA, made, long)
    assert (whole.model, whole.context, whole.cut) == ("one", None, False)
    monkeypatch.setattr(team_model, "get_model_info", lambda *_: ModelInfo(context=8_192))
    whole = await preview.build_preview(d, ADA, made, long, PreviewScope(model="no such model"))
    assert (whole.model, whole.context, whole.cut) == ("one", 8_192, True)


async def test_whoever_runs_the_server_tells_every_model_on_it(d, model):
    """And nobody works without an account here but them."""
    made = await team(d)
    seen = await instructions.get_overview(d, ADA, made)
    assert (seen.platform, seen.fixed) == (instructions_text("", may=True), False)
    first = await instructions.update_platform(d, ADA, "Be honest.", EMPTY)
    with pytest.raises(InstructionsChangedMeanwhile):
        await instructions.update_platform(d, ADA, "Be brief.", EMPTY)
    await instructions.update_platform(d, ADA, "Be brief, {{person}}.", first.mark)
    eve = await person(d, "Eve")
    await answered(d, user=eve)
    assert model.asked[-1].instructions.endswith("Be brief, Eve.")
    typed = await told(d, made, {Level.PLATFORM: "Be kind."})
    assert "Be kind." in typed.text and "Be brief" not in typed.text


async def test_nobody_else_changes_what_every_model_is_told(people_d):
    ada, bob = await door.owner(people_d), door.Browser(people_d.settings)
    await bob.sign_up(door.BOB, name="Bob")
    [owned] = (await bob.get("me")).json()["teams"]
    path, sent = f"teams/{owned['id']}/instructions", {"text": "Be mine.", "mark": EMPTY}
    assert owned["role"] == "owner"
    assert not (await bob.get(path)).json()["platform"]["may"]
    refused = await bob.post("platform/instructions", sent)
    assert (refused.status_code, door.kind(refused)) == (403, "OnlyOperators")
    assert (await ada.post("platform/instructions", sent | {"text": "Be honest."})).is_success
    seen = (await bob.get(path)).json()["platform"]
    assert (seen["text"], seen["may"]) == ("Be honest.", False)
    shown = (await bob.post(f"{path}/preview", {"platform": "Be mine."})).text
    assert "Be honest." in shown and "Be mine." not in shown
    assert await admin.set_operator(people_d, door.BOB) == "Bob"
    mark = {"mark": seen["mark"]}
    assert (await bob.post("platform/instructions", sent | mark)).is_success
    await admin.set_operator(people_d, door.BOB, on=False)
    assert (await bob.post("platform/instructions", sent)).status_code == 403
    with pytest.raises(AccountNotFound):
        await admin.set_operator(people_d, "nobody@example.org")


async def test_what_an_operator_wrote_outlives_their_account(people_d):
    ada, bob = await door.owner(people_d), door.Browser(people_d.settings)
    await bob.sign_up(door.BOB, name="Bob")
    await admin.set_operator(people_d, door.BOB)
    await bob.post("platform/instructions", {"text": "Be honest.", "mark": EMPTY})
    answer = await bob.post("account/delete", {"password": door.PASSWORD, "confirmation": door.BOB})
    assert answer.is_success, answer.text
    [owned] = (await ada.get("me")).json()["teams"]
    seen = (await ada.get(f"teams/{owned['id']}/instructions")).json()["platform"]
    assert (seen["text"], seen["may"]) == ("Be honest.", True)


async def test_the_servers_setting_holds_and_is_changed_where_it_is_set(d, model):
    await instructions.update_platform(d, ADA, "Be honest.", EMPTY)
    fixed = replace(d, settings=d.settings.model_copy(update={"instructions": "Be brief."}))
    made = await team_of(d, ADA)
    seen = await instructions.get_overview(fixed, ADA, made)
    assert (seen.platform, seen.fixed) == (instructions_text("Be brief.", may=False), True)
    with pytest.raises(InstructionsFixed):
        await instructions.update_platform(fixed, ADA, "Mine", EMPTY)
    shown = await preview.build_preview(fixed, ADA, made, {Level.PLATFORM: "Mine"})
    assert ComposedInstructions(shown.parts).text.endswith("Be brief.")
    await answered(fixed)
    assert model.asked[-1].instructions.endswith("\nBe brief.")


async def test_what_changes_for_somebody_is_told_to_their_tabs(d):
    made, eve = await team(d), await person(d, "Eve")
    theirs = await team_of(d, eve)
    after = {it: await position(d, it) for it in (ADA, eve, made, theirs)}
    await instructions.update_personal(d, ADA, "Mine", EMPTY)
    heard = {it: await news(d, it, position) for it, position in after.items()}
    assert heard == {ADA: [SettingsChanged(team_id="")], eve: [], made: [], theirs: []}
    await instructions.update_platform(d, ADA, "Ours", EMPTY)
    await idle(d)
    for it in (made, theirs):
        assert await news(d, it, after[it]) == [SettingsChanged(team_id="")]


async def test_a_browser_tells_where_its_person_is(d):
    await instructions.update_personal(d, ADA, "Mine", EMPTY)
    await browser_facts.store(d, ADA, "Europe/Berlin", "de-DE")
    await browser_facts.store(d, ADA, "Europe/Berlin", "de-DE")
    found = await studio(d)
    assert (found.time_zone, found.language) == ("Europe/Berlin", "de-DE")
    assert found.instructions == "Mine"
    for zone, language in (
        ("x y", ""),
        ("", "de_DE"),
        ("x" * 65, ""),
        ("", "{{date}}"),
        ("\0", ""),
    ):
        with pytest.raises(BadRequest):
            await browser_facts.store(d, ADA, zone, language)
    assert (await studio(d)).language == "de-DE"


async def test_the_api_takes_long_texts_and_refuses_longer_ones_with_a_sentence(open_d):
    ada = door.Browser(open_d.settings)
    await ada.sign_up()
    long = "語" * 20_000
    answer = await ada.post("me/instructions", {"text": long, "mark": EMPTY})
    assert answer.is_success, answer.text
    assert (await ada.get("me/instructions")).json()["text"] == long
    mark = answer.json()["mark"]
    wrong = await ada.post("me/instructions", {"text": "x" * 200_000, "mark": mark})
    assert door.kind(wrong) == "InstructionsTooLong"
    assert "20,000" in wrong.json()["sentence"]
    assert door.kind(await ada.post("me/instructions", {"text": "New", "mark": "?"})) == (
        "InstructionsChangedMeanwhile"
    )


async def test_the_api_shows_previews_and_the_place_of_a_browser(open_d):
    ada = door.Browser(open_d.settings)
    await ada.sign_up()
    made = (await ada.get("me")).json()["teams"][0]["id"]
    sent = {"time_zone": "Asia/Tokyo", "language": "ja"}
    assert (await ada.post("me/whereabouts", sent)).is_success
    shown = await ada.post(
        f"teams/{made}/instructions/preview", {"personal": "{{person}}: {{time_zone}}"}
    )
    text = [line["text"] for part in shown.json()["parts"] for line in part["lines"]]
    assert "Ada: Asia/Tokyo" in text
    unknown = await ada.post(f"teams/{made}/instructions/preview", {"team": "{{nobody}}"})
    assert unknown.status_code == 400 and "{{nobody}}" in unknown.json()["sentence"]
    overview = (await ada.get(f"teams/{made}/instructions")).json()
    assert "time_zone" in overview["variables"] and overview["team"]["may"]


async def test_the_prompt_of_a_reply_is_read_in_its_own_chat_only(open_d, model):
    ada = door.Browser(open_d.settings)
    await ada.sign_up()
    me = (await ada.get("me")).json()["id"]
    turn = await answered(open_d, user=me)
    path = f"replies/{turn.reply.id}/prompt"
    assert (await ada.get(f"chats/{turn.chat.id}/{path}")).json()["pieces"][0]["text"] == "Hi"
    assert (await ada.get(f"chats/{new_id()}/{path}")).status_code == 404
    assert (
        await door.Browser(open_d.settings).get(f"chats/{turn.chat.id}/{path}")
    ).status_code == 401
