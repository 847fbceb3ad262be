"""The memory that all visitors share: who has been idle longest gives way, and nobody else."""

import gc

import pytest

from pages.parts.session.memory_budget import Holding, MemoryBudget, Visitor


def visitor(seen: float, is_connected: bool = True) -> Visitor:
    return Visitor(lambda: is_connected, seen)


def held(budget: MemoryBudget, owner: Visitor, name: str, used: float = 0.0) -> Holding[str]:
    holding = Holding(name, 10, owner, used=used)
    budget.hold(holding)
    return holding


@pytest.fixture
def budget() -> MemoryBudget:
    """Room for three things."""
    return MemoryBudget(30)


def values(*holdings: Holding[str]) -> list[str | None]:
    return [holding.value for holding in holdings]


def test_nothing_goes_while_there_is_room(budget):
    holdings = [held(budget, visitor(1.0), name) for name in "abc"]
    assert values(*holdings) == ["a", "b", "c"]
    assert budget.held_bytes == 30


def test_the_visitor_who_has_been_idle_longest_gives_way(budget):
    holdings = [
        held(budget, visitor(seen), name) for name, seen in zip("abc", (2, 1, 3), strict=True)
    ]
    new = held(budget, visitor(0.0), "new")
    assert values(*holdings, new) == ["a", None, "c", "new"]
    assert budget.held_bytes == 30


def test_of_one_visitor_that_goes_which_was_unused_longest(budget):
    owner = visitor(1.0)
    holdings = [
        held(budget, owner, name, used) for name, used in zip("abc", (2, 3, 1), strict=True)
    ]
    new = held(budget, visitor(2.0), "new")
    assert values(*holdings, new) == ["a", "b", None, "new"]


def test_what_is_looked_at_goes_after_all_that_is_not(budget):
    looked_at, other = held(budget, visitor(1.0), "a"), held(budget, visitor(2.0), "b")
    looked_at.is_in_view = True
    third, new = held(budget, visitor(3.0), "c"), held(budget, visitor(4.0), "new")
    assert values(looked_at, other, third, new) == ["a", None, "c", "new"]


def test_what_a_closed_session_left_goes_first(budget):
    left = held(budget, visitor(9.0, is_connected=False), "left")
    left.is_in_view = True
    idle = held(budget, visitor(1.0), "idle")
    third, new = held(budget, visitor(2.0), "c"), held(budget, visitor(3.0), "new")
    assert values(left, idle, third, new) == [None, "idle", "c", "new"]


def test_as_many_go_as_are_needed(budget):
    holdings = [
        held(budget, visitor(seen), name) for name, seen in zip("abc", (1, 2, 3), strict=True)
    ]
    large = Holding("large", 20, visitor(4.0))
    budget.hold(large)
    assert values(*holdings, large) == [None, None, "c", "large"]


def test_a_new_thing_stays_even_where_it_is_all_that_fits(budget):
    old = held(budget, visitor(9.0), "old")
    large = Holding("large", 40, visitor(1.0))
    budget.hold(large)
    assert values(old, large) == [None, "large"]


def test_a_session_that_is_gone_gives_its_share_back(budget):
    holding = held(budget, visitor(1.0), "a")
    assert budget.held_bytes == 10
    del holding
    gc.collect()
    assert budget.held_bytes == 0


def test_what_has_been_dropped_counts_no_more(budget):
    holding = held(budget, visitor(1.0), "a")
    holding.value = None
    assert budget.held_bytes == 0
