"""Tokens are counted as OpenAI's tokenizers do where they are at hand, and estimated elsewhere."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spacerr.domain.prompts.token_estimates import estimate_tokens, token_upper_bound
from spacerr.infra.llm import tokenizer
from spacerr.infra.llm.tokenizer import count_tokens, encoding_of
from tests.lateness import lateness

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("model", "encoding"),
    [
        ("openai/gpt-5-mini", "o200k_base"),
        ("azure/gpt-4o", "o200k_base"),
        ("openrouter/openai/gpt-4", "cl100k_base"),
        ("groq/openai/gpt-oss-120b", "o200k_harmony"),
        ("anthropic/claude-sonnet-4-5", ""),
        ("gemini/gemini-2.5-pro", ""),
        ("openai/gpt2", ""),
        ("openai/davinci", ""),
        ("scripted", ""),
    ],
)
def test_only_tokenizers_that_are_at_hand_count(model, encoding):
    assert encoding_of(model) == encoding


async def test_what_is_counted_is_what_the_tokenizer_says():
    assert await count_tokens("openai/gpt-4o", ["hello world", "", "Grüße"]) == ([2, 0, 3], True)


async def test_what_cannot_be_counted_is_estimated_and_says_so():
    tokens, exact = await count_tokens("anthropic/claude-sonnet-4-5", ["x" * 30, "語" * 10])
    assert (tokens, exact) == ([10, 17], False)


@pytest.mark.parametrize(
    "text",
    [
        "Übermäßig große Käfer müssen schöne Grüße an die Mädchen schicken.",
        "Tiếng Việt là ngôn ngữ của người Việt và là ngôn ngữ chính thức tại Việt Nam.",
        "Η ελληνική γλώσσα είναι μία από τις ινδοευρωπαϊκές γλώσσες.",
        "Русский язык является одним из восточнославянских языков.",
        "השפה העברית היא שפה שמית ממשפחת השפות האפרו אסיאתיות.",
        "اللغة العربية هي أكثر اللغات السامية تحدثا في العالم.",
        "हिन्दी विश्व की एक प्रमुख भाषा है और भारत की एक राजभाषा है।",
        "বাংলা ভাষা একটি ইন্দো আর্য ভাষা যা দক্ষিণ এশিয়ার ভাষা",
        "தமிழ் மொழி தமிழர்களினதும் தமிழ் பேசும் பலரதும் தாய்மொழி ஆகும்",
        "ภาษาไทยเป็นภาษาราชการและภาษาประจำชาติของประเทศไทย",
        "ქართული ენა არის საქართველოს სახელმწიფო ენა",
        "Հայերենը հնդեվրոպական լեզվաընտանիքի առանձին ճյուղ է",
        "አማርኛ የኢትዮጵያ የፌዴራል መንግሥት የሥራ ቋንቋ ነው",
        "漢語是世界上使用人數最多的語言之一,也是聯合國的工作語言。",
        "日本語は、日本国内や、かつての日本領だった国で使用されている言語。",
        "한국어는 대한민국과 조선민주주의인민공화국의 공용어이다.",
        "🦜🎉👩‍👩‍👧‍👦🇩🇪😀",
    ],
)
async def test_no_script_is_estimated_too_low(text):
    exact = (await count_tokens("openai/gpt-4", [text])).tokens[0]
    assert exact * 0.95 <= estimate_tokens(text) <= 3 * exact


async def test_an_estimate_of_much_takes_a_moment():
    texts = [piece * 100_000 for piece in ("語", "é ", "🦜x", "ა")]
    began = time.perf_counter()
    await count_tokens("anthropic/claude-sonnet-4-5", texts)
    assert time.perf_counter() - began < 1


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_text_has_more_tokens_than_its_bound(text):
    assert tokenizer._count("o200k_base", [text])[0] <= token_upper_bound(text)
    assert estimate_tokens(text) <= token_upper_bound(text)


async def test_counting_much_holds_nobody_up_and_is_remembered():
    texts = ["word " * 20_000 + str(number) for number in range(10)]
    await count_tokens("openai/gpt-4o", ["warm"])
    first, took, late = await lateness(count_tokens("openai/gpt-4o", texts))
    assert late < max(0.25, took / 3)
    began = time.perf_counter()
    assert await count_tokens("openai/gpt-4o", texts) == first
    assert time.perf_counter() - began < took / 5


@pytest.mark.parametrize("piece", ["a", " ", "語", "\n", "🦜"])
async def test_a_text_without_words_takes_no_minute(piece):
    began = time.perf_counter()
    await count_tokens("openai/gpt-4o", [piece * 200_000])
    assert time.perf_counter() - began < 20


async def test_the_counts_remembered_are_bounded(monkeypatch):
    monkeypatch.setattr(tokenizer, "KEPT", 5)
    await count_tokens("openai/gpt-4o", [f"text {number}" for number in range(20)])
    assert len(tokenizer._known) <= 5


async def test_what_is_forgotten_while_others_count_is_still_told(monkeypatch):
    monkeypatch.setattr(tokenizer, "KEPT", 5)
    known = [f"known {number}" for number in range(5)]
    first = (await count_tokens("openai/gpt-4o", known)).tokens
    new = [f"new {number}" for number in range(5)]
    assert (await count_tokens("openai/gpt-4o", known + new)).tokens[:5] == first
