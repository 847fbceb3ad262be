"""On a phone a question stands directly above what it asks about."""

import pytest

# What is asked about first, and how far below the question it may end, in CSS pixels.
ASKED_ABOUT = {
    "local_patterns": (".cells.kernel", 500),
    "patches_to_map": ("canvas.vector", 600),
    "padding": (".linked .stage", 300),
}


@pytest.mark.parametrize("name", ASKED_ABOUT)
def test_the_figure_follows_its_question_at_once(narrow_screen, name):
    narrow_screen.open(name)
    place = lambda part: narrow_screen.page.locator(part).bounding_box()  # noqa: E731
    part, reach = ASKED_ABOUT[name]
    narrow_screen.page.locator(part).wait_for()
    question, figure, asked = place(".st-key-question"), place("[role=application]"), place(part)
    end_of_question = question["y"] + question["height"]
    assert 0 < figure["y"] - end_of_question < 100
    assert asked["y"] + asked["height"] - end_of_question < reach
