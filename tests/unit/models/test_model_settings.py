"""The list of models in the settings: searched by words, ordered among those that are there."""

import pytest

from spacerr.domain.tables import ModelOption
from spacerr.infra.llm.model_info import ModelInfo
from spacerr.infra.providers.environment_models import Model
from spacerr.services.models.catalog import TeamModel
from spacerr.state.settings.models import matching, moved


@pytest.mark.parametrize(
    ("model", "step", "order"),
    [
        ("b", -1, ["b", "away", "a", "c"]),
        ("a", 1, ["b", "away", "a", "c"]),
        ("b", 1, ["a", "away", "c", "b"]),
        ("a", -1, ["a", "away", "b", "c"]),
        ("c", 1, ["a", "away", "b", "c"]),
        ("away", 1, ["a", "away", "b", "c"]),
        ("never heard of", -1, ["a", "away", "b", "c"]),
    ],
)
def test_a_model_changes_places_with_the_next_one_that_is_listed(model, step, order):
    assert moved(["a", "away", "b", "c"], ["a", "b", "c"], model, step) == order


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["x/small", "x/large"]),
        ("  ", ["x/small", "x/large"]),
        ("LARGE vision", ["x/large"]),
        ("small vision", []),
        ("nick", ["x/small"]),
        ("maker", ["x/small", "x/large"]),
    ],
)
def test_a_search_finds_the_models_that_have_all_of_its_words(query, found):
    source = Model("x/small", "small", "Maker")
    small = TeamModel("x/small", "x/small", "Nick", "Maker", ModelInfo(), source)
    large = TeamModel("x/large", "x/large", "large", "Maker", ModelInfo(vision=True), source)
    assert [it.id for it in matching([small, large], query)] == found


@pytest.mark.parametrize(
    ("known", "decided", "takes"),
    [(False, None, False), (True, None, True), (False, True, True), (True, False, False)],
)
def test_a_model_takes_tools_if_its_team_says_so_or_else_as_is_known(known, decided, takes):
    option = ModelOption(team_id="team", model="x/one", tools=decided)
    source = Model("x/one", "one", "Maker")
    model = TeamModel("x/one", "x/one", "one", "Maker", ModelInfo(tools=known), source, option)
    assert model.facts.tools == takes
    assert matching([model], "tools") == [model] * takes
