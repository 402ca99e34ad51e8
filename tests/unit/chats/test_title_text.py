"""What a model answers becomes a title: without labels, marks, quotes and a full stop."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacerr.domain.chats.title_text import TITLE_MOST_WORDS, title_text
from spacerr.domain.limits import TITLE_CHARS

CASES = {
    "Title: Birds.": "Birds",
    "**Title:** Birds": "Birds",
    "**Title: Birds.**": "Birds",
    'Title: "Birds of the north."': "Birds of the north",
    "Chat title：鸟类。": "鸟类",
    "Titel: Vögel": "Vögel",
    "Title: Title": "Title",
    "My **Code**:": "My Code",
    "Using *two* `marks` and ~~three~~": "Using two marks and three",
    "# A heading\n": "A heading",
    "__All of it__": "All of it",
    "“Quoted”": "Quoted",
    "«Zitat»": "Zitat",
    "「鳥」について": "「鳥」について",
    "Why `__init__` is called": "Why __init__ is called",
    "Using __init__.py and snake_case_names": "Using __init__.py and snake_case_names",
    "2 * 3 * 4": "2 * 3 * 4",
    "Life in the U.S.": "Life in the U.S.",
    "To be continued...": "To be continued...",
    "What is a title?": "What is a title?",
    "Title of nobility": "Title of nobility",
    "Rock 'n' roll": "Rock 'n' roll",
    "Node.js": "Node.js",
    "“”": "",
    "Title:": "",
    "**": "",
    " \n": "",
    "one\n\ntwo": "one two",
}


@pytest.mark.parametrize("text", CASES)
def test_a_title_is_what_it_names_and_nothing_around_it(text):
    assert title_text(text) == CASES[text]


@given(st.text(alphabet="Title: a*_`~\"'“”«».。#\n", max_size=60))
def test_a_tidy_title_is_short_and_on_one_line(text):
    title = title_text(text)
    assert len(title) <= TITLE_CHARS and "\n" not in title
    assert len(title.split()) <= TITLE_MOST_WORDS


def test_long_ones_are_cut():
    assert len(title_text("a " * 50).split()) == TITLE_MOST_WORDS
    assert title_text("a" * 50_000) == "a" * (TITLE_CHARS - 1) + "…"
    assert title_text("*" * 50_000) == ""
