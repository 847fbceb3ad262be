"""What people bring is read right, kind by kind; `photo_families` measures how much of it."""

import os
from functools import cache
from itertools import islice

import pytest

from cnn.network import Network
from tests.conftest import not_at_hand
from tests.families import kinds
from tests.families.digits import Writers
from tests.families.families import FAMILIES, SEVERAL
from tests.families.family import Brought, Family, Kind
from tests.families.reading import image_of, images_of, in_common, said

# Samples of a kind in the usual run, in turn from its families, and in the long one.
FEW, MANY, MANY_LARGE = 4, 24, 4
USUAL = {
    kinds.PEN_ON_PAPER, kinds.RULED_PAPER, kinds.PALE_SQUARES, kinds.CHALK, kinds.SOFT_SHADOW,
    kinds.MNIST_FILES, kinds.ON_THE_CANVAS,
}  # fmt: skip
# So many points below what is wanted may a share of few samples lie by chance alone.
BELOW_WANTED = 15


@pytest.fixture(scope="module")
def network() -> Network:
    return Network.load("pen")


@pytest.fixture(scope="module")
def writers(mnist_test):
    """Writers by whether they are held out, each set read once."""
    if not os.environ.get("PENDIGITS_TRA"):
        not_at_hand("No pen strokes are at hand: set PENDIGITS_TRA to where pendigits-orig.tra is")
    return cache(lambda is_held_out: Writers(is_held_out=is_held_out))


def in_turn(families, count):
    """Numbers of samples, one of each family after the other."""
    for number in range(count):
        for family in families:
            yield family, number


def share_right(kind: Kind, count: int, writers, network: Network) -> float:
    families = [family for family in FAMILIES if family.kind is kind]
    samples = [
        writers(family.is_held_out).one(family, number)
        for family, number in islice(in_turn(families, count), count)
    ]
    answers = said(network, [image_of(sample.brought) for sample in samples])
    right = [answer == sample.digits[0] for sample, answer in zip(samples, answers, strict=True)]
    return sum(right) / count


def is_large(kind: Kind) -> bool:
    return any(family.is_large for family in FAMILIES if family.kind is kind)


ALL_KINDS = list(dict.fromkeys(family.kind for family in FAMILIES))


@pytest.mark.parametrize(
    "kind", [kind for kind in ALL_KINDS if kind in USUAL], ids=lambda kind: kind.name
)
def test_all_of_the_usual_kinds_are_read_right(kind, writers, network):
    assert share_right(kind, FEW, writers, network) == 1


@pytest.mark.parametrize(
    "kind", [kind for kind in ALL_KINDS if kind not in USUAL], ids=lambda kind: kind.name
)
def test_one_or_the_other_of_every_other_kind_is_read_right(kind, writers, network):
    assert share_right(kind, 2, writers, network) >= 0.5


@pytest.mark.long
@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.name)
def test_nearly_as_many_of_each_kind_are_read_right_as_are_wanted(kind, writers, network):
    count = MANY_LARGE if is_large(kind) else MANY
    assert share_right(kind, count, writers, network) >= (kind.wanted - BELOW_WANTED) / 100


@pytest.mark.parametrize(
    "family", [family for family in SEVERAL if family.most > 1], ids=lambda family: family.name
)
def test_most_digits_of_several_are_read_in_their_order(family, writers, network):
    count = 1 if family.most > 10 else FEW
    samples = [writers(family.is_held_out).several(family, number) for number in range(count)]
    right = sum(
        in_common(sample.digits, said(network, images_of(sample.brought))) for sample in samples
    )
    assert right >= 0.75 * sum(len(sample.digits) for sample in samples)


@pytest.mark.parametrize(
    "family", [family for family in SEVERAL if family.most == 1], ids=lambda family: family.name
)
def test_a_digit_alone_on_the_canvas_is_not_split(family, writers):
    samples = [writers(family.is_held_out).several(family, number) for number in range(40)]
    assert [len(images_of(sample.brought)) for sample in samples] == [1] * len(samples)


@pytest.mark.parametrize(
    "family", [family for family in FAMILIES if not family.is_large], ids=lambda family: family.name
)
def test_the_same_number_gives_the_same_sample(family: Family, writers):
    one, again = (writers(family.is_held_out).one(family, 3) for _ in range(2))
    assert one.digits == again.digits
    assert _bytes(one.brought) == _bytes(again.brought)


def _bytes(brought: Brought) -> bytes:
    return brought if isinstance(brought, bytes) else b"".join(map(bytes, brought))


def test_networks_and_families_share_no_held_out_writer(writers):
    assert not writers(True).numbers & writers(False).numbers
    assert all(number % 5 == 0 for number in writers(True).numbers)
