"""OwnDigits: split into what is learned from and what judges, and read back trusting nothing."""

import numpy as np
import pytest
import safetensors.numpy

from cnn.errors import DrawingError
from cnn.handwriting.own_digits import MAX_DIGITS, OwnDigits


def some_digits(own: dict[int, int], examples: dict[int, int]) -> OwnDigits:
    """So many of each kind, each image of another grey, so that it is known again."""
    kinds = [digit for digit, count in own.items() for _ in range(count)]
    stand_ins = [digit for digit, count in examples.items() for _ in range(count)]
    labels = np.array([*kinds, *stand_ins], np.int64)
    greys = np.linspace(0, 1, len(labels), dtype=np.float32)
    images = np.broadcast_to(greys[:, None, None], (len(labels), 28, 28)).copy()
    return OwnDigits(images, labels, np.arange(len(labels)) >= len(kinds))


FIVE_OF_EACH = some_digits(dict.fromkeys(range(10), 5), {})


def test_each_digit_is_either_learned_from_or_held_out():
    learned, held_out = FIVE_OF_EACH.split(3)
    greys = np.concatenate([learned.images[:, 0, 0], held_out.images[:, 0, 0]])
    np.testing.assert_array_equal(np.sort(greys), FIVE_OF_EACH.images[:, 0, 0])
    assert np.bincount(held_out.labels).tolist() == [2] * 10
    assert np.bincount(learned.labels).tolist() == [3] * 10


def test_the_same_seed_splits_alike_and_another_does_not():
    first, again, other = (FIVE_OF_EACH.split(seed)[1].images[:, 0, 0] for seed in (0, 0, 1))
    assert first.tolist() == again.tolist() != other.tolist()


@pytest.mark.parametrize(
    ("own", "examples", "held_out_own", "held_out_examples"),
    [
        (1, 0, 0, 0),
        (2, 0, 1, 0),
        (4, 0, 1, 0),
        (10, 0, 4, 0),
        (1, 4, 1, 0),
        (2, 3, 1, 0),
        (3, 2, 1, 0),
        (4, 1, 2, 0),
        (0, 5, 0, 2),
    ],
)
def test_judges_are_ones_own_digits_wherever_there_are_any(
    own: int, examples: int, held_out_own: int, held_out_examples: int
):
    learned, held_out = some_digits({7: own}, {7: examples}).split(0)
    assert (held_out.own, held_out.examples) == (held_out_own, held_out_examples)
    assert len(learned) + len(held_out) == own + examples


def test_no_digits_at_all_are_split_into_none():
    learned, held_out = some_digits({}, {}).split(0)
    assert (len(learned), len(held_out)) == (0, 0)


def test_a_round_trip_changes_nothing():
    digits = some_digits({3: 2}, {4: 1})
    again = OwnDigits.from_bytes(digits.to_bytes())
    for name in ("images", "labels", "is_example"):
        np.testing.assert_array_equal(getattr(again, name), getattr(digits, name))


def test_there_is_an_upper_limit():
    assert len(OwnDigits.from_bytes(some_digits({1: MAX_DIGITS}, {}).to_bytes())) == MAX_DIGITS
    with pytest.raises(DrawingError, match="At most 200"):
        some_digits({1: MAX_DIGITS + 1}, {})


ARRAYS = {
    "images": np.zeros((2, 28, 28), np.float32),
    "labels": np.array([1, 2], np.int64),
    "is_example": np.array([True, False]),
}


@pytest.mark.parametrize(
    "change",
    [
        {"images": np.zeros((2, 28, 28), np.float64)},
        {"images": np.zeros((3, 28, 28), np.float32)},
        {"images": np.full((2, 28, 28), np.nan, np.float32)},
        {"images": np.full((2, 28, 28), 1.5, np.float32)},
        {"labels": np.array([1, 10], np.int64)},
        {"labels": np.array([-1, 1], np.int64)},
        {"labels": np.array(1, np.int64)},
        {"is_example": np.array([1, 0], np.int64)},
        {"more": np.zeros(1, np.float32)},
    ],
)
def test_nonsense_is_refused_with_a_sentence(change: dict[str, np.ndarray]):
    assert len(OwnDigits.from_bytes(safetensors.numpy.save(ARRAYS))) == 2
    with pytest.raises(DrawingError, match=r"\.$"):
        OwnDigits.from_bytes(safetensors.numpy.save({**ARRAYS, **change}))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x80\x04", bytes(10**6)])
def test_other_files_are_refused_with_a_sentence(data: bytes):
    with pytest.raises(DrawingError, match=r"\.$"):
        OwnDigits.from_bytes(data)
