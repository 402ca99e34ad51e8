"""The page's limits and statuses are those of the server."""

from spacerr.config import ROOT
from spacerr.contract import contract


def test_the_contract_is_as_it_would_be_written_now():
    assert (ROOT / "assets/contract.js").read_text() == contract()
