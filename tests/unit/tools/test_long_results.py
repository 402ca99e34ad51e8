"""Long results, page by page."""

import re

import pytest

from spacerr.domain.replies.steps import Step
from spacerr.domain.tools.limits import TOOL_RESULT_BYTES
from spacerr.domain.tools.long_results import first_page, is_cut, next_page

OFFSET = re.compile(r'offset"?:? (\d+)')
STEP = "01a22dc5-70e4-76b4-9ad0-ce5719e3fbdf"


def shown(page: str) -> tuple[str, int | None]:
    """What a page shows, and where the next one begins."""
    text, _, notice = page.rpartition("\n\n(")
    following = OFFSET.search(notice)
    return text, int(following[1]) if following else None


@pytest.mark.parametrize("letter", ["a", "é", "日", "😀", "\n"])
def test_all_pages_together_are_the_whole_result(letter):
    whole = "".join(f"{n}{letter}" for n in range(30_000))
    page = first_page(whole, STEP, len(whole))
    pages = [page]
    while (following := shown(page)[1]) is not None:
        pages.append(page := next_page(whole, following, len(whole)))
    assert "".join(shown(it)[0] for it in pages) == whole
    assert len(pages) > 2 and pages[-1].endswith("This is the end.)")
    assert all(len(it.encode()) <= TOOL_RESULT_BYTES for it in pages)


def test_a_model_is_told_what_is_not_kept():
    whole = "a" * 100_000
    assert "of 900,000 characters, of which 100,000 are kept." in first_page(whole, STEP, 900_000)
    assert next_page(whole, 99_000, 900_000).endswith("of 900,000. The rest isn't kept.)")


def test_only_a_step_that_names_itself_has_more():
    page = first_page("a" * 100_000, STEP, 100_000)
    assert is_cut(Step(id=STEP, result=page))
    assert not is_cut(Step(id=STEP.replace("0", "1"), result=page))
