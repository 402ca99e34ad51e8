"""A page's header names the scripts that its HTML doesn't."""

import json

import pytest
from starlette.datastructures import MutableHeaders

from spacerr.api.preload import MANIFEST, preload_scripts

CHUNKS = {
    "app/root.jsx?route": {"file": "assets/root.js", "imports": ["_react.js"]},
    "app/entry.client.js": {"file": "assets/entry.js", "imports": ["_react.js"]},
    "app/routes/[chat].($chat)._index.jsx?route": {
        "file": "assets/chat.js",
        "imports": ["_react.js", "_shell.js"],
        "dynamicImports": ["_seldom.js"],
    },
    "app/routes/_index.jsx?route": {"file": "assets/index.js"},
    "_react.js": {"file": "assets/react.js"},
    "_shell.js": {"file": "assets/shell.js", "imports": ["_shell.js", "_words.js"]},
    "_words.js": {"file": "assets/words.js"},
    "_seldom.js": {"file": "assets/seldom.js"},
}


@pytest.fixture
def built(tmp_path):
    manifest = tmp_path / MANIFEST
    manifest.parent.mkdir()
    manifest.write_text(json.dumps(CHUNKS))
    return tmp_path


def named(built, path: str, kind: str = "text/html; charset=utf-8") -> list[str]:
    headers = MutableHeaders({"content-type": kind})
    preload_scripts(built)({"path": path}, 200, headers)
    return [it.partition(">")[0].removeprefix("<") for it in headers.get("link", "").split(", ")]


@pytest.mark.parametrize("path", ["/chat", "/chat/", "/chat/an-id"])
def test_a_page_names_its_scripts_and_theirs_but_no_common_or_seldom_ones(built, path):
    assert named(built, path) == ["/assets/chat.js", "/assets/shell.js", "/assets/words.js"]


def test_the_first_page_has_its_own(built):
    assert named(built, "/") == ["/assets/index.js"]


def test_nothing_is_named_elsewhere_nor_where_nothing_is_built(built, tmp_path):
    assert named(built, "/no-such-page") == [""]
    assert named(built, "/chat", kind="text/css") == [""]
    assert named(tmp_path / "nowhere", "/chat") == [""]


def test_another_build_is_noticed(built):
    assert named(built, "/") == ["/assets/index.js"]
    later = CHUNKS | {"app/routes/_index.jsx?route": {"file": "assets/later.js"}}
    (built / MANIFEST).unlink()
    (built / MANIFEST).write_text(json.dumps(later))
    assert named(built, "/") == ["/assets/later.js"]
