"""How long a request may go on, and how fast it was, whatever its words are written in."""

import time

import pytest

from spacerr.domain.replies.events import Completed, Delta, Reasoning
from spacerr.domain.status import Role
from spacerr.infra.llm import tokenizer
from spacerr.infra.llm.interface import ChatMessage, ModelRequest
from spacerr.services.usage.meter import UsageMeter

pytestmark = pytest.mark.anyio
MODEL = "openai/gpt-4o"
TEXTS = {
    "English": "The development of the railway changed how people thought about distance. ",
    "German": "Die Donaudampfschifffahrtsgesellschaft veröffentlichte ihre Fahrpläne. ",
    "Russian": "Правительство объявило о решении увеличить финансирование образования. ",
    "Greek": "Η κυβέρνηση ανακοίνωσε την απόφαση για την ενίσχυση της εκπαίδευσης. ",
    "Hindi": "सरकार ने शिक्षा के लिए अधिक धन देने का निर्णय लिया है। ",
    "Arabic": "أعلنت الحكومة قرارها بزيادة التمويل المخصص للتعليم في البلاد. ",
    "Thai": "รัฐบาลประกาศการตัดสินใจเพิ่มงบประมาณด้านการศึกษาของประเทศ ",
    "Chinese": "政府宣布了增加教育经费的决定，并将在全国范围内实施。",
    "code": "def connection_for(settings):\n        return create_connection(settings.address)\n\n",
    "table": "| Country            | Capital            |\n|--------------------|-----------|\n",
}


def account(**more) -> UsageMeter:
    return UsageMeter(ModelRequest(MODEL, (ChatMessage(Role.USER, "Hi"),), **more))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_a_model_that_keeps_to_its_limit_is_never_stopped(text):
    [tokens], exact = await tokenizer.count_tokens(MODEL, [text * 20])
    assert exact
    limited, wild = account(max_tokens=tokens), account(max_tokens=tokens)
    limited.measure(Delta(text=text * 20))
    wild.measure(Delta(text=text * 20 * 15))
    assert (limited.overrun, wild.overrun) == (False, True)


def pace(*events, monkeypatch, **usage) -> float | None:
    """Of a request in which something was heard every second."""
    clock = iter(range(1, 100))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    opened = account()
    for event in events:
        opened.measure(event)
    opened.measure(Completed(finish_reason="stop", usage={"completion_tokens": 100, **usage}))
    return opened.meta().tokens_per_s


def test_thoughts_nobody_heard_make_no_model_faster(monkeypatch):
    words, hidden = [Delta(text="a"), Delta(text="b"), Delta(text="c")], {"reasoning_tokens": 80}
    told = {"completion_tokens_details": hidden}
    assert pace(*words, monkeypatch=monkeypatch) == 50
    assert pace(*words, monkeypatch=monkeypatch, **told) == 10
    thought = [Reasoning(text="hm"), Reasoning(text="ah"), *words]
    assert pace(*thought, monkeypatch=monkeypatch, **told) == 25, "over the time of thinking, too"


@pytest.mark.parametrize("odd", [None, 7, {"reasoning_tokens": None}, {"reasoning_tokens": 900}])
def test_a_pace_is_a_number_whatever_a_provider_counts(monkeypatch, odd):
    words = [Delta(text="a"), Delta(text="b")]
    found = pace(*words, monkeypatch=monkeypatch, completion_tokens_details=odd)
    assert found is not None and 0 <= found <= 100
