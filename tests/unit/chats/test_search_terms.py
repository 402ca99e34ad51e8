"""Texts and queries are cut into the same words, and no word can be more than a word."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacerr.domain.chats.search_terms import find_matches, first_match, index_words, query_terms
from spacerr.domain.chats.snippets import SnippetPart, highlight, make_snippet
from spacerr.domain.limits import INDEXED_CHARS, WORD_CHARS


@given(st.text())
def test_words_are_letters_and_digits(text):
    found = index_words(text)
    assert not found or all(map(_has_letters_only, found.split(" ")))


def _has_letters_only(word: str) -> bool:
    return all(it.isalnum() or unicodedata.category(it)[0] == "M" for it in word)


@given(st.text(), st.text())
def test_a_text_has_every_term_of_itself(text, behind):
    among = index_words(f"{text} {behind}").split()
    assert all(any(word.startswith(term) for word in among) for term in query_terms(text))


@given(st.text())
def test_every_word_has_its_place(text):
    among = index_words(text)
    for word in among.split():
        at = first_match(text, among, word)
        assert at in [start for start, _ in find_matches(text, [word])]


@given(st.text(), st.text())
def test_marking_changes_no_letter(text, query):
    assert "".join(piece.text for piece in highlight(text, query_terms(query))) == text


@given(st.text(alphabet="日本a b"), st.text(alphabet="日本ab", min_size=1))
def test_every_hit_is_something_that_was_searched_for(text, query):
    for piece in highlight(text, query_terms(query)):
        if piece.hit:
            assert any(word in index_words(piece.text) for word in query_terms(query))


@pytest.mark.parametrize("character", ["a ", "ä ", "日", "ﷺ ", "한", "½ "])
def test_what_is_indexed_is_bounded(character):
    found = index_words(character * INDEXED_CHARS)
    assert len(found) <= INDEXED_CHARS
    assert max(map(len, found.split(" "))) <= WORD_CHARS
    assert not found.endswith(" ")


def test_a_term_that_another_implies_is_left_out():
    assert query_terms("the theatre the") == ["theatre"]
    assert query_terms("東京都") == ["東京", "京都"]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("हिन्दी", "हिन्दू"),
        ("दिन", "दीन"),
        ("はぎ", "はき"),
        ("ﾊﾞﾗ", "ﾊﾗ"),
        ("мой", "мои"),
        ("กำ", "กา"),
        ("தமிழ்", "தமழ்"),
    ],
)
def test_marks_that_make_another_word_are_compared(text, query):
    assert not set(query_terms(query)) <= set(index_words(text).split())
    assert set(query_terms(text)) <= set(index_words(text).split())


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Café", "cafe"),
        ("Tiếng Việt", "tieng viet"),
        ("Ἀθῆναι", "αθηναι"),
        ("שָׁלוֹם", "שלום"),
        ("كِتَاب", "كتاب"),
        ("ハ\u3099ラ", "バラ"),
        ("हिन्दी", "हिन"),
        ("1\ufe0f\u20e3", "1"),
    ],
)
def test_accents_and_ways_of_writing_are_not_compared(text, query):
    found = index_words(text).split()
    assert all(any(word.startswith(term) for word in found) for term in query_terms(query))


def test_nothing_that_is_no_word_is_searched_for():
    assert query_terms(" *\0\"😀'(:)_- \ud800") == []


def test_a_text_cannot_pretend_to_be_a_hit():
    assert highlight("[x] <b>y</b> z", ["z"]) == [
        SnippetPart("[x] <b>y</b> "),
        SnippetPart("z", hit=True),
    ]


def test_a_snippet_shows_the_longest_of_what_was_searched_for():
    text = "the " * 100 + "needle"
    pieces = make_snippet(text, index_words(text), ["the", "needle"])
    assert pieces[-1] == SnippetPart("needle", hit=True)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("I am the **Demo model**.", "I am the Demo model."),
        ("## Tides\n\n*Why* `two`?", "Tides Why two?"),
        ("2 * 3 is a*b, snake_case", "2 * 3 is a*b, snake_case"),
    ],
)
def test_a_snippet_has_no_marks_of_markdown(text, shown):
    pieces = make_snippet(text, index_words(text), [index_words(text).split(" ")[0]])
    assert "".join(piece.text for piece in pieces) == shown
