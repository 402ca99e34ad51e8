"""The official conformance suite of the protocol, which plays a server for our client.

Of its scenarios for clients, those named `auth/…` need a server whose tools a person signs in to.
"""

import subprocess
import sys

import pytest

from tests.real.environments import node_packages
from tests.server import ROOT

LIMIT = 120.0  # seconds
SCENARIOS = ["initialize", "tools_call", "elicitation-sep1034-client-defaults", "sse-retry"]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_client_conforms(scenario, tmp_path):
    suite = node_packages("mcp") / "@modelcontextprotocol" / "conformance" / "dist" / "index.js"
    client = f"{sys.executable} -m tests.real.conformance_client"
    command = ["node", suite, "client", "--command", client, "--scenario", scenario]
    ended = subprocess.run(
        [*command, "--output-dir", tmp_path, "--timeout", str(int(LIMIT / 2 * 1000))],
        cwd=ROOT,
        timeout=LIMIT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert ended.returncode == 0 and "OVERALL: PASSED" in ended.stdout, ended.stdout
