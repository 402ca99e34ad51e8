"""axe finds nothing on any page: in both themes, on both sizes."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from spacerr.domain.replies.questions import Choice, FieldKind, FormField, Question, QuestionKind
from spacerr.services.questions.questions import new_question
from tests.e2e.support.tab import READY, Tab
from tests.e2e.support.waiting import waiting_reply
from tests.provider import Script

AXE = Axe().axe_script
RUN = """(only) => axe.run(only.length ? { runOnly: only, resultTypes: ["violations"] }
                                       : { resultTypes: ["violations"] })"""
THEMES = {"light": [], "dark": ["color-contrast"]}
"""What is looked for in each: they differ in colours only."""
SIZES = {"wide": (1280, 800), "phone": (375, 667)}
SETTLED = """() => document.querySelector("main h1") && !document.querySelector(".skeleton")
    && !document.querySelector("main[aria-busy=true], main [aria-busy=true]")"""
BEYOND = """() => [...document.querySelectorAll("main *")].filter((it) => {
    const box = it.getBoundingClientRect();
    let at = it.parentElement;
    while (at && !["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(at).overflowX))
        at = at.parentElement;
    const wider = !at || at.scrollWidth > at.clientWidth + 1;
    const scrolls = it.closest("pre, table, .katex");
    return wider && !scrolls && box.width > 1 && box.right > innerWidth + 1;
}).map((it) => it.outerHTML.slice(0, 120))"""
SECTIONS = (
    *("profile", "appearance", "notifications", "sessions", "instructions", "agents", "agents/new"),
    *("models", "keys", "usage", "team", "members", "audit", "data", "nothing"),
)
CHOICES = (Choice(value="a", title="The first"), Choice(value="b", title="The second"))
REQUIRED = {FieldKind.TEXT, FieldKind.CHOICE}
REPLY = """# Title

A [link](https://example.org), `code`, $x^2$, ![a picture](/x.png) and ~~nothing~~[^1].

- [x] A task that is done
- [ ] One that isn't

| a | b |
|---|---|
| 1 | `a_word_that_is_much_wider_than_any_phone_and_cannot_be_broken` |

```python
class Sum(int):  # a comment
    def add(self, other: int = 1) -> str:
        return f"{self + other!r}"
```

$$a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + r + s + t + u + v = w$$

> Quoted

[^1]: A note.
"""


def violations(page: Page, only: list[str]) -> Iterator[str]:
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(RUN, only)
    for it in found["violations"]:
        for node in it["nodes"]:
            yield f"{it['impact']} {it['id']}: {node['target']} {node['html'][:160]}"


def looked_at(page: Page, name: str, sizes: tuple[str, ...] = ("wide", "phone")) -> list[str]:
    """What is wrong with what is shown now."""
    found: list[str] = []
    for size in sizes:
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        for theme, only in THEMES.items():
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            expect(page.locator("html")).to_have_class(re.compile(theme))
            found += [f"{name} {size} {theme}: {it}" for it in violations(page, only)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 800})
    return found


def with_large_letters(page: Page, name: str) -> list[str]:
    """What lies beyond the screen's edge with letters of twice their size."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    beyond = page.evaluate(BEYOND)
    page.evaluate("document.documentElement.style.fontSize = ''")
    return [f"{name}: beyond the edge: {it}" for it in beyond[:3]]


def opened(page: Page, path: str) -> Page:
    page.goto(path)
    page.wait_for_function(SETTLED, timeout=READY)
    return page


def layers(tab: Tab) -> Iterator[tuple[str, Callable[[], None]]]:
    """What opens over a chat, each with what opens it."""
    button = tab.page.get_by_role("button", name="Share", exact=True)
    yield "model list", tab.model.click
    yield "share", button.click
    yield "account", tab.page.get_by_role("button", name="Account", exact=True).click
    yield "menu of a chat", lambda: tab.choose_of(tab.sidebar.get_by_role("listitem").first)
    yield "details", tab.last.get_by_role("button", name="Details").click


def questions() -> dict[str, Question]:
    """One of each kind, and a form with a field of each kind."""
    fields = [
        FormField(
            name=kind, title=f"A {kind}", kind=kind, choices=CHOICES, required=kind in REQUIRED,
            description="What it is for", least=1, most=400,
        )
        for kind in FieldKind
    ]  # fmt: skip
    called = json.dumps({"text": "word " * 500, "list": [1, 2], "tree": [[1], {"a": {}}]})
    return {
        "Write": new_question(QuestionKind.CONFIRM, called, rememberable=True),
        "Travel": new_question(QuestionKind.FORM, "Where to?", fields=tuple(fields)),
        "Calendar": new_question(
            QuestionKind.LINK, "There.", url="https://example.org/" + "a" * 90
        ),
    }


def test_no_question_to_a_person_is_hard_to_answer(people):
    ada = people.somebody("Ada")
    owner = {"user_id": ada.ask("me")["id"], "team_id": ada.team()["id"]}
    chat = waiting_reply(people.server.data, "Questions", questions(), owner)
    tab = ada.tab(f"/chat/{chat}")
    expect(tab.page.locator("[data-question-id]")).to_have_count(3)
    wrong = looked_at(tab.page, "questions in a chat")
    wrong += with_large_letters(tab.page, "questions in a chat")
    tab.page.get_by_role("button", name="Send", exact=True).first.click()
    expect(tab.page.locator("[aria-invalid=true]").first).to_be_focused()
    wrong += looked_at(tab.page, "a wrong field")
    page = opened(tab.page, f"{people.url}/waiting")
    expect(page.locator("[data-question-id]")).to_have_count(3)
    wrong += looked_at(page, "waiting") + with_large_letters(page, "waiting")
    for left, button in enumerate(("Decline", "Decline", "Don’t allow"), 1):
        page.locator("[data-question-id]").get_by_role("button", name=button).first.click()
        expect(page.locator("[data-question-id]")).to_have_count(3 - left)
    wrong += looked_at(page, "nothing waits")
    assert not wrong, "\n".join(wrong)


def test_no_page_is_hard_to_use_for_anybody(people, provider):
    ada = people.somebody("Ada")
    tab = ada.tab()
    wrong = looked_at(tab.page, "new chat")
    provider.set(Script((REPLY,)))
    tab.send("Everything, please")
    tab.ends("complete")
    expect(tab.last.locator("pre span[style*='--sdm-c']").first).to_be_visible()
    wrong += looked_at(tab.page, "chat")
    for name, show in layers(tab):
        show()
        wrong += looked_at(tab.page, name, ("wide",))
        tab.page.keyboard.press("Escape")
    link = ada.ask(f"chats/{tab.chat_id()}/links", {"days": None})["token"]
    for path in (f"shared/{link}", *(f"settings/{it}" for it in SECTIONS), "nope"):
        page = opened(tab.page, f"{people.url}/{path}")
        wrong += looked_at(page, path)
        wrong += with_large_letters(page, path)
    stranger = people.device().new_page()
    for path in ("sign-in", "sign-up", "invite/x", "shared/x"):
        wrong += looked_at(opened(stranger, f"{people.url}/{path}"), path)
    assert not wrong, "\n".join(wrong)
