"""Who owns a run: whoever has the secret; neither its digest nor another secret will do."""

import pytest

from cnn.runs.ownership import NOBODY, is_owned, is_owner, is_secret, new_secret, owner_of


def test_the_secret_proves_it_and_nothing_else_does():
    secret = new_secret()
    owner = owner_of(secret)
    assert is_owned(owner, secret)
    for guess in (new_secret(), owner, "", secret[:-1], secret + "x"):
        assert not is_owned(owner, guess)


def test_what_is_nobodys_is_nobodys():
    for guess in (NOBODY, new_secret()):
        assert not is_owned(NOBODY, guess)


def test_a_secret_is_long_new_and_known_by_its_form():
    assert new_secret() != new_secret()
    assert is_secret(new_secret())


@pytest.mark.parametrize("value", [None, 7, "", "a" * 42, "a" * 44, "a" * 42 + "!", ["a" * 43]])
def test_a_browsers_nonsense_is_no_secret(value):
    assert not is_secret(value)


@pytest.mark.parametrize("value", [None, "ann", "g" * 64, "A" * 64, "a" * 63])
def test_a_files_nonsense_is_no_owner(value):
    assert not is_owner(value)
