"""What browsers leave out on pages without https is asked for in one place each."""

import json
import re
import shutil
import subprocess

import pytest

from spacerr.config import ROOT
from spacerr.domain.web.origins import unprotected

ASSETS = ROOT / "assets"
ALONE = {
    r"\brandomUUID\b": {"ids.js"},
    r"\bnavigator\.clipboard\b": {"clipboard.js"},
    r"\bnavigator\.locks\.": {"shown-chats.js", "alerts.js"},  # where they are there
    r"\bcrypto\.subtle\b": set(),
    r"\b(serviceWorker|caches|showSaveFilePicker|mediaDevices|getRegistration)\b": set(),
    r"\bnew Notification\b|\bNotification\.(?!permission)": {"alerts.js", "alerts.jsx"},
}
MAKE = """
const { newId } = await import(process.argv[1]);
const ids = (count) => Array.from({ length: count }, newId);
const [first] = ids(1);
Object.defineProperty(crypto, "randomUUID", { value: undefined });
console.log(JSON.stringify([first, ...ids(500)]));
"""


@pytest.mark.parametrize(("pattern", "homes"), ALONE.items())
def test_it_is_asked_for_in_one_place(pattern, homes):
    scripts = [*ASSETS.rglob("*.js"), *ASSETS.rglob("*.jsx")]
    found = {it.name for it in scripts if re.search(pattern, it.read_text())}
    assert found <= homes


def test_ids_are_random_uuids_either_way():
    node = shutil.which("node")
    assert node, "node is not on PATH: put the environment's bin first"
    script = ["--input-type=module", "-e", MAKE, (ASSETS / "ui" / "ids.js").as_uri()]
    made = subprocess.run([node, *script], check=True, capture_output=True, text=True).stdout
    ids = json.loads(made)
    uuid4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
    assert len(set(ids)) == 501
    assert all(map(uuid4.fullmatch, ids))


def test_an_address_without_https_is_warned_of():
    trusted = ["https://a.example", "http://localhost:8080", "http://[::1]:80"]
    assert unprotected(["http://name:3000", *trusted]) == ["http://name:3000"]
