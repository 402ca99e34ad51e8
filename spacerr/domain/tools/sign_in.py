"""Sign-ins with servers of tools (OAuth): one that is under way, and what it has granted."""

from pydantic import BaseModel, ConfigDict, Field

from spacerr.domain.tools.limits import MCP_SCOPE_CHARS


class OAuthClient(BaseModel):
    """Who we are to an authorization server. `method`: how the secret is shown, as in RFC 7591."""

    model_config = ConfigDict(extra="ignore")

    id: str
    secret: str = Field(default="", repr=False)
    method: str = "none"


class PendingSignIn(BaseModel):
    """A sign-in that a person was sent to `url` for. `names_issuer`: the answer says who sends it.
    `state` is a digest. `sign_in` and `user`: who began it; `until` when, in seconds since 1970, it
    counts no more.
    """

    model_config = ConfigDict(extra="ignore")

    url: str
    verifier: str = Field(repr=False)
    redirect: str
    issuer: str
    names_issuer: bool
    token_endpoint: str
    resource: str
    scope: str
    client: OAuthClient
    state: str = ""
    sign_in: str = ""
    user: str = ""
    until: float = 0.0


class Grant(BaseModel):
    """Tokens of a server. `expires_at` and `renewing_until` are in seconds since 1970; None where
    that isn't known. While a process renews them, others wait. `scope` is what was asked for or
    given; `missing`, what a request needed besides, "" where the server named nothing, and None
    where nothing was missing.
    """

    model_config = ConfigDict(extra="ignore")

    access: str = Field(repr=False)
    refresh: str = Field(default="", repr=False)
    expires_at: float | None = None
    scope: str = ""
    missing: str | None = None
    token_endpoint: str
    resource: str
    client: OAuthClient
    renewing_until: float = 0.0

    @property
    def wanted(self) -> str:
        """The scopes that another sign-in asks for, "" where nothing is missing."""
        return "" if self.missing is None else join_scopes(self.scope, self.missing)

    def lacking(self, scope: str) -> "Grant":
        """The grant where these scopes turned out to be missing, too."""
        return self.model_copy(update={"missing": join_scopes(scope, self.missing)})


def join_scopes(*scopes: str | None) -> str:
    """Lists of scopes as one of MCP_SCOPE_CHARS at most, each scope once."""
    joined = " ".join(dict.fromkeys(" ".join(it or "" for it in scopes).split()))
    if len(joined) <= MCP_SCOPE_CHARS:
        return joined
    return joined[: MCP_SCOPE_CHARS + 1].rpartition(" ")[0]
