"""Agents over HTTP: what pages ask, and a sentence where it can't be done."""

import json

import pytest

from spacerr.domain.ids import new_id
from tests.support.people.door import BOB, Browser, kind, owner

pytestmark = pytest.mark.anyio
POET = {
    "name": "Poet",
    "avatar": "🦜",
    "colour": "blue",
    "instructions": "Rhyme.",
    "starters": ["Why?"],
}
WRONG = [
    {},
    [],
    {"settings": 7},
    {"settings": {"name": 7}, "shared": False, "request_id": "x", "version": 1},
    {"settings": POET, "shared": "perhaps", "request_id": "x", "version": 1},
    {"settings": POET, "shared": False, "request_id": None, "version": "one"},
]


@pytest.fixture
async def ada(people_d):
    return await owner(people_d)


@pytest.fixture
async def bob(people_d, ada):
    browser = Browser(people_d.settings)
    await browser.sign_up(BOB, name="Bob")
    return browser


async def team_of(browser):
    return (await browser.get("me")).json()["teams"][0]["id"]


async def made(browser, shared=False, **settings):
    body = {"request_id": new_id(), "settings": POET | settings, "shared": shared}
    answer = await browser.post(f"teams/{await team_of(browser)}/agents", body)
    assert answer.is_success, answer.text
    return answer.json()["id"]


async def test_an_agent_is_made_listed_changed_and_restored(ada):
    agent = await made(ada)
    [line] = (await ada.get(f"teams/{await team_of(ada)}/agents")).json()["agents"]
    assert (line["id"], line["settings"]["name"], line["mine"]) == (agent, "Poet", True)
    body = {"version": 1, "settings": POET | {"name": "Bard"}, "shared": False}
    assert (await ada.post(f"agents/{agent}", body)).json() == {"version": 2}
    again = await ada.post(f"agents/{agent}", body | {"settings": POET})
    assert (again.status_code, kind(again)) == (409, "AgentChangedMeanwhile")
    versions = (await ada.get(f"agents/{agent}/versions")).json()["versions"]
    assert [(it["version"], it["name"], it["by"]) for it in versions] == [
        (2, "Bard", "Ada"),
        (1, "Poet", "Ada"),
    ]
    old = (await ada.get(f"agents/{agent}/versions/1")).json()["settings"]
    assert (old["name"], old["instructions"]) == ("Poet", "Rhyme.")
    back = {"version": 1, "known": 2}
    assert (await ada.post(f"agents/{agent}/go-back", back)).json() == {"version": 3}
    assert (await ada.get(f"agents/{agent}")).json()["settings"]["name"] == "Poet"


async def test_an_agent_is_deleted_and_comes_back(ada):
    agent = await made(ada)
    assert (await ada.post(f"agents/{agent}/delete")).is_success
    assert kind(await ada.get(f"agents/{agent}")) == "AgentNotFound"
    assert (await ada.post(f"agents/{agent}/restore")).is_success
    assert (await ada.get(f"agents/{agent}")).is_success


async def test_an_agent_travels_as_a_file(ada, bob):
    agent = await made(ada, name="Poet / 2", instructions="😀" * 20_000)
    file = await ada.get(f"agents/{agent}/export.json")
    assert file.headers["content-type"] == "application/json"
    assert file.headers["content-disposition"].endswith("''Poet%20-%202.json")
    assert agent not in file.text
    place = f"teams/{await team_of(bob)}/agents/import"
    request = new_id()
    for _ in range(2):
        brought = await bob.post(f"{place}?request={request}", file.json())
        assert brought.is_success, brought.text
    [line] = (await bob.get(f"teams/{await team_of(bob)}/agents")).json()["agents"]
    assert line["id"] == brought.json()["id"]
    there = (await bob.get(f"agents/{line['id']}")).json()["settings"]
    assert there == (await ada.get(f"agents/{agent}")).json()["settings"]


async def test_a_file_that_is_no_agent_gets_a_sentence(ada):
    place = f"teams/{await team_of(ada)}/agents/import?request={new_id()}"
    for file, refusal in (
        ({"format": "spacerr", "version": 1, "chats": []}, "NotAnAgentFile"),
        ({"format": "spacerr-agent", "version": 9}, "OtherAgentFormat"),
        ({"format": "spacerr-agent", "version": 1, "agent": {"name": 7}}, "DamagedAgentFile"),
        ({"format": "spacerr-agent", "version": 1, "agent": {"name": ""}}, "EmptyAgentName"),
        ({"x": "y" * 1_100_000}, "TooLarge"),
    ):
        answer = await ada.post(place, file)
        assert kind(answer) == refusal
        assert answer.json()["sentence"].endswith(".")
    assert (await ada.get(f"teams/{await team_of(ada)}/agents")).json() == {"agents": []}


async def test_instructions_of_200_kilobytes_get_their_sentence(ada):
    body = {
        "request_id": new_id(),
        "settings": POET | {"instructions": "ü" * 100_000},
        "shared": False,
    }
    answer = await ada.post(f"teams/{await team_of(ada)}/agents", body)
    assert (answer.status_code, kind(answer)) == (400, "InstructionsTooLong")
    assert "20,000" in answer.json()["sentence"]


@pytest.mark.parametrize("body", WRONG, ids=json.dumps)
async def test_strange_bodies_get_a_sentence(ada, body):
    agent, place = await made(ada), f"teams/{await team_of(ada)}/agents"
    for path in (place, f"agents/{agent}"):
        answer = await ada.post(path, body or {"x": 1})
        assert (answer.status_code, kind(answer)) == (400, "BadRequest")
    assert (await ada.get(f"agents/{agent}")).json()["version"] == 1


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 300, "%00", "²"])
async def test_strange_versions_are_not_found(ada, number):
    answer = await ada.get(f"agents/{await made(ada)}/versions/{number}")
    assert (answer.status_code, kind(answer)) == (404, "AgentVersionNotFound")


async def test_what_is_not_ones_own_is_not_there(people_d, ada, bob):
    theirs, visitor = await made(ada, shared=True), Browser(people_d.settings)
    place = f"teams/{await team_of(ada)}/agents"
    whole = {"settings": POET, "shared": False, "request_id": new_id(), "version": 1, "known": 1}
    for agent in (theirs, "no such id", "x" * 300, "%00"):
        paths = [f"agents/{agent}", f"agents/{agent}/versions", f"agents/{agent}/export.json"]
        gets = [await bob.get(it) for it in paths]
        acts = ("", "/duplicate", "/delete", "/restore", "/go-back")
        posts = [await bob.post(f"agents/{agent}{act}", whole) for act in acts]
        refused = {(it.status_code, kind(it)) for it in [*gets, *posts]}
        assert refused == {(404, "AgentNotFound")}
        assert kind(await visitor.get(f"agents/{agent}")) == "SignedOut"
        assert kind(await visitor.post(f"agents/{agent}/delete")) == "SignedOut"
    for answer in (await bob.get(place), await bob.post(place, whole)):
        assert (answer.status_code, kind(answer)) == (404, "TeamNotFound")
    file = {"format": "spacerr-agent", "version": 1, "agent": POET}
    assert kind(await bob.post(f"{place}/import?request=x", file)) == "TeamNotFound"
    assert kind(await visitor.get(place)) == "SignedOut"
