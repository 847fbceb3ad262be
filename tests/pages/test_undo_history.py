"""What undo keeps: so many drawings and so many bytes, the newest ones."""

from pages.parts.draw.undo_history import MAX_BYTES, MAX_DRAWINGS, UndoHistory


def test_undo_keeps_a_bounded_number_of_bytes():
    history = UndoHistory()
    long = {"objects": ["x" * (MAX_BYTES // 3)]}
    for number in range(5):
        history.push({"number": number, **long})
    assert history.size <= MAX_BYTES
    assert [history.pop()["number"], history.pop()["number"], history.pop()] == [4, 3, None]
    history.push({"objects": ["x" * MAX_BYTES]})
    assert history.pop() is None


def test_undo_keeps_forty_drawings():
    history = UndoHistory()
    for number in range(MAX_DRAWINGS + 5):
        history.push({"number": number})
    assert len(history.drawings) == MAX_DRAWINGS
    assert history.pop() == {"number": MAX_DRAWINGS + 4}
