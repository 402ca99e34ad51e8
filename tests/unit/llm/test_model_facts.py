"""What is known of models: from LiteLLM's data where it names them, and unknown elsewhere."""

import pytest

from spacerr.infra.llm.model_info import ModelInfo, get_model_info, usage_cost

KNOWN = ["openai/gpt-4o", "anthropic/claude-sonnet-4-5", "gemini/gemini-2.5-flash"]
UNKNOWN = ["", "/", "openai/", "openai/scripted-1", "hosted_vllm/gpt-4o", "x", "gpt-4o", "\0"]
TEN_EACH = {"prompt_tokens": 10, "completion_tokens": 10}


@pytest.mark.parametrize("name", KNOWN)
def test_a_hosted_model_is_known(name):
    known = get_model_info(name)
    assert known.context and known.output and known.input_price and known.output_price
    assert known.vision and known.tools


@pytest.mark.parametrize("name", UNKNOWN)
def test_of_any_other_nothing_is_known(name):
    assert get_model_info(name) == ModelInfo()
    assert usage_cost(name, TEN_EACH) is None


@pytest.mark.parametrize(
    ("name", "apart"),
    [
        ("openai/gpt-5", True),
        ("azure/gpt-5-mini", True),
        ("gemini/gemini-2.5-pro", True),
        ("gemini/newer-than-our-data", True),
        ("openai/gpt-4o", False),
        ("openai/o3", False),
        ("anthropic/claude-sonnet-4-5", False),
    ],
)
def test_some_read_as_much_however_long_they_answer(name, apart):
    assert get_model_info(name).separate_output is apart


def test_prices_are_in_dollars_per_million_tokens():
    assert (
        get_model_info("openai/gpt-4o").input_price,
        get_model_info("openai/gpt-4o").output_price,
    ) == (2.5, 10.0)
    assert usage_cost("openai/gpt-4o", TEN_EACH) == 125


def test_the_demo_model_costs_nothing():
    assert usage_cost("demo", TEN_EACH) == 0


def test_what_another_server_takes_for_a_model_of_that_name_is_unknown():
    assert usage_cost("openai/gpt-4o", TEN_EACH, "http://10.0.0.7/v1") is None
    assert usage_cost("openai/gpt-4o", TEN_EACH, "https://openai.com.example.org/v1") is None
    assert usage_cost("openai/gpt-4o", TEN_EACH, "https://api.openai.com/v1") == 125


def test_what_was_cached_is_priced_as_such():
    usage = {"prompt_tokens": 1_000, "completion_tokens": 0}
    read = {**usage, "prompt_tokens_details": {"cached_tokens": 1_000}}
    assert usage_cost("anthropic/claude-sonnet-4-5", usage) == 3_000
    assert usage_cost("anthropic/claude-sonnet-4-5", read) == 300
    kept = {**usage, "cache_creation_input_tokens": 1_000}
    assert usage_cost("anthropic/claude-sonnet-4-5", kept) == 3_750


def test_a_long_question_has_the_price_of_long_ones():
    usage = {"prompt_tokens": 300_000, "completion_tokens": 0}
    assert usage_cost("gemini/gemini-2.5-pro", usage) == 300_000 * 2.5
    assert usage_cost("gemini/gemini-2.5-pro", {**usage, "prompt_tokens": 1_000}) == 1_250


@pytest.mark.parametrize(
    "usage",
    [
        {},
        {"prompt_tokens": 1},
        {"prompt_tokens": None, "completion_tokens": None},
        {"prompt_tokens": "10", "completion_tokens": 10},
        {"prompt_tokens": -10, "completion_tokens": 0},
        {"prompt_tokens": 10**30, "completion_tokens": 1},
    ],
)
def test_a_usage_that_makes_no_sense_costs_nobody_knows_what(usage):
    assert usage_cost("openai/gpt-4o", usage) is None


def test_details_that_make_no_sense_are_left_aside():
    odd = {**TEN_EACH, "prompt_tokens_details": [1], "cache_creation_input_tokens": 10**9}
    assert usage_cost("openai/gpt-4o", odd) == 125
    more = {**TEN_EACH, "prompt_tokens_details": {"cached_tokens": 99}}
    assert usage_cost("openai/gpt-4o", more) == round(10 * 1.25 + 100)
