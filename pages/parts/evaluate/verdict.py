"""Which of two networks is better, or that they are about the same, in words."""

from __future__ import annotations

from cnn.evaluation.disagreement import chance_margin, mcnemar_p
from cnn.evaluation.evaluation import Evaluation
from cnn.ties import largest

# Below this a p-value is only said to be small.
SMALL_P = 0.0001


def verdict(first: Evaluation, second: Evaluation) -> str:
    """How two networks compare on the same digits, and whether chance explains it: Markdown."""
    only_first = int((first.is_right & ~second.is_right).sum())
    only_second = int((second.is_right & ~first.is_right).sum())
    differing = only_first + only_second
    if not differing:
        return (
            f"**A and B are the same here**: both read the same {first.right:,} of "
            f"{first.total:,} digits right."
        )
    margin = chance_margin(differing)
    p = mcnemar_p(only_first, only_second)
    chance = f"p < {SMALL_P}" if p < SMALL_P else f"p = {p:.2g}"
    split = (
        f"Only one of the two is right on **{differing:,} digits**: A on {only_first:,}, B on "
        f"{only_second:,}. Between equally good networks, chance alone may well put one ahead by "
        f"up to {margin:,} of them, {margin / first.total:.2%} of all digits (McNemar's exact "
        f"test: {chance})."
    )
    best = largest({"A": first.right, "B": second.right}, margin)
    ahead = abs(first.right - second.right)
    if len(best) > 1:
        return f"**A and B are about the same.** {split}"
    return (
        f"**{best[0]} is better**: it reads {ahead:,} more digits right, {ahead / first.total:.2%} "
        f"of all. {split}"
    )
