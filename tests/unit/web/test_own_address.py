"""The page asks the server it came from, at any address and port."""

import shutil
import subprocess
from pathlib import Path

import pytest
import reflex_base

from spacerr.own_address import with_own_address

ASK = """
const env = { PING: "http://localhost:3000/ping" };
const SAME_DOMAIN_HOSTNAMES = ["localhost", "0.0.0.0", "::", "0:0:0:0:0:0:0:0"];
globalThis.window = { location: new URL(process.argv[1]) };
%s
console.log(getBackendURL(process.argv[2]).href);
"""
SCRIPT = Path(reflex_base.__file__).parent / ".templates" / "web" / "utils" / "state.js"


@pytest.mark.parametrize(
    ("page", "url", "asked"),
    [
        ("http://localhost:8080/chat", "ws://localhost:3000/_event", "ws://localhost:8080/_event"),
        ("https://a.example:8443/", "ws://localhost:3000/_event", "wss://a.example:8443/_event"),
        ("https://a.example/", "ws://localhost:3000/_event", "wss://a.example/_event"),
        ("http://a.example/", "http://localhost:3000/ping", "http://a.example/ping"),
        ("https://[::1]:8443/", "http://localhost:3000/ping", "https://[::1]:8443/ping"),
    ],
)
def test_it_asks_where_it_was_opened(page, url, asked):
    script = with_own_address(with_own_address(SCRIPT.read_text()))
    begin = script.index("export const getBackendURL")
    function = script[begin : script.index("\n};\n", begin) + 4].removeprefix("export ")
    node = shutil.which("node")
    assert node, "node is not on PATH: put the environment's bin first"
    built = (ASK % function).replace("import.meta.env.PROD", "true")
    done = subprocess.run([node, "-e", built, page, url], capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == (asked, "")


def test_another_reflex_ends_the_build():
    with pytest.raises(RuntimeError, match="own_address"):
        with_own_address("export const getBackendURL = () => env.PING;")
