"""Answers to what a reply of the open chat asks."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from spacerr.deps import deps
from spacerr.domain.errors.questions import WrongAnswer
from spacerr.services.replies import waiting
from spacerr.state.gate import session
from spacerr.state.sentences import sentence_for


@dataclass
class AnswerView:
    """The result of an answer: why the question `id` can't be answered so, about which `field`;
    `sentence` is "" where it was.
    """

    version: str = ""
    id: str = ""
    sentence: str = ""
    field: str = ""


class QuestionsMixin(rx.State, mixin=True):
    answer_result: AnswerView = AnswerView()

    @rx.event
    async def answer(
        self, question_id: str, decision: str, values: dict[str, Any], version: str
    ) -> None:
        """Answer a question: see Decision. `values` fill in a form. `version` names this attempt in
        the result.
        """
        user, tab = session.get_user_id(self), session.get_tab_id(self)
        result = AnswerView(str(version), str(question_id))
        try:
            await waiting.answer(deps(), user, result.id, str(decision), dict(values or {}), tab)
        except Exception as error:
            result.sentence = sentence_for(error)
            result.field = error.name if isinstance(error, WrongAnswer) else ""
        self.answer_result = result
