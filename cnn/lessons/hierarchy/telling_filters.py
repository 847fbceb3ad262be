"""The filters of a layer whose strongest patches show most clearly what they look for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn.lessons.hierarchy.strongest_patches import StrongestPatches, cut_patch

# A patch in which all pixels are as bright has no pattern to compare.
_LEAST_PATTERN = 1e-3


@dataclass(frozen=True)
class _Look:
    """What a filter's patches look like.

    Attributes:
        alike: the mean cosine similarity of two of its patches, -1 to 1.
        pattern: the mean of its patches, each less its mean and of length 1; itself of length 1.
    """

    filter: int
    alike: float
    pattern: np.ndarray


def patches_of(
    patches: StrongestPatches, number: int, images: np.ndarray, count: int
) -> np.ndarray:
    """The strongest patches of a filter, (n, size, size) float32 in [0, 1], the strongest first.

    n is `count`, or less where the filter fires on fewer digits.

    Args:
        patches: of one layer.
        number: the filter.
        images: (digits, 28, 28) uint8 of the test set.
        count: how many, at least 1.
    """
    ranks = range(min(count, int(patches.counts[number])))
    size = patches.layer.receptive_field.size
    cut = [
        cut_patch(
            images[patches.digits[rank, number]],
            patches.layer,
            int(patches.rows[rank, number]),
            int(patches.columns[rank, number]),
        )
        for rank in ranks
    ]
    return np.array(cut, np.float32).reshape(-1, size, size) / 255


def patterns_of(cut: np.ndarray) -> np.ndarray:
    """Each patch less its mean and of length 1, (n, size * size); zeros where it has no pattern.

    Args:
        cut: (n, size, size) patches.
    """
    flat = cut.reshape(len(cut), -1)
    patterns = flat - flat.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(patterns, axis=1, keepdims=True)
    return np.where(lengths < _LEAST_PATTERN, 0, patterns / np.maximum(lengths, _LEAST_PATTERN))


def telling_filters(patches: StrongestPatches, images: np.ndarray, count: int) -> tuple[int, ...]:
    """Filters whose patches are alike among themselves and unlike those of the others chosen.

    The first is the one whose patches are most alike; each further one has the largest likeness
    among its patches less the likeness to the filters already there. Filters that never fire are
    left out; those that fire on few digits come last.

    Args:
        patches: of one layer.
        images: (digits, 28, 28) uint8 of the test set.
        count: how many filters at most.
    """
    looks = [look for look in _looks(patches, images) if look is not None]
    chosen: list[_Look] = []
    while looks and len(chosen) < count:
        best = max(looks, key=lambda look: look.alike - _likeness(look, chosen))
        looks.remove(best)
        chosen.append(best)
    found = [look.filter for look in chosen]
    others = (int(number) for number in np.argsort(-patches.counts, kind="stable"))
    rest = [number for number in others if patches.counts[number] and number not in found]
    return tuple([*found, *rest][:count])


def _looks(patches: StrongestPatches, images: np.ndarray) -> list[_Look | None]:
    return [_look(patches, number, images) for number in range(patches.values.shape[1])]


def _look(patches: StrongestPatches, number: int, images: np.ndarray) -> _Look | None:
    """What a filter's patches look like; None where there are too few, or one has no pattern."""
    kept = len(patches.values)
    if patches.counts[number] < kept:
        return None
    patterns = patterns_of(patches_of(patches, number, images, kept))
    if not patterns.any(axis=1).all():
        return None
    cosines = patterns @ patterns.T
    mean = patterns.mean(axis=0)
    length = max(float(np.linalg.norm(mean)), _LEAST_PATTERN)
    return _Look(number, float((cosines.sum() - kept) / (kept * (kept - 1))), mean / length)


def _likeness(look: _Look, chosen: list[_Look]) -> float:
    """To the one of the chosen that is most like it; 0 where there is none yet."""
    return max((float(look.pattern @ other.pattern) for other in chosen), default=0.0)
