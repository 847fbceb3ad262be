"""Which of a layer's filters on view does one more patch belong to?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnn.lessons.hierarchy.patch_question import PATCHES, AskedPatch, ShownLayer
from cnn.lessons.hierarchy.telling_filters import patches_of, patterns_of
from cnn.lessons.question import Choice, Question

# A patch is asked about only where the cosine similarity of its pattern to the nearest patch of
# its own row is larger than to that of any other row by so much: then it can be seen.
MARGIN = 0.3


def asked_row_patch(
    shown: Sequence[ShownLayer], images: np.ndarray, number: int
) -> AskedPatch | None:
    """A patch that is not on view, of a filter that is; None where none can be told by looking.

    Args:
        shown: layers, the first first; the deeper ones are asked about by turns.
        images: (digits, 28, 28) uint8 of the test set.
        number: of the question, 1 or more; another asks about another patch.
    """
    deeper = shown[1:] or shown
    if not deeper:
        return None
    turn, place = divmod(number - 1, len(deeper))
    found = _plain_patches(deeper[place], images)
    if not found:
        return None
    order = np.random.default_rng(place).permutation(len(found))
    return found[order[turn % len(found)]]


def row_question(asked: AskedPatch, shown: Sequence[ShownLayer], labels: np.ndarray) -> Question:
    """Which filter's row does the patch go with?

    Args:
        shown: the layers on view, that of the patch among them.
        labels: (digits of the set,) true digits.
    """
    (layer,) = (one for one in shown if one.patches is asked.patches)
    name = layer.patches.layer.name
    digit = int(labels[asked.patches.digits[asked.rank, asked.filter]])
    return Question(
        text=f"Here is one more patch of {name}. It makes one of the {len(layer.filters)} filters "
        f"of {name} on view fire strongly. Which one?",
        answer=str(asked.filter),
        working=f"It is cut from the digit {digit} and is number {asked.rank + 1} of the strongest "
        f"patches of filter {asked.filter}. Of the rows of {name} on view, that of filter "
        f"{asked.filter} looks most like it.",
        choices=tuple(Choice(str(one), f"filter {one}") for one in layer.filters),
        fingerprint=f"{name} {asked.rank} {asked.patches.digits[:, asked.filter].tolist()}",
    )


def _plain_patches(layer: ShownLayer, images: np.ndarray) -> list[AskedPatch]:
    """The patches that are not on view and plainly most like the row of their own filter."""
    rows = [
        patterns_of(patches_of(layer.patches, number, images, len(layer.patches.values)))
        for number in layer.filters
    ]
    if len(rows) < 2:
        return []
    found = []
    for own, number in enumerate(layer.filters):
        for rank in range(PATCHES, len(rows[own])):
            likeness = [float((row[:PATCHES] @ rows[own][rank]).max()) for row in rows]
            others = likeness[:own] + likeness[own + 1 :]
            if likeness[own] - max(others) >= MARGIN:
                found.append(AskedPatch(layer.patches, number, rank))
    return found
