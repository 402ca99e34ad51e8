"""What can be typed into an agent, or stand in its file, and what can't."""

import codecs
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacerr.domain.agents import files
from spacerr.domain.agents.agents import (
    AgentSettings,
    may_use_tool,
    validate_agent,
    with_copy_name,
)
from spacerr.domain.errors.agents import (
    AgentNameTooLong,
    AvatarTooLong,
    DamagedAgentFile,
    DescriptionTooLong,
    EmptyAgentName,
    NotAnAgentFile,
    OtherAgentFormat,
    StarterTooLong,
    TooManyStarters,
)
from spacerr.domain.errors.base import BadRequest, SpacerrError
from spacerr.domain.errors.prompts import InstructionsTooLong, UnknownVariable
from spacerr.domain.errors.team_models import TemperatureOutOfRange

FAMILY = "👩\u200d👩\u200d👧\u200d👦"
BAD = [
    ({"name": ""}, EmptyAgentName),
    ({"name": " \n\0\u200b\u202e"}, EmptyAgentName),
    ({"name": "x" * 81}, AgentNameTooLong),
    ({"avatar": "abc"}, AvatarTooLong),
    ({"avatar": "😀" * 13}, AvatarTooLong),
    ({"description": "x" * 301}, DescriptionTooLong),
    ({"instructions": "x" * 20_001}, InstructionsTooLong),
    ({"instructions": "x" * 200_000}, InstructionsTooLong),
    ({"instructions": "Today is {{day}}."}, UnknownVariable),
    ({"temperature": -0.1}, TemperatureOutOfRange),
    ({"temperature": 2.1}, TemperatureOutOfRange),
    ({"temperature": float("nan")}, TemperatureOutOfRange),
    ({"temperature": float("inf")}, TemperatureOutOfRange),
    ({"starters": [str(n) for n in range(7)]}, TooManyStarters),
    ({"starters": ["x" * 301]}, StarterTooLong),
    ({"model": "x" * 201}, BadRequest),
    ({"tools": ["x" * 65]}, BadRequest),
    ({"tools": [str(n) for n in range(51)]}, BadRequest),
]
WRONG = [
    b"",
    b"{",
    b"null",
    b"[]",
    b"7",
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"agent":' * 10_000,
    b'{"format": "spacerr", "version": 1, "chats": []}',
    b"name: Ada",
]


def settings(**given) -> AgentSettings:
    return AgentSettings(**{"name": "Ada", **given})


def file(**agent) -> bytes:
    return json.dumps(
        {"format": "spacerr-agent", "version": 1, "agent": {"name": "Ada", **agent}}
    ).encode()


@pytest.mark.parametrize(("given", "error"), BAD)
def test_what_cannot_be_is_refused_with_its_own_sentence(given, error):
    with pytest.raises(error) as refused:
        validate_agent(settings(**given))
    assert str(refused.value).endswith(".")


def test_what_is_typed_is_kept_as_far_as_it_shows():
    kept = validate_agent(
        settings(
            name="  Ada\n\u202eLovelace\0 ",
            avatar=f" {FAMILY} ",
            colour="mauve",
            description=" Counts\nthings ",
            instructions="\n First.\n\n- Second\0 😀\n",
            starters=["", " Why? ", "Why?", "\n"],
        )
    )
    assert kept.name == "Ada Lovelace"
    assert kept.avatar == FAMILY
    assert kept.colour == "grey"
    assert kept.description == "Counts things"
    assert kept.instructions == "First.\n\n- Second 😀"
    assert kept.starters == ("Why?",)


def test_a_copy_says_that_it_is_one_however_long_the_name():
    assert with_copy_name(settings()).name == "Ada (copy)"
    assert validate_agent(with_copy_name(settings(name="x" * 80))).name == "x" * 73 + " (copy)"


@pytest.mark.parametrize(
    ("stored", "limited", "may"),
    [
        ({}, False, True),
        ({"tools": []}, False, True),
        ({"tools": ["clock"]}, True, True),
        ({"tools": ["search"]}, True, False),
        ({"tools": ["clock"], "only_tools": True}, True, True),
        ({"tools": [], "only_tools": True}, True, False),
        ({"tools": ["search"], "only_tools": False}, False, True),
    ],
)
def test_an_agent_is_limited_to_tools_where_it_says_so_or_an_older_one_names_some(
    stored, limited, may
):
    kept = validate_agent(settings(**stored))
    assert kept.only_tools == limited
    assert kept.tools == (tuple(stored.get("tools", ())) if limited else ())
    assert files.parse_agent(file(**stored)) == kept
    assert may_use_tool(stored, "clock") == may_use_tool(kept.model_dump(), "clock") == may


@given(
    st.builds(
        AgentSettings,
        name=st.text(max_size=100),
        avatar=st.text(max_size=14),
        description=st.text(max_size=310),
        instructions=st.text(),
        temperature=st.none() | st.floats(),
        tools=st.lists(st.text(max_size=70), max_size=3).map(tuple),
        only_tools=st.booleans(),
        rounds=st.integers(),
        starters=st.lists(st.text(), max_size=8).map(tuple),
    )
)
def test_what_is_checked_stays_as_it_is_and_travels_in_a_file(typed):
    try:
        kept = validate_agent(typed)
    except SpacerrError:
        return
    assert validate_agent(kept) == kept
    file = files.dump_agent(kept).encode()
    assert files.parse_agent(file) == files.parse_agent(codecs.BOM_UTF8 + file) == kept


@pytest.mark.parametrize("wrong", WRONG, ids=lambda it: repr(it[:20]))
def test_what_is_no_agent_is_refused(wrong):
    with pytest.raises(NotAnAgentFile):
        files.parse_agent(wrong)


def test_another_version_of_the_format_is_told_apart():
    with pytest.raises(OtherAgentFormat):
        files.parse_agent(b'{"format": "spacerr-agent", "version": 2, "persona": {}}')


@pytest.mark.parametrize(
    "agent",
    [{"name": None}, {"starters": "x"}, {"temperature": "hot"}, {"tools": [1]}, {"name": ["x"]}],
)
def test_a_part_of_the_wrong_kind_spoils_the_file(agent):
    with pytest.raises(DamagedAgentFile):
        files.parse_agent(file(**agent))
    with pytest.raises(DamagedAgentFile):
        files.parse_agent(b'{"format": "spacerr-agent", "version": 1}')


def test_a_file_is_held_to_what_people_may_type():
    with pytest.raises(InstructionsTooLong):
        files.parse_agent(file(instructions="x" * 200_000))
    kept = files.parse_agent(file(name="\u202eAda", id="of-another", shared=True))
    assert kept == settings()
