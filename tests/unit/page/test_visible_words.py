"""What people read stands in the modules of words, where it can be translated: nowhere else."""

import ast
from collections.abc import Iterator

import pytest

from spacerr.config import ROOT
from spacerr.domain.errors.questions import ReplyWaits
from spacerr.domain.errors.replies import TurnRunning
from spacerr.domain.status import Status
from spacerr.domain.teams.audit import ACTION_LABELS, Action
from spacerr.state.words import LABELS
from tests.unit.page.scripts import Said, reads_as_words, said

ASSETS = ROOT / "assets"
WORDS_OF_SCRIPTS = ASSETS / "words"
SCRIPTS = [
    path
    for path in sorted(it for kind in ("*.js", "*.jsx") for it in ASSETS.rglob(kind))
    if WORDS_OF_SCRIPTS not in path.parents and ASSETS / "external" not in path.parents
]
SCREEN = [
    path
    for package in ("state", "components", "pages")
    for path in sorted((ROOT / "spacerr" / package).rglob("*.py"))
    if path.name != "words.py"
]


def test_every_screen_is_looked_at():
    assert len(SCRIPTS) > 100 and len(SCREEN) > 30


def test_no_script_says_a_word_that_is_not_in_assets_words():
    found = [
        f"{path.name}:{line}: {text}" for path in SCRIPTS for line, text in said(path.read_text())
    ]
    assert not found, "\n".join(found)


def test_no_module_of_the_screen_says_a_word_that_is_not_in_its_words():
    found = [
        f"{path.name}:{line}: {text}"
        for path in SCREEN
        for line, text in literals(ast.parse(path.read_text()))
        if reads_as_words(text)
    ]
    assert not found, "\n".join(found)


def test_the_page_says_what_the_server_says():
    words = (ASSETS / "words" / "chat.js").read_text()
    assert f'running: "{TurnRunning()}"' in words
    assert f'waits: "{ReplyWaits()}"' in words
    assert f'thinking: "{LABELS[Status.THINKING]}"' in words


def test_all_that_the_audit_tells_has_words():
    assert set(ACTION_LABELS) == set(Action)
    assert all(words[0].isupper() for words in ACTION_LABELS.values())


@pytest.mark.parametrize(
    ("script", "word"),
    [
        ("const A = () => <p>Hello</p>;", "Hello"),
        ("const A = () => (\n  <p>\n    {count} more\n  </p>\n);", "more"),
        ("const A = () => <><b /> again</>;", "again"),
        ('const A = () => <a title="hello" />;', "hello"),
        ('const A = () => <B name="Edit" />;', "Edit"),
        ('const A = () => <a aria-label={on ? "off" : words.on} />;', "off"),
        ('const A = () => <p>{done ? "done" : words.do}</p>;', "done"),
        ("const A = () => <a title={`${count} unseen`} />;", "… unseen"),
        ("const name = `Restore ${title}`;", "Restore …"),
        ('say("Chat archived");', "Chat archived"),
        ('const menu = [{ name: "Rename" }];', "Rename"),
        ("const quoted = /[\"'`/]/; const it = 'Back';", "Back"),
        ("const A = () => <p>{on && <b title={`${it}`}>x2</b>} 1 / 2</p>;", "x2"),
    ],
)
def test_a_word_that_a_script_says_is_found(script, word):
    assert [found.text for found in said(script)] == [word]


@pytest.mark.parametrize(
    "script",
    [
        "const A = () => <p>{words.hello} · 1 / 2 (99+)</p>;",
        'const A = () => <input type="text" name="email" className="icon small" />;',
        'import { A } from "a-b"; // Says hello',
        'if (event.key === "Escape" && "Notification" in window) return { kind: "Unreachable" };',
        'const opening = ["ArrowDown", "Enter", " "];',
        'const A = () => <p>{role === "user" ? words.question : words.reply}</p>;',
        "const less = one < two && two > one;",
        "const half = (one + two) / 2; /* Not a pattern / at all */",
    ],
)
def test_what_nobody_reads_is_not_taken_for_words(script):
    assert said(script) == []


def literals(tree: ast.Module) -> Iterator[Said]:
    """The texts of a module, but for docstrings, annotations, names of types and what
    React calls a component.
    """
    silent: set[ast.AST] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as text):
                silent.add(text)
            case ast.arg(annotation=ast.expr() as kind) | ast.AnnAssign(annotation=kind):
                silent.update(ast.walk(kind))
            case ast.Assign(targets=[ast.Name(id="tag")], value=text):
                silent.add(text)
            case ast.Call(func=ast.Name(id="TypeVar"), args=[text, *_]):
                silent.add(text)
            case ast.Constant(value=str(text)) if node not in silent:
                yield Said(node.lineno, text)
            case _:
                pass
