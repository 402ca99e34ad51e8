"""The rights that a sign-in asks for."""

from spacerr.domain.tools.limits import MCP_SCOPE_CHARS
from spacerr.domain.tools.sign_in import Grant, OAuthClient, join_scopes

GRANT = Grant(
    access="",
    scope="read offline_access",
    token_endpoint="",
    resource="",
    client=OAuthClient(id=""),
)


def test_the_next_sign_in_asks_for_what_was_missing_besides():
    assert GRANT.wanted == "", "nothing was missing"
    lacking = GRANT.lacking("write").lacking("read delete").lacking("")
    assert lacking.wanted.split() == ["read", "offline_access", "delete", "write"]
    assert GRANT.lacking("").wanted == GRANT.scope, "the server named nothing"


def test_what_a_server_names_has_a_bound_and_no_half_names():
    many = " ".join(f"scope{number}" for number in range(2_000))
    joined = join_scopes(None, many, many)
    assert MCP_SCOPE_CHARS - 10 < len(joined) <= MCP_SCOPE_CHARS
    assert set(joined.split()) < set(many.split())
    assert join_scopes("x" * (MCP_SCOPE_CHARS + 1)) == ""
