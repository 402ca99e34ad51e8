"""What is sealed opens for its owner only, and the secret is one, however many make it at once."""

import multiprocessing
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacerr.infra.security.vault import UnsealFailed, Vault, get_secret

VAULT, OTHER = Vault(lambda: "one secret" * 4), Vault(lambda: "another secret" * 4)


@given(st.text(), st.text())
def test_what_is_sealed_is_read_by_its_owner(text, owner):
    try:
        text.encode(), owner.encode()
    except UnicodeEncodeError:
        return
    assert VAULT.unseal("e-mail", owner, VAULT.seal("e-mail", owner, text)) == text


def test_a_seal_opens_for_nobody_else_and_nothing_else():
    sealed = VAULT.seal("e-mail", "ada", "ada@example.org")
    assert sealed != VAULT.seal("e-mail", "ada", "ada@example.org")
    attempts = [(VAULT, "e-mail", "bob", sealed), (VAULT, "key", "ada", sealed)]
    attempts += [(OTHER, "e-mail", "ada", sealed), (VAULT, "e-mail", "ada", sealed[:-6] + "AAAA==")]
    attempts += [(VAULT, "e-mail", "ada", text) for text in ("", "x", "no base64 ü", sealed[:8])]
    for vault, purpose, owner, text in attempts:
        with pytest.raises(UnsealFailed):
            vault.unseal(purpose, owner, text)


def test_a_mark_is_the_same_for_the_same_text_purpose_and_secret():
    mark = VAULT.blind_index("e-mail", "ada@example.org")
    assert mark == VAULT.blind_index("e-mail", "ada@example.org")
    others = {
        VAULT.blind_index("tries", "ada@example.org"),
        OTHER.blind_index("e-mail", "ada@example.org"),
    }
    assert mark not in others | {VAULT.blind_index("e-mail", "bob@example.org")}


def test_printing_a_vault_shows_no_secret():
    assert "secret" not in repr(VAULT) + str([VAULT])


def test_processes_that_race_for_the_secret_agree_and_nobody_else_can_read_it(tmp_path):
    folder = tmp_path / "new"
    with multiprocessing.get_context("fork").Pool(8) as pool:
        secrets = pool.map(get_secret, [folder] * 32)
    assert len(set(secrets)) == 1 and len(secrets[0]) >= 32
    assert [file.name for file in folder.iterdir()] == ["secret"]
    assert stat.S_IMODE((folder / "secret").stat().st_mode) == 0o600
