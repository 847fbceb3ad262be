"""The league table: what each filter of a layer costs when it alone is silenced."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn.evaluation.digits_in_batches import DigitsInBatches
from cnn.evaluation.disagreement import is_more_than_chance
from cnn.evaluation.evaluation import Evaluation
from cnn.experiment.behind_a_layer import BehindALayer
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.layer_shapes import CLASSES
from cnn.network.network import images_per_batch

# A batch is gone through for all filters, then others have the processor.
BATCH_SECONDS = 0.3
MAX_BATCH = 64


@dataclass(frozen=True)
class FilterCost:
    """What silencing one filter, map or unit changes.

    Attributes:
        number: which one.
        broken: how many digits are read wrong that the whole network reads right.
        mended: how many the other way round.
        loss_rise: of the mean cross-entropy, in nats.
        lost_by_digit: (10,) how many fewer of each true digit are read right.
    """

    number: int
    broken: int
    mended: int
    loss_rise: float
    lost_by_digit: np.ndarray

    @property
    def lost(self) -> int:
        """How many digits fewer are read right; below 0 where more are."""
        return self.broken - self.mended

    @property
    def is_more_than_chance(self) -> bool:
        """Whether it loses or gains more digits than chance explains, by McNemar's exact test."""
        return is_more_than_chance(self.broken, self.mended)


@dataclass(frozen=True)
class League:
    """A layer's filters, each silenced alone.

    Attributes:
        right: how many digits the whole network reads right.
        total: of how many.
        costs: the filter that costs most first; of equals, the one with the larger rise of loss.
        undefined: digits without an answer, since the sums overflow.
    """

    right: int
    total: int
    costs: tuple[FilterCost, ...]
    undefined: int


class LeagueSearch(DigitsInBatches):
    """A network's filters silenced one by one, a few digits at a time.

    It may be shared by threads: each takes the next digits, and none takes a digit twice. Always to
    be continued with networks of the same weights. What it keeps between two batches are counts.

    Args:
        network: any.
        layer_name: one of `silenceable_layers`.
        images: (n, 28, 28) uint8, ink bright, at least one.
        labels: (n,) true digits.
    """

    def __init__(
        self, network: Network, layer_name: str, images: np.ndarray, labels: np.ndarray
    ) -> None:
        behind = BehindALayer(network, layer_name)
        super().__init__(images)
        self._layer_name, self._labels = layer_name, labels
        # The last row is of the whole network.
        self._right = np.zeros((behind.channels + 1, CLASSES), np.int64)
        self._losses = np.zeros(behind.channels + 1)
        self._broken = np.zeros(behind.channels, np.int64)
        self._seconds = behind.channels * behind.seconds
        self._undefined = 0

    @property
    def seconds_left(self) -> float:
        """About how long the rest takes on a free core, rather too long than too short."""
        return (self.total - self.read) * self._seconds

    def _batch(self, architecture: Architecture) -> int:
        quick = int(BATCH_SECONDS / self._seconds)
        return min(max(quick, 1), MAX_BATCH, images_per_batch(architecture))

    def _take(self, network: Network, images: np.ndarray, here: slice) -> None:
        labels = self._labels[here]
        behind = BehindALayer(network, self._layer_name)
        mixed = behind.mixed(images)
        whole = Evaluation(behind.probabilities(mixed.sums), labels)
        self._count(behind.channels, whole)
        self._undefined += whole.undefined
        for number in range(behind.channels):
            sums = behind.sums_without(mixed, number)
            without = Evaluation(behind.probabilities(sums), labels)
            self._count(number, without)
            self._broken[number] += np.sum(whole.is_right & ~without.is_right)

    def result(self) -> League:
        """The table of the digits gone through so far, at least one."""
        with self._lock:
            read = self._read
            right, losses = self._right.copy(), self._losses / read
            broken = self._broken.copy()
        lost = right[-1] - right[:-1]
        costs = [
            FilterCost(
                number,
                int(broken[number]),
                int(broken[number] - each.sum()),
                float(losses[number] - losses[-1]),
                each,
            )
            for number, each in enumerate(lost)
        ]
        costs.sort(key=lambda cost: (-cost.lost, -cost.loss_rise))
        return League(int(right[-1].sum()), read, tuple(costs), self._undefined)

    def _count(self, place: int, evaluation: Evaluation) -> None:
        self._right[place] += np.bincount(evaluation.labels[evaluation.is_right], minlength=CLASSES)
        self._losses[place] += evaluation.losses.sum()
