"""Pauses and single steps, as a visitor's wishes come one after the other."""

from cnn.runs.control import Control
from cnn.training.pauses import Pauses


class Wishes:
    """A visitor who wishes one thing after the other; the last wish stands."""

    def __init__(self, *wishes: Control) -> None:
        self.wishes = list(wishes)

    def __call__(self) -> Control:
        return self.wishes.pop(0) if len(self.wishes) > 1 else self.wishes[0]


def test_whoever_wishes_nothing_is_not_held_up():
    changes = []
    assert Pauses(Wishes(Control()), changes.append, 10.0).await_turn() == Control()
    assert changes == []


def test_a_pause_holds_until_it_ends_and_each_change_is_told_once():
    changes = []
    paused = Control(paused=True)
    pauses = Pauses(Wishes(paused, paused, paused, Control()), changes.append, 10.0)
    assert pauses.await_turn() == Control()
    assert changes == [True, False]


def test_each_single_step_is_one_turn_and_those_asked_for_before_are_none():
    changes = []
    wishes = Wishes(Control(steps=2))
    pauses = Pauses(wishes, changes.append, 10.0)
    pauses.await_turn()
    wishes.wishes = [Control(paused=True, steps=2), Control(paused=True, steps=4)]
    assert pauses.await_turn().paused
    assert pauses.await_turn().paused
    wishes.wishes = [Control(paused=True, steps=4), Control(stop=True, paused=True, steps=4)]
    assert pauses.await_turn().stop
    assert changes == [True]


def test_too_long_a_pause_ends():
    assert Pauses(Wishes(Control(paused=True)), lambda _: None, 0.0).await_turn() is None
