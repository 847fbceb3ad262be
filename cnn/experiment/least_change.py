"""The smallest change of the pixels that makes another answer, by projected gradient.

The change goes along the gradient of the wished digit's lead, and is then brought back to a given
size. Where the answer is the wished one the size shrinks by a few percent, else it grows, so it
closes in on the smallest one from both sides.

Source: J. Rony, L. Hafemann, L. Oliveira, I. Ben Ayed, R. Sabourin, E. Granger, "Decoupling
Direction and Norm for Efficient Gradient-Based L2 Adversarial Attacks and Defenses",
arXiv:1811.09600 (2018), algorithm 1; here for the largest change of a pixel as well, and with the
lead over the next digit in place of the cross-entropy. Of L-infinity the steps have momentum: Y.
Dong and others, "Boosting Adversarial Attacks with Momentum", arXiv:1710.06081 (2017). Where any
other answer will do, the few digits are tried one after another whose borders are the nearest by
the gradient, as in S. Moosavi-Dezfooli, A. Fawzi, P. Frossard, "DeepFool: a simple and accurate
method to fool deep neural networks", CVPR (2016).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cnn.errors import ExplanationError
from cnn.explain.gradients import gradients, logit_gradients
from cnn.network import Network
from cnn.network.layer_shapes import CLASSES
from cnn.network.overflow import has_overflowed

Norm = Literal["l2", "linf"]

STEPS = 120
# How fast the size grows or shrinks, the first size, and the first and last step along the
# gradient, as shares of that size.
RATE = 0.05
FIRST_SIZE: dict[Norm, float] = {"l2": 1.0, "linf": 0.1}
FIRST_STEP: dict[Norm, float] = {"l2": 1.0, "linf": 0.4}
LAST_STEP = 0.02
# The share of the way so far that each step keeps. By signs alone a step flips back and forth.
MOMENTUM: dict[Norm, float] = {"l2": 0.0, "linf": 0.75}
# Halvings of the way from the digit to the change found.
HALVINGS = 12
# Digits that are tried where any other answer will do.
RIVALS = 3


@dataclass(frozen=True)
class Changed:
    """An image that is read as another digit.

    Attributes:
        before: (28, 28) float32 in [0, 1].
        after: the same, changed.
        answer: what it is read as.
        confidence: with which probability, 0 to 1.
    """

    before: np.ndarray
    after: np.ndarray
    answer: int
    confidence: float

    @property
    def change(self) -> np.ndarray:
        """(28, 28) float32: above 0 is ink added, below 0 ink taken away."""
        return self.after - self.before

    @property
    def l2(self) -> float:
        """The Euclidean length of the change."""
        return float(np.sqrt(np.square(self.change, dtype=np.float64).sum()))

    @property
    def linf(self) -> float:
        """The largest change of a pixel."""
        return float(np.abs(self.change).max())

    @property
    def ink(self) -> float:
        """All ink added or taken away, as a share of what was there; infinite on blank paper."""
        before = float(self.before.sum())
        return float(np.abs(self.change).sum()) / before if before else math.inf


@dataclass(frozen=True)
class SearchStep:
    """How far a search is.

    Attributes:
        share_done: 0 to 1.
        found: the smallest change so far, or None.
        is_stuck: whether the gradient is zero in every pixel, so that nothing leads on.
    """

    share_done: float
    found: Changed | None
    is_stuck: bool = False


def least_change(
    network: Network, image: np.ndarray, target: int | None, norm: Norm, steps: int = STEPS
) -> Iterator[SearchStep]:
    """Look for the smallest change that makes a network answer otherwise.

    Args:
        network: any.
        image: (28, 28) in [0, 1].
        target: the answer wished for; None for any other than the present one.
        norm: what is to be small: the change's Euclidean length, or its largest pixel.
        steps: along the gradient, for each digit that is tried.

    Yields:
        How far it is, after every step. What is found is small, but perhaps not the smallest.

    Raises:
        ExplanationError: the network's sums overflow.
    """
    image = image.astype(np.float32)
    targets = [target] if target is not None else nearest_rivals(network, image, norm)
    best: Changed | None = None
    for place, wished in enumerate(targets):
        for step in _change_towards(network, image, wished, norm, steps):
            if step.found is not None and (
                best is None or _size(step.found.change, norm) < _size(best.change, norm)
            ):
                best = step.found
            share = (place + step.share_done) / len(targets)
            yield SearchStep(share, best, is_stuck=step.is_stuck and best is None)


def nearest_rivals(network: Network, image: np.ndarray, norm: Norm) -> list[int]:
    """The digits whose borders with the present answer are the nearest, if all went straight.

    Each is as far away as the answer's logit lies above its own, over the length of the gradient of
    that difference; of L-infinity the sum of its sizes.

    Raises:
        ExplanationError: the network's sums overflow.
    """
    logits = _checked(network.logits(image[np.newaxis]))[0]
    present = int(logits.argmax())
    rivals = [digit for digit in range(CLASSES) if digit != present]
    apart = np.concatenate(
        [logit_gradients(network, image[np.newaxis], rival, present).image for rival in rivals]
    ).astype(np.float64)
    lengths = (
        np.abs(apart).sum(axis=(1, 2))
        if norm == "linf"
        else np.sqrt(np.square(apart).sum(axis=(1, 2)))
    )
    leads = (logits[present] - logits[rivals]).astype(np.float64)
    ways = np.divide(leads, lengths, out=np.full(len(rivals), np.inf), where=lengths > 0)
    return [rivals[place] for place in np.argsort(ways, kind="stable")[:RIVALS]]


def _change_towards(
    network: Network, image: np.ndarray, target: int, norm: Norm, steps: int
) -> Iterator[SearchStep]:
    lead = Lead(network, image, target)
    change, size = np.zeros_like(image), FIRST_SIZE[norm]
    heading = np.zeros_like(image)
    best: Changed | None = None
    for step in range(steps):
        now = lead.of(image + change)
        if now.is_ahead:
            found = now.changed(image)
            if best is None or _size(found.change, norm) < _size(best.change, norm):
                best = found
        if not now.gradient.any():
            yield SearchStep(1.0, best, is_stuck=best is None)
            return
        if not change.any() and now.is_ahead:
            yield SearchStep(1.0, best)
            return
        size *= 1 - RATE if now.is_ahead else 1 + RATE
        heading = MOMENTUM[norm] * heading + now.gradient / np.abs(now.gradient).sum()
        eased = (1 + math.cos(math.pi * step / steps)) / 2
        share = LAST_STEP + (FIRST_STEP[norm] - LAST_STEP) * eased
        change = _projected(change + share * size * _direction(heading, norm), size, norm)
        change = np.clip(image + change, 0, 1) - image
        yield SearchStep((step + 1) / (steps + 1), best)
    yield SearchStep(1.0, _shortened(lead, image, best) if best else None)


@dataclass(frozen=True)
class LeadAt:
    """How far the wished digit is ahead in one image.

    Attributes:
        image: (28, 28).
        logits: (10,).
        gradient: (28, 28), of the wished digit's logit less the next one's.
        is_ahead: whether the answer is as wished.
    """

    image: np.ndarray
    logits: np.ndarray
    gradient: np.ndarray
    is_ahead: bool

    def changed(self, before: np.ndarray) -> Changed:
        """What a changed image is read as."""
        powers = np.exp(self.logits - self.logits.max())
        answer = int(self.logits.argmax())
        return Changed(before, self.image, answer, float(powers[answer] / powers.sum()))


class Lead:
    """Whether images are read as wished, and what would bring them closer to it.

    Args:
        network: any.
        image: (28, 28), whose answer is to change.
        target: the answer wished for; None for any other than the image's.

    Raises:
        ExplanationError: the network's sums overflow.
    """

    def __init__(self, network: Network, image: np.ndarray, target: int | None) -> None:
        self._network, self._target = network, target
        self._present = int(_checked(network.predict(image[np.newaxis]))[0].argmax())

    def of(self, image: np.ndarray) -> LeadAt:
        """The lead in one (28, 28) image, with its gradient."""
        logits = _checked(self._logits(image[np.newaxis]))[0]
        wished, other = self._pair(logits)
        weights = np.zeros(CLASSES, np.float32)
        weights[wished], weights[other] = 1, -1
        found = gradients(self._network, image[np.newaxis], "softmax", weights)
        return LeadAt(image, logits, found.image[0], int(logits.argmax()) == wished)

    def margins(self, images: np.ndarray) -> np.ndarray:
        """(n,) wished logit less the next one's; above 0 an image is read as wished."""
        margins = []
        for batch in self._network.batches(images):
            for logits in _checked(self._logits(batch)):
                wished, other = self._pair(logits)
                margins.append(float(logits[wished] - logits[other]))
        return np.array(margins)

    def _logits(self, images: np.ndarray) -> np.ndarray:
        return self._network.forward_with_sums(images).sums["softmax"]

    def _pair(self, logits: np.ndarray) -> tuple[int, int]:
        """The wished digit and the one that it has to get ahead of."""
        order = np.argsort(-logits, kind="stable")
        if self._target is None:
            return int(order[order != self._present][0]), self._present
        return self._target, int(order[order != self._target][0])


def _direction(gradient: np.ndarray, norm: Norm) -> np.ndarray:
    """The step of size 1 that goes up most."""
    if norm == "linf":
        return np.sign(gradient)
    return gradient / np.float32(np.sqrt(np.square(gradient, dtype=np.float64).sum()))


def _projected(change: np.ndarray, size: float, norm: Norm) -> np.ndarray:
    """The change brought to a size; no pixel may be past it where the largest one counts."""
    if norm == "linf":
        return np.clip(change, -size, size).astype(np.float32)
    factor = size / max(_size(change, norm), float(np.finfo(np.float32).tiny))
    return (change * factor).astype(np.float32)


def _size(change: np.ndarray, norm: Norm) -> float:
    if norm == "linf":
        return float(np.abs(change).max())
    return float(np.sqrt(np.square(change, dtype=np.float64).sum()))


def _shortened(lead: Lead, image: np.ndarray, found: Changed) -> Changed:
    """The shortest part of the change, from the digit on, that still makes the answer."""
    low, high, best = 0.0, 1.0, found
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        now = lead.of((image + middle * found.change).astype(np.float32))
        low, high = (low, middle) if now.is_ahead else (middle, high)
        best = now.changed(image) if now.is_ahead else best
    return best


def _checked(values: np.ndarray) -> np.ndarray:
    if has_overflowed(values):
        raise ExplanationError(
            "The sums of this network overflow on this digit: they are too large for its numbers, "
            "so it has no answer that could be changed. Choose another network."
        )
    return values
