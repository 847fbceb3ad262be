"""Which filters can go together: one after another, each time the one that is missed least."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass

import numpy as np

from cnn.evaluation.evaluation import Evaluation
from cnn.experiment.behind_a_layer import BehindALayer, Mixed
from cnn.network import Network
from cnn.network.network import images_per_batch
from cnn.network.shapes import FLOAT_BYTES

# What is kept of the digits between two removals; large designs are judged by fewer digits.
MOST_BYTES = 64 * 2**20


@dataclass(frozen=True)
class Removals:
    """Filters of a layer that have gone, in the order in which they went.

    Attributes:
        removed: their numbers.
        right: (removed + 1,) digits read right with none gone, one gone, ...
        total: of how many digits.
        filters: of how many filters.
        share_done: of the candidates for the next place, 0 to 1.
    """

    removed: tuple[int, ...]
    right: tuple[int, ...]
    total: int
    filters: int
    share_done: float = 0.0

    @property
    def is_complete(self) -> bool:
        """Whether all have gone."""
        return len(self.removed) == self.filters

    @property
    def free(self) -> int:
        """How many can go together, in this order, with as many digits read right as before."""
        return max(count for count, right in enumerate(self.right) if right >= self.right[0])


def digits_for(network: Network, layer_name: str, wished: int) -> int:
    """How many digits `greedy_removals` judges by: those wished for, as far as memory goes."""
    kept = FLOAT_BYTES * BehindALayer(network, layer_name).kept_numbers
    return max(min(wished, MOST_BYTES // kept), 1)


def removal_seconds(network: Network, layer_name: str, digits: int) -> float:
    """About how long `greedy_removals` takes for so many digits on a free core."""
    behind = BehindALayer(network, layer_name)
    return digits * behind.seconds * behind.channels * (behind.channels + 1) / 2


def greedy_removals(
    network: Network,
    layer_name: str,
    images: np.ndarray,
    labels: np.ndarray,
    begun: Removals | None = None,
) -> Generator[Removals, None, None]:
    """Silence one filter after another, each time the one without which most is read right.

    Of equals, the one with the smaller mean loss goes. It is a greedy search: another set of as
    many filters may be missed even less.

    Args:
        network: any.
        layer_name: one of `silenceable_layers`.
        images: (n, 28, 28) uint8, ink bright; of `digits_for` at most.
        labels: (n,) true digits.
        begun: what was yielded before, of the same digits, to go on from; None to begin.

    Yields:
        How far it is, after every candidate.
    """
    behind = BehindALayer(network, layer_name)
    count = images_per_batch(network.architecture)
    places = [slice(start, start + count) for start in range(0, len(images), count)]
    kept = [behind.mixed(images[here].astype(np.float32) / 255) for here in places]

    def evaluation(sums: Iterable[np.ndarray]) -> Evaluation:
        return Evaluation(np.concatenate(list(map(behind.probabilities, sums))), labels)

    def remove(number: int) -> None:
        # Batch by batch, so that the sums of all digits are never held twice.
        for place, one in enumerate(kept):
            kept[place] = Mixed(one.given, behind.sums_without(one, number))

    removed = list(begun.removed) if begun else []
    for number in removed:
        remove(number)
    right = list(begun.right) if begun else [evaluation(one.sums for one in kept).right]
    left = [number for number in range(behind.channels) if number not in removed]
    while left:
        found: list[tuple[int, float, int]] = []
        for place, number in enumerate(left):
            tried = evaluation(behind.sums_without(one, number) for one in kept)
            found.append((-tried.right, tried.loss, number))
            if place < len(left) - 1:
                share = (place + 1) / len(left)
                yield Removals(tuple(removed), tuple(right), len(labels), behind.channels, share)
        missed, _, number = min(found)
        remove(number)
        left.remove(number)
        removed.append(number)
        right.append(-missed)
        yield Removals(tuple(removed), tuple(right), len(labels), behind.channels)
