"""What the search through the settings knows."""

from spacerr.words.settings_index import INDEX, SECTIONS


def test_every_section_has_settings_that_are_found():
    assert list(INDEX) == list(SECTIONS)
    assert all(INDEX.values())


def test_a_key_is_found_by_the_name_of_its_provider():
    words = INDEX["keys"]["keys"].words.lower()
    assert all(name in words for name in ("openai", "anthropic", "gemini", "azure", "ollama"))
