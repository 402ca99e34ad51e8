"""What a token costs the server's processors, and who spends it."""

import sys
from typing import Any

from tests.bench.measuring.figures import Outcome
from tests.bench.measuring.sampling import Sampling, sampler
from tests.bench.measuring.text import plain
from tests.bench.scenarios.special import THINKS, WARM
from tests.bench.stage import Stage
from tests.provider import Script

SCRIPT = Script(plain(2_000), rate=200.0, first_delay=THINKS)


def cpu(stage: Stage, raw: dict[str, Any]) -> Outcome:
    """One reply that is left alone, then one that is sampled: sampling makes it dearer."""
    with stage.visit(stage.spacerr) as visit:
        visit.ask(WARM)
        reply = visit.ask(SCRIPT)
    each = 1e6 / len(SCRIPT.tokens)
    outcome = {name: reply.cpu[kind] * each for name, kind in (("all", "server"), ("log", "log"))}
    if (program := sampler()) is None:
        print("  py-spy is not installed: not told who spends it", file=sys.stderr, flush=True)
        return {"spacerr": outcome}
    sampling = Sampling(program, stage.spacerr.server.workers())
    with stage.visit(stage.spacerr) as visit:
        visit.ask(WARM)
        sampling.start()
        visit.ask(SCRIPT)
        shares = raw["spacerr"] = sampling.stop()
    total = sum(shares.values())
    return {"spacerr": outcome | {it: outcome["all"] * s / total for it, s in shares.items()}}
