"""The host's passphrase: tried a few times, by all visitors together."""

import pytest

from cnn.errors import RunStoreError
from cnn.runs import passphrase as passphrase_module
from cnn.runs.passphrase import MAX_LENGTH, MAX_WRONG, TOO_OFTEN, WRONG, Passphrase


def test_the_right_one_is_passed_over():
    Passphrase("drei Ähren").check("drei Ähren")


@pytest.mark.parametrize("guess", ["", "open", "open sesam", "open sesame ", "a" * 10**6])
def test_any_other_is_wrong(guess):
    with pytest.raises(RunStoreError, match=WRONG):
        Passphrase("open sesame").check(guess)


def test_a_long_one_is_never_right():
    with pytest.raises(RunStoreError):
        Passphrase("a" * (MAX_LENGTH + 1)).check("a" * (MAX_LENGTH + 1))


def test_after_many_wrong_ones_even_the_right_one_waits_ten_minutes(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(passphrase_module.time, "monotonic", lambda: now[0])
    passphrase = Passphrase("open sesame")
    for _ in range(MAX_WRONG):
        with pytest.raises(RunStoreError, match=WRONG):
            passphrase.check("guess")
    with pytest.raises(RunStoreError, match=TOO_OFTEN):
        passphrase.check("open sesame")
    now[0] = 601.0
    passphrase.check("open sesame")
