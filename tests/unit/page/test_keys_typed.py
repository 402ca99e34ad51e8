"""Enter and Escape belong to the input method while it composes a character."""

import re

import pytest

from spacerr.config import ROOT

ASSETS = ROOT / "assets"
HANDLED = re.compile(
    r'\bkey === "(?:Escape|Enter)"|\bkey !== "(?:Escape|Enter)"|\b(?:Escape|Enter):'
)
NOTHING_IS_TYPED = {"ui/menu.jsx", "agents/list.jsx", "search/results.jsx"}
"""These listen to keys of buttons and links only."""
SCRIPTS = [
    script
    for script in sorted([*ASSETS.rglob("*.js"), *ASSETS.rglob("*.jsx")])
    if HANDLED.search(script.read_text())
]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda it: it.relative_to(ASSETS).as_posix())
def test_whatever_listens_for_them_asks_whether_a_character_is_being_composed(script):
    source = script.read_text()
    if script.relative_to(ASSETS).as_posix() in NOTHING_IS_TYPED:
        assert not re.search(r"<(?:input|textarea)\b", source)
    else:
        assert "composing(event)" in source


def test_it_is_asked_in_one_place():
    asked = [it.name for it in ASSETS.rglob("*.js*") if "isComposing" in it.read_text()]
    assert asked == ["keys.js"]
