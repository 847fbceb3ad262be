"""Settings of a recipe: what each kind takes, and the same after a way through an address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.errors import TrainingError
from cnn.network.setting import Choice, Decimal, OnOff, Setting, Whole

CHOICE = Choice({"a": "The first", "b": "The second", "old": "Of old files"}, not_offered=("old",))
KINDS = [CHOICE, Whole(2, 9), Decimal(0.5, 10.0, step=0.5), OnOff()]
anything = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["a", "b", "old", 2, 9, 10, 0.5, 10.0, True, 10**400])
    | st.lists(st.integers(), max_size=2)
)


def setting(values):
    return Setting("field", "The thing", values, "key", "Thing")


@pytest.mark.parametrize("values", KINDS)
@given(value=anything)
def test_a_value_is_taken_or_refused_with_one_sentence(values, value):
    try:
        setting(values).check(value)
    except TrainingError as error:
        assert str(error).startswith("The thing must be ")
        assert str(error).endswith(".")
        with pytest.raises(TrainingError):
            setting(values).check_offered(value)


@pytest.mark.parametrize("values", KINDS)
@given(value=anything)
def test_what_is_offered_comes_back_from_an_address(values, value):
    row = setting(values)
    try:
        row.check_offered(value)
    except TrainingError:
        return
    assert row.from_text(row.to_text(value)) == value


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (CHOICE, "c"),
        (CHOICE, "The first"),
        (CHOICE, "old"),
        (Whole(2, 9), "1"),
        (Whole(2, 9), "3.0"),
        (Whole(2, 9), "٣"),
        (Whole(2, 9), "9" * 5000),
        (Decimal(0.5, 10.0, step=0.5), "nan"),
        (Decimal(0.5, 10.0, step=0.5), "1_0"),
        (Decimal(0.5, 10.0, step=0.5), "1e999"),
        (OnOff(), "True"),
        (OnOff(), ""),
    ],
)
def test_an_address_cannot_ask_for_what_is_not_offered(values, text):
    with pytest.raises(TrainingError, match=r"^The thing must be .*\.$"):
        setting(values).from_text(text)


def test_what_old_files_hold_is_taken_and_not_offered():
    setting(CHOICE).check("old")
    assert CHOICE.offered == ("a", "b")
    with pytest.raises(TrainingError, match=r"one of a, b\."):
        setting(CHOICE).check_offered("old")


@pytest.mark.parametrize("value", [True, False])
def test_true_and_false_are_no_numbers(value):
    assert not Whole(0, 1).takes(value)
    assert not Decimal(0.0, 1.0, step=0.1).takes(value)
    assert not OnOff().takes(int(value))
