"""Test digits that a page judges by, compares with or shows: MNIST's where they are to be had."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnn.errors import DatasetError
from pages.parts.session.digit import Digit, set_digit
from pages.parts.session.evaluation_sets import EVALUATION_SETS, available_sets
from pages.parts.words import TEST_SETS


@dataclass(frozen=True)
class LabelledDigits:
    """Test digits of a set, all or the first of them.

    Attributes:
        set_key: of `EVALUATION_SETS`.
        images: (n, 28, 28) uint8, ink bright.
        labels: (n,) true digits.
    """

    set_key: str
    images: np.ndarray
    labels: np.ndarray

    @property
    def set_in_words(self) -> str:
        """What the whole set is, within a sentence."""
        if self.set_key == "synthetic":
            return f"{TEST_SETS[self.set_key]} (MNIST is not on this machine)"
        return TEST_SETS[self.set_key]

    def first(self, count: int) -> LabelledDigits:
        """The first of them."""
        return LabelledDigits(self.set_key, self.images[:count], self.labels[:count])

    def first_in_words(self, count: int) -> str:
        """What the first of them are, within a sentence."""
        if self.set_key == "mnist":
            return f"the first {count:,} of MNIST's test digits"
        return f"the first {count:,} synthetic test digits"

    def take(self, position: int) -> None:
        """Make one of them the current digit."""
        image = self.images[position].astype(np.float32) / 255
        source = EVALUATION_SETS[self.set_key].source
        set_digit(Digit(image, source, int(self.labels[position])))

    def look_inside(self, position: int) -> None:
        """Make one of them the current digit, and show it in Feature maps."""
        self.take(position)
        st.switch_page("pages/feature_maps.py")


def usual_digits() -> LabelledDigits:
    """MNIST's test digits; synthetic ones where those are not to be had."""
    key = available_sets()[0]
    try:
        return LabelledDigits(key, *EVALUATION_SETS[key].load())
    except DatasetError:
        # The Evaluate page says what is wrong with the file; elsewhere synthetic digits will do.
        return LabelledDigits("synthetic", *EVALUATION_SETS["synthetic"].load())
