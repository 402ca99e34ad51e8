"""Nothing but the studio asks a model, and nothing but the adapter asks LiteLLM."""

import ast
from collections.abc import Iterator

from spacerr.config import ROOT

STUDIO = "spacerr/services/gateway/gateway.py"
ADAPTER = "spacerr/infra/llm/litellm_model.py"
LOADER = "spacerr/infra/llm/litellm_loader.py"
COMPLETIONS = {"acompletion", "completion", "atext_completion", "aresponses", "responses", "Router"}


def users(*names: str) -> Iterator[str]:
    """The modules that use something of these names: of an object's, or imported."""
    for path in (ROOT / "spacerr").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Attribute(attr=name) | ast.alias(name=name) if name in names:
                    yield path.relative_to(ROOT).as_posix()
                case _:
                    pass


def test_only_the_studio_asks_a_model():
    assert {it for it in users("stream") if not it.startswith("spacerr/infra/")} == {STUDIO}
    assert not set(users("speaker")), "nobody else is handed one"


def test_only_the_adapter_and_the_loader_ask_litellm():
    assert set(users(*COMPLETIONS)) == {ADAPTER, LOADER}
