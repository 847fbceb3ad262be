"""The labelled digits that networks are tested on, and which of them are on this machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from cnn.datasets import Part, load_mnist_test, mnist_available
from cnn.handwriting.synthetic import synthetic_test
from pages.parts.session.digit import Source


@dataclass(frozen=True)
class EvaluationSet:
    """Labelled digits that are never learned from.

    Attributes:
        title: its short name.
        words: what it is, within a sentence.
        source: what its digits are called when one is looked at on other pages.
        load: gives (n, 28, 28) uint8 images and (n,) labels; raises DatasetError.
    """

    title: str
    words: str
    source: Source
    load: Callable[[], Part]


@st.cache_resource(max_entries=1, show_spinner="Reading MNIST's test digits")
def mnist_test() -> Part:
    """MNIST's test set, (10000, 28, 28) uint8 images and (10000,) labels, read once for all.

    Raises:
        DatasetError: MNIST is not to be had.
    """
    return load_mnist_test()


EVALUATION_SETS: Mapping[str, EvaluationSet] = {
    "mnist": EvaluationSet("MNIST test digits", "MNIST's 10,000 test digits", "mnist", mnist_test),
    "synthetic": EvaluationSet(
        "Synthetic pen digits",
        "2,000 synthetic pen digits with a seed of their own",
        "synthetic",
        synthetic_test,
    ),
}


def available_sets() -> list[str]:
    """Keys of the sets on this machine, the usual one first."""
    return [key for key in EVALUATION_SETS if key != "mnist" or mnist_available()]
