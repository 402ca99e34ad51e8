"""The official conformance suite of the protocol, which plays a server for our client."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.real.environments import node_packages
from tests.server import ROOT

LIMIT = 120.0  # seconds
LISTED = Path(__file__).with_name("conformance_scenarios.txt").read_text()
"""What the suite lists: `node dist/index.js list --client`."""

REVISIONS = ("2025-11-25", "2026-07-28")
"""The last of each era. A scenario runs at both if it belongs to both."""

_MACHINES = "a machine signs in without a person; in Spacerr a manager of the team signs in"
_BOUND_TOKENS = "an extension that isn't offered: tokens bound to a key of ours (DPoP)"
_SKILLS = "an extension that isn't offered, so nothing of it is checked"
EXCEPTIONS = {
    "auth/2025-03-26-oauth-endpoint-fallback": "the service says nothing of itself, also not that "
    "it protects codes (PKCE), without which later revisions forbid a sign-in",
    "auth/client-credentials-jwt": _MACHINES,
    "auth/client-credentials-basic": _MACHINES,
    "auth/wif-jwt-bearer": _MACHINES,
    "auth/enterprise-managed-authorization": "an extension that isn't offered: an organisation's "
    "own identity provider grants access in the person's place",
    "auth/dpop": _BOUND_TOKENS,
    "auth/dpop-nonce": _BOUND_TOKENS,
    "sep-2640-client-no-prefetch": _SKILLS,
    "sep-2640-client-verify-digest": _SKILLS,
    "sep-2640-client-verify-size": _SKILLS,
    "sep-2640-client-verify-frontmatter": _SKILLS,
}
"""Scenarios that the client doesn't pass, and why."""


def _cases() -> list[tuple[str, str]]:
    """The scenarios with the revisions at which they run, "" for that of an extension."""
    cases: list[tuple[str, str]] = []
    for name, known in re.findall(r"- (\S+) \[(.+)\]", LISTED):
        extension = known == "extension"
        revisions = [it for it in REVISIONS if it in known] or ["" if extension else known]
        cases += [(name, it) for it in revisions]
    return cases


def run(*arguments: str | Path) -> str:
    """What the suite says."""
    suite = node_packages("mcp") / "@modelcontextprotocol" / "conformance" / "dist" / "index.js"
    ended = subprocess.run(
        ["node", suite, *arguments],
        cwd=ROOT,
        timeout=LIMIT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return ended.stdout


def test_all_scenarios_of_the_suite_are_known():
    assert run("list", "--client") == LISTED
    assert set(EXCEPTIONS) <= {name for name, _ in _cases()}


@pytest.mark.parametrize(("scenario", "revision"), _cases())
def test_the_client_conforms(scenario, revision, tmp_path):
    client = f"{sys.executable} -m tests.real.conformance_client"
    options = ["--command", client, "--scenario", scenario, "--output-dir", tmp_path]
    at = ["--spec-version", revision] if revision else []
    said = run("client", *options, *at, "--timeout", str(int(LIMIT / 2 * 1000)))
    assert "Passed: " in said, said
    checked = "Passed: 0/0" not in said
    passed = checked and "OVERALL: PASSED" in said
    assert passed == (scenario not in EXCEPTIONS), said
