"""Words that must not come back: in documents, comments, docstrings and names."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from spacerr.config import ROOT

CLEAN = (
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "README.md",
    "assets/agents",
    "assets/alerts",
    "assets/app",
    "assets/auth",
    "assets/markdown",
    "assets/models",
    "assets/projects",
    "assets/questions",
    "assets/search",
    "assets/settings/tools",
    "assets/ui",
    "docs",
    "spacerr/api",
    "spacerr/commands.py",
    "spacerr/config.py",
    "spacerr/domain",
    "spacerr/infra",
    "spacerr/pages",
    "spacerr/process.py",
    "spacerr/services",
    "spacerr/spacerr.py",
    "spacerr/state/chat",
    "spacerr/state/gate",
    "spacerr/state/sidebar",
    "spacerr/state/waiting",
    "spacerr/timings.py",
    "spacerr/tool_timings.py",
    "tests/unit/page",
    "typings",
)
"""Files and folders that are free of these words. Add yours when it is; none is taken out."""

SENTENCES = ROOT / "spacerr/domain/errors"
"""Docstrings here are what people read on the screen, in everyday English."""

PROSE = {
    "anybody": "any user, any process, or the plural",
    "everybody": "all users, every tab, the whole team",
    "nobody": "no user, no process; or say it without a negation",
    "somebody": "a user, a person, another process",
    "whatever": "any, or name what is meant",
    "whichever": "the one that, or name it",
    "whoever": "the user, the caller, the person who",
    "whomever": "the user, the person whom",
}
"""Words of sentences, and what to write instead."""

NAMES = {
    "answering": "attribution",
    "arranging": "edit",
    "attending": "presence",
    "beginning": "start",
    "faring": "health",
    "heeding": "invalidation",
    "noting": "record",
    "remembering": "reply_metadata",
    "settling": "finalize",
    "situation": "context",
    "telling": "messages",
    "told": "prompt, build_messages or encoded",
    "tries": "rate_limits",
    "wishes": "params or overrides",
    **PROSE,
}
"""Names of modules, functions and classes, and what to call them instead."""

MODULES = {"fitting": "context_window or validation", "seeing": "read_state", **NAMES}

DEFINED = re.compile(r"^(?:export )?(?:async )?(?:const|let|function|class)\s+([A-Za-z_$][\w$]*)")
COMMENT = re.compile(r"(?<![:\w\"'`])//([^\n]*)|/\*(.*?)\*/", re.DOTALL)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
KINDS = {".md", ".py", ".js", ".jsx", ".mjs", ".ts", ".css"}

Found = tuple[int, str, str]
"""A line, the word that stands there, and what to write instead."""


def _lines(text: str, first: int = 1) -> Iterator[tuple[int, str]]:
    return enumerate(text.splitlines(), first)


def _in_prose(lines: Iterator[tuple[int, str]]) -> Iterator[Found]:
    for number, line in lines:
        for word in re.findall(r"\b[a-z]+\b", line.lower()):
            if word in PROSE:
                yield number, word, PROSE[word]


def _in_name(line: int, name: str, known: dict[str, str] = NAMES) -> Iterator[Found]:
    plain = name.strip("_$")
    if not plain.isupper() and plain.lower() in known:
        yield line, name, known[plain.lower()]


def in_document(text: str) -> Iterator[Found]:
    blank = FENCE.sub(lambda fence: "\n" * fence[0].count("\n"), text)
    yield from _in_prose(_lines(blank))


def in_python(text: str) -> Iterator[Found]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield from _in_prose(_lines(token.string, token.start[0]))
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Expr(value=ast.Constant(value=str() as docstring)):
                yield from _in_prose(_lines(docstring, node.lineno))
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield from _in_name(node.lineno, node.name)
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                yield from _in_name(node.lineno, name, PROSE)
            case _:
                pass


def in_script(text: str) -> Iterator[Found]:
    for comment in COMMENT.finditer(text):
        first = text.count("\n", 0, comment.start()) + 1
        yield from _in_prose(_lines(comment[1] or comment[2] or "", first))
    for number, line in _lines(text):
        for name in DEFINED.findall(line):
            yield from _in_name(number, name)


def found_in(path: Path) -> Iterator[Found]:
    stem = path.stem.lower()
    if path.suffix != ".md" and stem in MODULES:
        yield 1, path.name, MODULES[stem]
    look = {".md": in_document, ".py": in_python}.get(path.suffix, in_script)
    yield from look(path.read_text())


def files(place: str) -> list[Path]:
    path = ROOT / place
    if path.is_file():
        return [path]
    return [it for it in path.rglob("*") if it.suffix in KINDS and it.parent != SENTENCES]


@pytest.mark.parametrize("place", CLEAN)
def test_no_coined_or_vague_word_comes_back(place):
    paths = files(place)
    assert paths, f"{place} is not there"
    found = [
        f"{path.relative_to(ROOT)}:{line}: “{word}”: write {instead}"
        for path in sorted(paths)
        for line, word, instead in found_in(path)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("look", "text", "words"),
    [
        (
            in_document,
            "Nobody knows.\n\n```\nnobody\n```\n\n`test_nobody_sees` and whoever",
            [1, 7],
        ),
        (in_python, '"""For whoever asks."""\n\nx = 1  # nobody\n', [1, 3]),
        (in_python, "def told(): ...\n\nclass Wishes: ...\n\nTRIES = 1\n", [1, 3]),
        (in_python, "def _told(somebody): ...\n", [1, 1]),
        (in_python, 'SENTENCE = "Nobody is here"\nretold = 1\n', []),
        (in_script, "// Whoever it is\nconst nobody = () => {};\n", [1, 2]),
        (in_script, "/* a\n   whatever */\nconst url = 'https://nobody';\n", [2]),
    ],
)
def test_words_are_found_where_people_read_them(look, text, words):
    assert sorted(line for line, _, _ in look(text)) == words
