"""A tab as a person uses it: found by the names on the screen, never by our classes."""

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, expect

READY = 30_000  # milliseconds; the first tab of a busy machine waits for LiteLLM
ENDED = re.compile("complete|stopped|interrupted|failed")


class Tab:
    """One open page. `problems` collects what the browser's console complained about."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page: Page = context.new_page()
        self.url = url
        self.problems: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))

    def open(self, path: str = "/chat") -> "Tab":
        self.page.goto(self.url + path)
        expect(self.page.get_by_role("combobox", name="Model")).not_to_be_empty(timeout=READY)
        return self

    @property
    def model(self) -> Locator:
        """What opens the list of models; its text is the model of the next reply."""
        return self.page.get_by_role("combobox", name="Model", exact=True)

    def choose_model(self, name: str) -> None:
        """Choose a model by its name, with the keyboard."""
        self.model.click()
        self.page.get_by_role("combobox", name="Find by name or ability").fill(name)
        expect(self.page.get_by_role("option", name=name).first).to_be_visible()
        self.page.keyboard.press("Enter")
        expect(self.model).to_contain_text(name)

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name="Message")

    @property
    def messages(self) -> Locator:
        return self.page.get_by_role("log").locator("article")

    @property
    def replies(self) -> Locator:
        return self.page.locator("article[data-role=assistant]")

    @property
    def last(self) -> Locator:
        """The newest reply."""
        return self.replies.last

    @property
    def stop(self) -> Locator:
        return self.page.get_by_role("button", name="Stop", exact=True)

    @property
    def chats(self) -> Locator:
        return self.page.get_by_role("navigation", name="Chats").locator("a[data-chat-id]")

    @property
    def sidebar(self) -> Locator:
        return self.page.get_by_role("navigation", name="Chats")

    def row(self, title: str) -> Locator:
        """The link of a listed chat."""
        return self.chats.filter(has_text=title)

    def group(self, heading: str) -> Locator:
        """The chats under a heading."""
        return self.sidebar.get_by_role("region", name=heading).locator("a[data-chat-id]")

    def project(self, name: str) -> Locator:
        """The button that lists a project's chats."""
        return self.page.get_by_role("region", name="Projects", exact=True).get_by_role(
            "button", name=re.compile(f"^{re.escape(name)}( \\d+\\+? unread)?$")
        )

    def choose(self, title: str, *entries: str) -> None:
        """Choose entries of the menu of a chat or project, one after the other."""
        self.choose_of(self.sidebar.get_by_role("listitem").filter(has_text=title), *entries)

    def choose_of(self, item: Locator, *entries: str) -> None:
        """The same for a line of the list."""
        item.hover()
        item.get_by_role("button", name="More about").click()
        for entry in entries:
            self.entry(entry).click()

    def entry(self, name: str) -> Locator:
        """An entry of the open menu."""
        plain = self.page.get_by_role("menuitem", name=name, exact=True)
        return plain.or_(self.page.get_by_role("menuitemradio", name=name, exact=True))

    def make_project(self, name: str) -> None:
        """Make a project, which is shown then, and go back to all chats."""
        self.page.get_by_role("button", name="New project").click()
        self.page.get_by_role("textbox", name="Name").fill(name)
        self.page.get_by_role("button", name="Create project").click()
        expect(self.project(name)).to_have_attribute("aria-current", "true")
        self.page.get_by_role("button", name="All chats", exact=True).click()

    def use(self, model: str) -> None:
        """Choose the model of the next reply, by its id."""
        self.choose_model("Demo" if model == "demo" else model.rpartition("/")[2])

    def send(self, text: str) -> None:
        """Type a message and press Enter."""
        self.composer.fill(text)
        self.composer.press("Enter")

    def says(self, text: str | re.Pattern[str], timeout: int = READY) -> None:
        """Wait until the newest reply contains a text."""
        expect(self.last).to_contain_text(text, timeout=timeout)

    def writes(self, words: int = 1) -> None:
        """Wait until the text of the newest reply has so many words; its status doesn't count."""
        text = self.last.locator(".markdown")
        expect(text).to_contain_text(re.compile(rf"(\w+\W+){{{words}}}"), timeout=READY)

    def ends(self, status: str | re.Pattern[str] = ENDED, timeout: int = READY * 2) -> None:
        """Wait until the newest reply has ended, in a given way or any."""
        expect(self.last).to_have_attribute("data-status", status, timeout=timeout)

    def text(self) -> str:
        """What the newest reply shows, without its buttons, once it is set as Markdown."""
        expect(self.last.locator(".markdown-plain")).to_have_count(0)
        return self.last.locator(".markdown").text_content() or ""

    def written(self) -> str:
        """What the newest reply shows that stays as it is: a list's next line, begun with a dash
        only, is shown as one until its first word is there.
        """
        return re.sub(r"\W+$", "", self.text())

    def letters(self) -> str:
        """The same without line ends: a reply read after its end has some between its blocks."""
        return self.text().replace("\n", "")

    def chat_id(self) -> str:
        self.page.wait_for_url(re.compile(r"/chat/[0-9a-f-]{36}"))
        return self.page.url.rsplit("/", 1)[-1]

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.problems.append(message.text)
