"""A page is built when anything it is made of changed, and only then."""

import pytest

from spacerr.page_build import build_if_changed
from spacerr.pages import auth, chat, not_found, settings, shared

FILES = {
    "app/routes/chat.jsx": "chat",
    "public/sidebar/sidebar.jsx": "sidebar",
    "package.json": "{}",
    "env.json": '{"EVENT": "ws://localhost:3000/_event"}',
    "reflex.json": "1",
    "node_modules/react/index.js": "react",
}

PAGES = (
    *(page.page for page in (chat, not_found, settings, shared)),
    *(auth.invitation, auth.setup, auth.sign_in, auth.sign_up),
)


def write(web, name, text):
    path = web / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.fixture
def web(tmp_path):
    for name, text in FILES.items():
        write(tmp_path, name, text)
    return tmp_path


@pytest.fixture
def start(web):
    """A start; says whether it built the page."""

    def started() -> bool:
        built = []

        def build():
            write(web, "build/client/index.html", "page")
            built.append(True)

        build_if_changed(web, build)
        return bool(built)

    return started


def test_the_same_page_is_built_once(start):
    assert [start(), start(), start()] == [True, False, False]


@pytest.mark.parametrize(
    "page",
    PAGES,
    ids=lambda page: f"{page.__module__}.{page.__name__}",
)
def test_no_part_of_a_page_has_a_name_that_differs_in_each_process(page):
    names = page()._get_all_refs()
    assert [name for name in names if "reflex_Var" in name] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("app/routes/chat.jsx", "another"),
        ("public/sidebar/new.js", ""),
        ("package.json", '{"dependencies": {}}'),
        ("env.json", '{"EVENT": "ws://elsewhere.example:3000/_event"}'),
    ],
)
def test_another_page_is_built(start, web, name, text):
    start()
    write(web, name, text)
    assert [start(), start()] == [True, False]


def test_a_file_that_was_removed_or_renamed_counts(start, web):
    start()
    (web / "public/sidebar/sidebar.jsx").rename(web / "public/sidebar/list.jsx")
    assert start()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("env.json", '{"EVENT": "ws://localhost:8080/_event"}'),
        ("reflex.json", "2"),
        ("node_modules/.cache", "cached"),
    ],
)
def test_ports_and_notes_of_tools_do_not_count(start, web, name, text):
    start()
    write(web, name, text)
    assert not start()


def test_a_build_that_failed_is_tried_again(start, web):
    def fails():
        write(web, "build/client/index.html", "half")
        raise SystemExit(1)

    with pytest.raises(SystemExit):
        build_if_changed(web, fails)
    assert start()
