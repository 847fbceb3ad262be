"""Work that several visitors wait for: done once, left in the middle, begun anew."""

import threading

import pytest

from cnn.explain.work import Work
from pages.parts.explain.tasks import Slot


class Task:
    """Ten steps; it counts how often it was begun and taken further."""

    def __init__(self) -> None:
        self.begun = self.steps = 0
        self.is_open = False

    def begin(self) -> Work[str]:
        self.begun += 1
        self.is_open = True
        try:
            for step in range(10):
                self.steps += 1
                yield step / 10
        finally:
            self.is_open = False
        return "result"


@pytest.fixture
def task() -> Task:
    return Task()


def test_many_who_wait_at_once_have_the_work_done_once(task):
    slot: Slot[str] = Slot()

    def wait() -> None:
        with slot.waiting():
            while slot.value is None:
                slot.step(task.begin)

    threads = [threading.Thread(target=wait) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert slot.value == "result"
    assert (task.begun, task.steps) == (1, 10)


def test_one_who_leaves_takes_nothing_from_the_other(task):
    slot: Slot[str] = Slot()
    with slot.waiting():
        with slot.waiting():
            slot.step(task.begin)
        assert slot.step(task.begin) == 0.1
    assert task.begun == 1


def test_what_the_work_held_is_given_back_when_the_last_one_leaves(task):
    slot: Slot[str] = Slot()
    with slot.waiting():
        slot.step(task.begin)
        assert task.is_open
    assert not task.is_open
    with slot.waiting():
        assert slot.step(task.begin) == 0.0
    assert task.begun == 2


def test_a_step_that_is_broken_off_is_begun_anew_by_the_next_one():
    slot: Slot[str] = Slot()
    calls = []

    def begin() -> Work[str]:
        calls.append(None)
        yield 0.5
        if len(calls) == 1:
            raise KeyboardInterrupt
        return "result"

    with slot.waiting():
        slot.step(begin)
        with pytest.raises(KeyboardInterrupt):
            slot.step(begin)
        assert slot.value is None
        while slot.value is None:
            slot.step(begin)
    assert slot.value == "result"
    assert slot.step(begin) == 1.0
    assert len(calls) == 2
