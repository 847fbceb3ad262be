"""What undo keeps: so many drawings and so many bytes, the newest ones."""

from pages.parts.draw.undo_history import MAX_BYTES, MAX_DRAWINGS, Drawing, UndoHistory


def test_undo_keeps_a_bounded_number_of_bytes():
    history = UndoHistory()
    long = {"objects": ["x" * (MAX_BYTES // 3)]}
    for number in range(5):
        history.push(Drawing(number, long))
    assert history.size <= MAX_BYTES
    assert [history.pop(), history.pop(), history.pop()] == [
        Drawing(4, long),
        Drawing(3, long),
        None,
    ]
    history.push(Drawing(5, {"objects": ["x" * MAX_BYTES]}))
    assert history.pop() is None


def test_undo_keeps_forty_drawings():
    history = UndoHistory()
    for number in range(MAX_DRAWINGS + 5):
        history.push(Drawing(number, {"objects": []}))
    assert len(history.numbers) == MAX_DRAWINGS
    assert history.pop() == Drawing(MAX_DRAWINGS + 4, {"objects": []})


def test_undo_forgets_what_the_browser_cannot_go_back_to():
    history = UndoHistory()
    for number, example in enumerate([None, "seven", None]):
        history.push(Drawing(number, {"objects": []}, example))
    history.keep_only({1, 7})
    assert history.numbers == (1,)
    assert history.example_of(1) == "seven"
    assert history.example_of(7) is None
