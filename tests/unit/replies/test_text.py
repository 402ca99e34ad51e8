"""Lengths and cuts agree with what a browser counts, for any text in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacerr.domain.text import (
    TextCleaner,
    clean,
    first_words,
    utf16_length,
    utf16_prefix,
    utf16_suffix,
)

FAMILY = "👨\u200d👩\u200d👧"
HARD = ("", "abc", "a😀b", "e\u0301", FAMILY, "🇩🇪", "שלום", "\U0010ffff", "a\u0300\u0301😀" * 3)
HALVES = st.characters(min_codepoint=0xD800, max_codepoint=0xDFFF, categories=["Cs"])
ANYTHING = st.text(st.one_of(st.characters(), HALVES, st.sampled_from("\0😀a")))


def javascript(text: str) -> list[int]:
    """The text as JavaScript holds it: one number per UTF-16 unit."""
    data = text.encode("utf-16-le")
    return [int.from_bytes(data[at : at + 2], "little") for at in range(0, len(data), 2)]


@given(st.text() | st.sampled_from(HARD))
def test_width_is_what_javascript_calls_length(text):
    assert utf16_length(text) == len(javascript(text))


@given(st.text() | st.sampled_from(HARD), st.integers(-2, 60))
def test_a_cut_is_the_longest_whole_beginning_that_fits(text, units):
    kept = utf16_prefix(text, units)
    assert text.startswith(kept)
    assert utf16_length(kept) <= max(units, 0)
    if kept != text:
        assert utf16_length(text[: len(kept) + 1]) > units


@given(st.text() | st.sampled_from(HARD), st.integers(-2, 60))
def test_a_cut_and_what_comes_after_it_are_the_whole_text(text, units):
    assert utf16_prefix(text, units) + utf16_suffix(text, units) == text


@given(st.text(), st.text())
def test_what_comes_after_a_beginning_is_the_rest(beginning, rest):
    assert utf16_suffix(beginning + rest, utf16_length(beginning)) == rest


@pytest.mark.parametrize(
    ("units", "kept"), [(0, ""), (1, "a"), (2, "a"), (3, "a😀"), (4, "a😀b"), (9, "a😀b")]
)
def test_an_emoji_is_kept_whole_or_left_out(units, kept):
    assert utf16_prefix("a😀b", units) == kept


@given(st.lists(ANYTHING))
def test_cleaning_piece_by_piece_is_cleaning_the_whole(pieces):
    cleaner = TextCleaner()
    cleaned = "".join(cleaner.feed(piece) for piece in pieces) + cleaner.flush()
    assert cleaned == clean("".join(pieces))


@given(ANYTHING)
def test_a_clean_text_can_be_stored_anywhere(text):
    assert "\0" not in clean(text)
    assert clean(text).encode().decode() == clean(text)
    assert clean(clean(text)) == clean(text)


def test_halves_of_an_emoji_in_two_pieces_become_one_emoji():
    cleaner = TextCleaner()
    assert [cleaner.feed("Hi \ud83d"), cleaner.feed("\ude00!"), cleaner.flush()] == [
        "Hi ",
        "😀!",
        "",
    ]


def test_a_half_that_stays_alone_becomes_a_mark_instead_of_an_error():
    cleaner = TextCleaner()
    assert cleaner.feed("Hi \ud83d") + cleaner.flush() == "Hi \ufffd"


@given(st.text(), st.integers(1, 12), st.integers(2, 80))
def test_first_words_are_one_short_line(text, words, chars):
    line = first_words(text, words, chars)
    assert len(line) <= chars
    assert "\n" not in line and line == line.strip()


def test_first_words_leave_markdown_signs_out():
    assert first_words("## **Plan** for\n\nMay", 3, 40) == "Plan** for"
