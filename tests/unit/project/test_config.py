"""A wrong setting ends the start with a sentence that says what to change."""

import os

import pytest

from spacerr.config import ROOT, Settings, settings
from spacerr.env_example import env_example


@pytest.fixture(autouse=True)
def untouched(monkeypatch):
    """Neither this machine's settings nor its `.env`, and nothing remembered."""
    for name in os.environ:
        if name.startswith("SPACERR_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("SPACERR_ENV_FILE", os.devnull)
    settings.cache_clear()
    yield
    settings.cache_clear()


WRONG = [
    ("SPACERR_DATABASE_URL", "mysql://db", "postgresql+psycopg://"),
    ("SPACERR_DATABASE_URL", "postgresql://db", "postgresql+psycopg://"),
    ("SPACERR_REDIS_URL", "localhost:6379", "redis://"),
    ("SPACERR_HOST", "0.0.0.0", "127.0.0.1"),
    ("SPACERR_PORT", "many", "integer"),
    ("SPACERR_PORT", "70000", "65535"),
    ("SPACERR_BACKEND_PORT", "0", "1"),
    ("SPACERR_WORKERS", "0", "1"),
    ("SPACERR_TABS_IN_REDIS", "perhaps", "boolean"),
    ("SPACERR_AUTH_MODE", "nobody", "local"),
    ("SPACERR_LOG_LEVEL", "loud", "debug"),
    ("SPACERR_LOG_JSON", "perhaps", "boolean"),
]


@pytest.mark.parametrize(("name", "value", "expected"), WRONG)
def test_a_wrong_value_names_the_variable_and_what_it_expects(monkeypatch, name, value, expected):
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ending:
        settings()
    sentence = str(ending.value)
    assert sentence.startswith("Spacerr can't start: ")
    assert f"{name}={value}" in sentence and expected in sentence


def test_all_wrong_values_are_named_at_once(monkeypatch):
    monkeypatch.setenv("SPACERR_PORT", "many")
    monkeypatch.setenv("SPACERR_HOST", "example.org")
    with pytest.raises(SystemExit) as ending:
        settings()
    assert "SPACERR_PORT" in str(ending.value) and "SPACERR_HOST" in str(ending.value)


def test_without_any_setting_everything_is_embedded_and_on_loopback():
    found = settings()
    assert found.embedded_database and not found.redis_url
    assert found.database.startswith("sqlite+aiosqlite:///")
    assert found.host == "127.0.0.1"


def test_env_file_values_count_and_the_environment_wins(monkeypatch, tmp_path):
    (tmp_path / "env").write_text("SPACERR_PORT=4001\nSPACERR_BACKEND_PORT=4002\n")
    monkeypatch.setenv("SPACERR_ENV_FILE", str(tmp_path / "env"))
    monkeypatch.setenv("SPACERR_PORT", "4003")
    monkeypatch.setenv("SPACERR_BACKEND_PORT", "")  # so that what the file sets is undone
    monkeypatch.delenv("SPACERR_BACKEND_PORT")
    assert (settings().port, settings().backend_port) == (4003, 4002)


def test_only_our_own_origins_and_those_named_may_connect():
    found = Settings(port=4001, backend_port=4002, allowed_origins="https://a.example, ,http://b")
    assert "http://localhost:4001" in found.origins and "http://127.0.0.1:4002" in found.origins
    assert found.origins[-2:] == ["https://a.example", "http://b"]
    assert "*" not in found.origins
    assert found.allowed_hosts == ["a.example", "b"]


def test_tabs_are_shared_by_several_workers_or_when_asked_and_not_by_one():
    assert not Settings().shares_tabs
    assert Settings(workers=2).shares_tabs
    assert Settings(tabs_in_redis=True).shares_tabs


def test_the_example_names_every_setting_and_sets_none():
    text = env_example(Settings.model_fields)
    for name in Settings.model_fields:
        assert f"# SPACERR_{name.upper()}=" in text
    assert all(line.startswith("#") for line in text.splitlines() if line)


def test_the_example_file_is_the_generated_one():
    file = ROOT / ".env.example"
    if not file.exists():
        pytest.skip("there is no .env.example yet")
    assert file.read_text() == env_example(Settings.model_fields)


def test_every_setting_says_what_it_is():
    assert all(field.description for field in Settings.model_fields.values())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://chat.example.org/", "https://chat.example.org"),
        ("https://chat.example.org/chat?x=1#y", "https://chat.example.org"),
        ("HTTPS://Chat.Example.ORG", "https://chat.example.org"),
        ("https://chat.example.org:443", "https://chat.example.org"),
        ("http://chat.example.org:80/", "http://chat.example.org"),
        ("https://chat.example.org:8443", "https://chat.example.org:8443"),
        ("http://chat.example.org:443", "http://chat.example.org:443"),
        ("https://Bücher.example", "https://xn--bcher-kva.example"),
        ("http://[::1]:3000/", "http://[::1]:3000"),
        ("http://192.0.2.7:3000", "http://192.0.2.7:3000"),
        ("http://my_host:3000", "http://my_host:3000"),
    ],
)
def test_an_origin_is_what_browsers_send_however_it_is_written(written, meant):
    assert Settings(allowed_origins=f" {written} ,http://b").public_origins == [meant, "http://b"]


@pytest.mark.parametrize(
    "value",
    [
        "chat.example.org",
        "chat.example.org:3000",
        "localhost:3000",
        "*",
        "https://*.example.org",
        "ftp://chat.example.org",
        "https://",
        "https://:3000",
        "https://a b.example",
        "https://chat.example.org:many",
        "https://chat.example.org:0",
        "https://ada:secret@chat.example.org",
        "http://[::1",
        "null",
    ],
)
def test_what_is_no_origin_ends_the_start_with_a_sentence(monkeypatch, value):
    monkeypatch.setenv("SPACERR_ALLOWED_ORIGINS", f"https://a.example,{value}")
    with pytest.raises(SystemExit) as ending:
        settings()
    assert "SPACERR_ALLOWED_ORIGINS" in str(ending.value)
    assert "https://chat.example.org" in str(ending.value)
