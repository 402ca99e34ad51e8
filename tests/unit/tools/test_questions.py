"""Questions to a person, as tools and the server ask them."""

from spacerr.services.questions.questions import confirmation


def test_arguments_with_half_a_character_can_be_asked_about():
    """A model may write one as an escape, which JSON allows and neither log nor page can hold."""
    asked = confirmation({"text": "half \ud83d"}, rememberable=True)
    assert "half �" in asked.model_dump_json()
