"""What is measured, by name: replies at three speeds, with and without a past.

60 a second is 61 in truth: beside a screen that draws 60 times a second, tokens at exactly that
rate would all meet the same moment between two frames, a lucky or an unlucky one.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from tests.bench.browser.visit import Reply
from tests.bench.measuring import figures
from tests.bench.measuring.cpu import cpu
from tests.bench.measuring.figures import Outcome
from tests.bench.measuring.text import plain
from tests.bench.scenarios import special, studio, windows
from tests.bench.scenarios.beside import beside
from tests.bench.scenarios.crowded import crowded
from tests.bench.scenarios.lists import lists
from tests.bench.scenarios.load import Load
from tests.bench.scenarios.many import many
from tests.bench.scenarios.past import past
from tests.bench.scenarios.signins import signins
from tests.bench.stage import Stage
from tests.provider import Script


@dataclass(frozen=True)
class Speed:
    """One reply: `tokens` at `rate` a second (0: at once), after `turns` earlier ones."""

    tokens: int
    rate: float
    turns: int = 0
    paragraphs: bool = True

    def __call__(self, stage: Stage, raw: dict[str, Any]) -> Outcome:
        text = plain(self.tokens, paragraphs=self.paragraphs)
        script = Script(text, rate=self.rate, first_delay=special.THINKS)
        outcome: Outcome = {}
        for subject in stage.subjects:
            with stage.visit(subject, self.turns) as visit:
                reply = visit.ask(script)
            outcome[subject.name] = figures.of(reply)
            raw[subject.name] = recorded(reply)
        return outcome


def recorded(reply: Reply) -> dict[str, Any]:
    """What is kept of a reply for whoever looks closer, without its text."""
    kept = asdict(reply)
    del kept["script"], kept["seen"]["text"], kept["seen"]["gaps"]
    return kept


Scenario = Callable[[Stage, dict[str, Any]], Outcome]
SCENARIOS: dict[str, Scenario] = {
    "60/s": Speed(600, 61.0),
    "200/s": Speed(2_000, 200.0),
    "once": Speed(2_000, 0.0),
    "60/s+50": Speed(600, 61.0, turns=50),
    "200/s+50": Speed(2_000, 200.0, turns=50),
    "once+50": Speed(2_000, 0.0, turns=50),
    "past": past,
    "wall": Speed(2_000, 200.0, paragraphs=False),
    "first": special.first,
    "linear": special.linear,
    "wire": special.wire,
    "cpu": cpu,
    "reload": special.reload,
    "tabs": windows.tabs,
    "stop": windows.stop,
    "studio": studio.first_token,
}
APART: dict[str, Scenario] = {
    "load": Load(1),
    "load×2": Load(2),
    "lists": lists,
    "many": many,
    "crowded": crowded,
    "signins": signins,
    "beside": beside,
}
"""Each on a Spacerr of its own, after all that is asked of the first one."""
COLD = Speed(60, 61.0)
QUICK = ("60/s", "200/s")
