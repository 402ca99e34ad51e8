"""What teams, projects and people tell models: changed by whom it is for, and never over others."""

import pytest

from spacerr.domain.audit import Action
from spacerr.domain.errors import (
    BadRequest,
    InstructionsChangedMeanwhile,
    InstructionsTooLong,
    ProjectNotFound,
    UnknownVariable,
)
from spacerr.domain.ids import new_id
from spacerr.domain.instructions import Level
from spacerr.domain.models import PersonStudio
from spacerr.services import instructions, projects, whereabouts
from spacerr.services.instructions import written
from tests.integration import door
from tests.integration.lists import team_of
from tests.integration.replies import ADA, answered, person
from tests.integration.teams import joined, noted, team

pytestmark = pytest.mark.anyio
EMPTY = written("").mark


async def studio(d, user=ADA):
    async with d.db.reading() as session:
        return await session.get(PersonStudio, user)


async def test_a_team_tells_all_its_members(d):
    made = await team(d)
    bob = await joined(d, made, "Bob")
    await instructions.change_team(d, ADA, made, "  Be brief.\n", EMPTY)
    seen = await instructions.overview(d, bob, made)
    assert (seen.team.text, seen.team.may) == ("Be brief.", False)
    assert (await instructions.overview(d, ADA, made)).team.may
    entry = (await noted(d, made))[0]
    assert entry.action == Action.INSTRUCTIONS_CHANGED and "brief" not in repr(entry)


async def test_nobody_writes_over_what_they_have_not_seen(d):
    made = await team(d)
    first = await instructions.change_team(d, ADA, made, "One", EMPTY)
    with pytest.raises(InstructionsChangedMeanwhile):
        await instructions.change_team(d, ADA, made, "Two", EMPTY)
    await instructions.change_team(d, ADA, made, "One", EMPTY)
    await instructions.change_team(d, ADA, made, "Two", first.mark)
    assert (await instructions.overview(d, ADA, made)).team.text == "Two"
    assert len(await noted(d, made)) == 2


async def test_ones_own_go_along_into_every_team(d):
    await instructions.change_own(d, ADA, "I like tables.", EMPTY)
    with pytest.raises(InstructionsChangedMeanwhile):
        await instructions.change_own(d, ADA, "No tables.", EMPTY)
    other = await team(d)
    assert (await instructions.overview(d, ADA, other)).personal.text == "I like tables."
    eve = await person(d, "Eve")
    assert (await instructions.own(d, eve)).text == ""


async def test_a_project_keeps_its_name_and_gets_new_instructions(d):
    form = projects.Form("Boats", "red", "Old")
    project = await projects.create(d, ADA, new_id(), form)
    with pytest.raises(InstructionsChangedMeanwhile):
        await instructions.change_project(d, ADA, project, "New", EMPTY)
    mark = (await instructions.of_project(d, ADA, project)).mark
    await instructions.change_project(d, ADA, project, "New", mark)
    stored = await projects.look(d, ADA, project)
    assert (stored.name, stored.colour, stored.instructions) == ("Boats", "red", "New")
    listed = (await instructions.overview(d, ADA, stored.team_id)).projects
    assert [it.name for it in listed] == ["Boats"]


@pytest.mark.parametrize(
    ("text", "error"),
    [("x" * 20_001, InstructionsTooLong), ("Dear {{nmae}}", UnknownVariable)],
)
async def test_what_cannot_be_told_is_refused_on_every_level(d, text, error):
    made = await team_of(d, ADA)
    project = await projects.create(d, ADA, new_id(), projects.Form("P", "red", ""))
    for attempt in (
        instructions.change_team(d, ADA, made, text, EMPTY),
        instructions.change_own(d, ADA, text, EMPTY),
        instructions.change_project(d, ADA, project, text, EMPTY),
        projects.create(d, ADA, new_id(), projects.Form("P", "red", text)),
        instructions.preview(d, ADA, made, {Level.TEAM: text}),
    ):
        with pytest.raises(error):
            await attempt
    assert (await instructions.overview(d, ADA, made)).team.text == ""


async def test_the_preview_shows_the_whole_with_what_is_typed(d):
    made = await team_of(d, ADA)
    await instructions.change_team(d, ADA, made, "Tone: warm\nBe brief.", EMPTY)
    project = await projects.create(d, ADA, new_id(), projects.Form("P", "red", "We build."))
    whole = await instructions.preview(d, ADA, made, {Level.PERSONAL: "Tone: dry"}, project)
    assert whole.levels == [Level.TEAM, Level.PROJECT, Level.PERSONAL]
    assert "Tone: warm" not in whole.text and "Tone: dry" in whole.text
    assert "We build." not in (await instructions.preview(d, ADA, made, {})).text
    with pytest.raises(ProjectNotFound):
        await instructions.preview(d, ADA, made, {}, new_id())


async def test_a_browser_tells_where_its_person_is(d):
    await instructions.change_own(d, ADA, "Mine", EMPTY)
    await whereabouts.note(d, ADA, "Europe/Berlin", "de-DE")
    await whereabouts.note(d, ADA, "Europe/Berlin", "de-DE")
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
            await whereabouts.note(d, ADA, zone, language)
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
