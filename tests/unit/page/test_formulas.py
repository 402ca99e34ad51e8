"""Formulas are found in every way that models write them, and nothing else is taken for one."""

import json
import shutil
import subprocess

import pytest

from spacerr.config import ROOT

ASSETS = ROOT / "assets"
RUN = """
const { withFormulas, inBlocks } = await import(process.argv[1]);
const texts = JSON.parse(process.argv[2]);
const byLine = (text) => (/\\[\\^[\\w-]+\\]/.test(text) ? [text] : text.split(/(?<=\\n\\n)/));
const done = texts.map((text) => [withFormulas(text), inBlocks(text, byLine)]);
console.log(JSON.stringify(done));
"""
SET = [
    ("Let $x = \\frac{-b}{2a}$ be", "Let $$x = \\frac{-b}{2a}$$ be"),
    ("$n$th, $k$-th and ($x$).", "$$n$$th, $$k$$-th and ($$x$$)."),
    ("a price of $\\$5$", "a price of $$\\$5$$"),
    ("an angle \\(ABC\\) and \\(n\\)", "an angle $$ABC$$ and $$n$$"),
    ("so \\[x_1 = 2\\] holds", "so $$x_1 = 2$$ holds"),
    ("\\[\na + b\n\\]", "$$\na + b\n$$"),
    ("> \\[\n> x = 1\n> \\]", "> $$\n> x = 1\n> $$"),
    ("- \\[\n  y\n  \\]", "- $$\n  y\n  $$"),
    ("$$E = mc^2$$", "$$\nE = mc^2\n$$"),
    ("$$\nx\n$$ and $y$", "$$\nx\n$$ and $$y$$"),
    ("| a | $|x|$ |", "| a | $$\\vert x\\vert $$ |"),
    ("| a | \\(P(A|B)\\) | $\\|v\\|$ |", "| a | $$P(A\\vert B)$$ | $$\\Vert v\\Vert $$ |"),
    ("| a | $$|x|$$ |", "| a | $$\\vert x\\vert $$ |"),
    ("outside $|x|$", "outside $$|x|$$"),
]
KEPT = [
    "$5 and $10",
    "I paid $20; she paid 30$.",
    "US$5, 6$ or $7/month",
    "| $5 | $6 |\n|$5|$6|\n|$a|$b|",
    "$HOME/$USER and $PATH:$HOME",
    "`$a$` and ``$b$``\n```sh\necho $x$y $z$\n```",
    "```\nunclosed $x$",
    "https://example.com/$y$z",
    "an escaped \\$x$ dollar",
    "\\[Your Name\\]\n\\[3\\], \\[n\\], \\[INSERT_NAME\\] \\[see a = b and so on\\]",
    "\\(optional\\)",
    "a $ b $ c",
]
BLOCKS = [
    "One `[^a-z]`.\n\nTwo.\n\n",
    "```js\nx.match(/[^abc]/)\n```\n\nTwo.\n\n",
    "Use [^a-z] or [^0-9_].\n\nTwo.\n\n",
    "One.\r\n\r\nTwo `[^x]`.\r\n\r\n",
]


def run(texts: list[str]) -> list[tuple[str, list[str]]]:
    node = shutil.which("node")
    assert node, "node is not on PATH: put the environment's bin first"
    script = [
        node,
        "--input-type=module",
        "-e",
        RUN,
        (ASSETS / "markdown" / "formulas.js").as_uri(),
    ]
    told = subprocess.run([*script, json.dumps(texts)], check=True, capture_output=True, text=True)
    return json.loads(told.stdout)


def test_formulas_are_found():
    found = run([text for text, _ in SET])
    assert [formulas for formulas, _ in found] == [wanted for _, wanted in SET]


def test_what_is_no_formula_is_left_alone():
    assert [formulas for formulas, _ in run(KEPT)] == KEPT


def test_code_that_looks_like_a_footnote_leaves_a_reply_in_blocks():
    for text, (_, blocks) in zip(BLOCKS, run(BLOCKS), strict=True):
        assert len(blocks) == 2
        assert "".join(blocks) == text.replace("\r\n", "\n")


def test_a_footnote_keeps_a_reply_whole():
    [(_, blocks)] = run(["One[^1].\n\n`[^x]`\n\n[^1]: Note."])
    assert blocks == ["One[^1].\n\n`[^x]`\n\n[^1]: Note."]


@pytest.mark.parametrize("piece", ["$", "\\[", "`", "[^", "| $x", "$$ ", "> \\[\n"])
def test_odd_text_takes_no_time(piece):
    [(text, _)] = run([piece * 4000])
    assert text
