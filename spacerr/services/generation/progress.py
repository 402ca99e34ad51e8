"""A reply as far as its generation has come, whether or not it is in the log yet."""

from spacerr.domain.replies.draft import Draft
from spacerr.domain.replies.events import (
    Delta,
    Reasoning,
    ReplyEvent,
    Restated,
    ToolEvent,
    ToolStarted,
)
from spacerr.domain.replies.step_fold import fold_step
from spacerr.domain.replies.steps import Steps
from spacerr.domain.text import utf16_length


class Progress:
    """Adds events up as `Draft` does, without copying the text for each of them."""

    def __init__(self, began: Draft) -> None:
        self._texts, self._thoughts = [began.text], [began.reasoning]
        self.steps: Steps = began.steps

    @property
    def text(self) -> str:
        self._texts = ["".join(self._texts)]
        return self._texts[0]

    def draft(self) -> Draft:
        """The text, the reasoning and the steps."""
        self._thoughts = ["".join(self._thoughts)]
        return Draft(text=self.text, reasoning=self._thoughts[0], steps=self.steps)

    def add(self, event: ReplyEvent) -> None:
        match event:
            case Delta(text=text):
                self._texts.append(text)
            case Reasoning(text=text):
                self._thoughts.append(text)
            case Restated(text=text, reasoning=reasoning, steps=steps):
                self._texts, self._thoughts, self.steps = [text], [reasoning], steps
            case _ if isinstance(event, ToolEvent):
                end = utf16_length(self.text) if isinstance(event, ToolStarted) else 0
                self.steps = fold_step(self.steps, event, end)
            case _:
                pass
