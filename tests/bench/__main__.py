"""`make bench`: measure, print the table, keep the numbers.

A figure never fails the run; a reply that is not shown as it was sent does, after the others.
"""

import argparse
import os
import signal
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Error

from tests.bench.measuring import machine, processes, report
from tests.bench.measuring.report import Results
from tests.bench.scenarios.scenarios import APART, COLD, QUICK, SCENARIOS, Scenario
from tests.bench.stage import Stage, built

ALL = (*SCENARIOS, *APART)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only 60/s and 200/s")
    parser.add_argument("--scenario", action="append", choices=ALL, metavar="NAME",
                        help=f"only this; may be repeated: {', '.join(ALL)}")  # fmt: skip
    parser.add_argument("--json", type=Path, default=Path("bench-results/latest.json"))
    parser.add_argument("--repeat", type=int, default=1, help="show the median of so many runs")
    return parser.parse_args()


def chosen(given: argparse.Namespace, of: dict[str, Scenario]) -> dict[str, Scenario]:
    """Those of some scenarios that are to run, in the order of their definition."""
    names = QUICK if given.quick else given.scenario or ALL
    return {name: scenario for name, scenario in of.items() if name in names}


def one_run(stage: Stage, scenarios: dict[str, Scenario]) -> tuple[Results, dict[str, Any]]:
    """The outcomes of some scenarios, and what they were calculated from."""
    results: Results = {}
    raw: dict[str, Any] = {}
    for name, scenario in scenarios.items():
        print(f"… {name}", flush=True)
        raw[name] = {}
        try:
            results[name] = scenario(stage, raw[name])
        except (AssertionError, ValueError, Error) as problem:
            print(f"  not measured: {problem}", file=sys.stderr, flush=True)
    return results, raw


def memory(stage: Stage) -> Results:
    """What each subject held when idle, and what it holds now."""
    outcome: dict[str, dict[str, float]] = {}
    for subject in stage.subjects:
        processes.wait_until_idle(subject.processes())
        now = processes.memory(subject.processes())
        idle = {f"idle_{part}": size for part, size in stage.idle[subject.name].items()}
        outcome[subject.name] = idle | {f"after_{part}": size for part, size in now.items()}
    return {"memory": outcome}


def main() -> None:
    given = read_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Ended from outside"))  # leave nothing behind
    load = os.getloadavg()
    print("Starting the provider, the limit, Spacerr and a browser", flush=True)
    with built() as stage:
        facts = machine.facts(stage.browser, load)
        first, raw_first = one_run(stage, {"cold": COLD})
        runs = [one_run(stage, chosen(given, SCENARIOS)) for _ in range(given.repeat)]
        held = memory(stage)
        runs += [one_run(stage, chosen(given, APART)) for _ in range(given.repeat)]
        results = first | report.merged([results for results, _ in runs]) | held
    report.write(
        given.json,
        results,
        machine=facts,
        runs=[results for results, _ in runs],
        raw=[raw_first, *(raw for _, raw in runs)],
    )
    print(f"\n{report.table(results)}\n\nAll numbers: {given.json}", flush=True)
    wanted = chosen(given, SCENARIOS | APART)
    if missing := [name for name in wanted if name not in results]:
        sys.exit(f"Not measured: {', '.join(missing)}")


if __name__ == "__main__":
    main()
