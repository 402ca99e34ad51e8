"""Languages are told by their names, not by their tags."""

import pytest

from spacerr.domain.prompts.languages import language_name


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("en-US", "English (United States)"),
        ("de", "German"),
        ("DE-at", "German (Austria)"),
        ("zh-Hant-TW", "Chinese (Traditional, Taiwan)"),
        ("es-419", "Spanish (Latin America)"),
        ("en-XX", "English"),
        ("tlh", "tlh"),
        ("", ""),
    ],
)
def test_a_tag_is_told_by_its_name(tag, name):
    assert language_name(tag) == name
