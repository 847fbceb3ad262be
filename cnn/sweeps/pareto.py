"""Which of several costs and gains no other one beats."""

from __future__ import annotations

from collections.abc import Sequence


def pareto_front(costs: Sequence[float], gains: Sequence[float]) -> list[int]:
    """Places of those that no other one beats, the cheapest first.

    One beats another that costs as much or less and gains as much or more, and is not equal in
    both; of several that are equal in both, all are on the front.
    """
    order = sorted(range(len(costs)), key=lambda place: (costs[place], -gains[place]))
    front: list[int] = []
    for place in order:
        best = front[-1] if front else None
        if best is None or gains[place] > gains[best] or _are_equal(place, best, costs, gains):
            front.append(place)
    return front


def _are_equal(one: int, other: int, costs: Sequence[float], gains: Sequence[float]) -> bool:
    return costs[one] == costs[other] and gains[one] == gains[other]
