"""Errors and statuses are words that people read."""

import importlib
import inspect
import pkgutil

import pytest

from spacerr.domain import errors
from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.errors.models import ModelError
from spacerr.domain.status import ACTIVE, TERMINAL, Category, Status
from spacerr.state.words import LABELS

EVERY = [
    value
    for found in pkgutil.iter_modules(errors.__path__)
    for module in [importlib.import_module(f"{errors.__name__}.{found.name}")]
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, SpacerrError)
    if value.__module__ == module.__name__
]


def needs_figures(error) -> bool:
    """Whether a sentence is made for what happened; `test_quota_words.py` and others read those."""
    given = list(inspect.signature(error.__init__).parameters.values())[1:]
    return any(
        it.default is it.empty and it.kind not in (it.VAR_POSITIONAL, it.VAR_KEYWORD)
        for it in given
    )


@pytest.mark.parametrize("error", [it for it in EVERY if not needs_figures(it)])
def test_every_error_is_a_sentence(error):
    sentence = str(error())
    assert sentence == error.__doc__.strip()
    assert sentence[0].isupper() and sentence.endswith(".") and "\n" not in sentence


def test_an_error_can_say_something_more_precise():
    assert str(SpacerrError("Wait 4 s.")) == "Wait 4 s."


@pytest.mark.parametrize("error", [kind for kind in EVERY if issubclass(kind, ModelError)])
def test_every_model_error_has_a_category(error):
    assert isinstance(error.category, Category)


@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_label(status):
    assert isinstance(LABELS[status], str)
    assert LABELS[status] or status is Status.COMPLETE


def test_a_status_is_active_or_terminal_never_both():
    assert set(Status) == ACTIVE | TERMINAL
    assert not ACTIVE & TERMINAL
