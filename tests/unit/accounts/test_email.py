"""E-mail addresses: the same person's however they are typed, refused where they are none."""

import pytest

from spacerr.domain.accounts.email import parse_email
from spacerr.domain.errors.accounts import EmailIncomplete, EmailTooLong

SAME = {
    "ada@example.org": ["ADA@Example.ORG", "  ada@example.org\n", "ada@example.org."],
    "ada+list@example.org": ["Ada+LIST@example.org"],
    "ada@xn--bcher-kva.example": ["ada@bücher.example", "ada@BU\u0308CHER.example"],
    "zoë@example.org": ["zoe\u0308@example.org", "ZOË@example.org"],
    "fi@example12.org": ["ﬁ@example１２.org"],
}
INCOMPLETE = [
    "", " ", "ada", "@", "ada@", "@example.org", "ada@example", "ada@@example.org", "a@b@c.org",
    "ada lovelace@example.org", "ada@exa mple.org", "ada@-example.org", "ada@example..org",
    "ada\u200b@example.org", "ada\0@example.org", "ada@[127.0.0.1]", "ada@\u202egro.elpmaxe",
    "ada\n@example.org", "\ud800@example.org",
]  # fmt: skip


@pytest.mark.parametrize("known", SAME)
def test_one_address_typed_differently_is_one_address(known):
    assert {parse_email(typed).canonical for typed in [known, *SAME[known]]} == {known}


def test_what_follows_a_plus_sign_tells_addresses_apart():
    assert parse_email("ada@example.org").canonical != parse_email("ada+list@example.org").canonical


def test_an_address_is_shown_as_it_was_typed():
    assert parse_email(" Ada@Bücher.example ").display == "Ada@Bücher.example"


@pytest.mark.parametrize("text", INCOMPLETE)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(EmailIncomplete):
        parse_email(text)


@pytest.mark.parametrize("text", ["x" * 250 + "@example.org", "x" * 10_000, "ü" * 1_000_000])
def test_an_endless_address_is_refused(text):
    with pytest.raises(EmailTooLong):
        parse_email(text)
