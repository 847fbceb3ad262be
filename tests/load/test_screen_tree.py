"""What a page shows is what the newest run put there, and what it left alone."""

import pytest
from streamlit.proto.Delta_pb2 import Delta

from tests.load.screen_tree import ScreenTree


def markdown(body: str, fragment: str = "") -> Delta:
    delta = Delta(fragment_id=fragment)
    delta.new_element.markdown.body = body
    return delta


def container(key: str) -> Delta:
    delta = Delta()
    delta.add_block.id = f"$$ID-abc-{key}"
    return delta


def bodies(tree: ScreenTree) -> list[str]:
    return [proto.body for proto, _ in tree.elements("markdown")]


def test_a_run_of_the_page_leaves_nothing_of_the_one_before():
    tree = ScreenTree()
    tree.take((0, 0), markdown("old"), "first")
    tree.take((0, 1), markdown("also old"), "first")
    tree.take((0, 0), markdown("new"), "second")
    tree.forget_older("second", frozenset())
    assert bodies(tree) == ["new"]


def test_a_run_of_a_fragment_leaves_what_is_outside_of_it():
    tree = ScreenTree()
    tree.take((0, 0), markdown("title"), "first")
    tree.take((0, 1, 0), markdown("answer", "part"), "first")
    tree.take((0, 1, 1), markdown("warning", "part"), "first")
    tree.take((0, 1, 0), markdown("another answer", "part"), "second")
    tree.forget_older("second", frozenset({"part"}))
    assert bodies(tree) == ["title", "another answer"]


def test_elements_come_from_the_top_down_and_by_container():
    tree = ScreenTree()
    tree.take((0, 10), markdown("last"), "run")
    tree.take((0, 2), container("prediction"), "run")
    tree.take((0, 2, 0), markdown("7"), "run")
    assert bodies(tree) == ["7", "last"]
    assert [proto.body for proto in tree.within("prediction")] == ["7"]


def test_a_spinner_stands_over_the_page_and_not_in_it():
    tree = ScreenTree()
    delta = Delta()
    delta.new_transient.SetInParent()
    tree.take((0, 0), delta, "run")
    assert len(tree) == 0


def test_what_is_not_on_the_page_is_not_found():
    tree = ScreenTree()
    assert tree.component("live_answer") is None
    with pytest.raises(LookupError):
        tree.component_data("live_answer")
    with pytest.raises(LookupError):
        tree.within("prediction")
