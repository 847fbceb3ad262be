"""Drawings read by the engine and by the server: the same strokes together, the same images."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from cnn.drawing.stroke_pairs import WEIGHTS
from cnn.drawing.strokes import StrokeReading, read_strokes
from cnn.errors import DrawingError
from cnn.network import Network
from tests.engine.conftest import Run
from tests.engine.drawings import Drawing, one_digit, several_digits

# The usual run reads every thirtieth of these.
SINGLE, SEVERAL = 2000, 300
READ = """
({ file, pairs, drawings }) => {
  const network = networkFromFile(bytesOf(file))
  const read = (image) => forward(network, image).at(-1).activations
  const judge = new Judge(readTensors(bytesOf(pairs)).tensors, read)
  return drawings.map((strokes) => {
    const read = readDrawing(strokes, judge)
    return read && {
      lastDrawn: read.lastDrawn,
      digits: read.digits.map(({ members, image }) => ({
        members, image: textOf(image), probabilities: textOf(judge.read(image)),
      })),
    }
  })
}
"""


def read_by_engine(run: Run, drawings: list[Drawing]) -> list:
    pen = Network.load("pen")
    given = {
        "file": base64.b64encode(pen.to_bytes()).decode(),
        "pairs": base64.b64encode(WEIGHTS.read_bytes()).decode(),
        "drawings": [[stroke.tolist() for stroke in drawing] for drawing in drawings],
    }
    return run(READ, given)


def read_by_server(drawing: Drawing) -> StrokeReading | None:
    try:
        return read_strokes(drawing)
    except DrawingError:
        return None


def floats(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.float32)


@pytest.mark.parametrize(
    ("make", "count"),
    [
        (one_digit, SINGLE // 30),
        (several_digits, SEVERAL // 30),
        pytest.param(one_digit, SINGLE, marks=pytest.mark.long),
        pytest.param(several_digits, SEVERAL, marks=pytest.mark.long),
    ],
)
def test_a_drawing_is_read_in_the_browser_as_on_the_server(run: Run, make, count: int):
    """Images are held to no bound but equality: both sides fill the same cells of a fine grid, with
    the same sums in the same order, and a pixel is the count of its cells.
    """
    random = np.random.default_rng(7)
    drawings = [make(random) for _ in range(count)]
    pen, judged_alike = Network.load("pen"), 0
    for drawing, found in zip(drawings, read_by_engine(run, drawings), strict=True):
        expected = read_by_server(drawing)
        if expected is None:
            assert found is None
            continue
        members = [tuple(sorted(digit["members"])) for digit in found["digits"]]
        assert members == [tuple(sorted(group)) for group in expected.groups]
        assert found["lastDrawn"] == expected.last_drawn
        for digit, each in zip(found["digits"], expected.digits, strict=True):
            image = floats(digit["image"]).reshape(28, 28)
            np.testing.assert_array_equal(image, each.image)
            probabilities = pen.predict(each.image[None])[0]
            best, second = np.sort(probabilities)[[-1, -2]]
            if best - second > 1e-4:
                judged_alike += 1
                assert floats(digit["probabilities"]).argmax() == probabilities.argmax()
    assert judged_alike >= 0.95 * count


@pytest.mark.parametrize(
    "drawing",
    [
        [],
        [np.zeros((0, 2))],
        [np.array([[5.0, 5.0]])],
        [np.array([[5.0, 5.0], [6.0, 6.0]])],
        [np.zeros((20_001, 2)) + np.arange(20_001)[:, None]],
    ],
    ids=["nothing", "an empty stroke", "a dot", "a speck", "far too long"],
)
def test_what_the_server_refuses_is_not_read(run: Run, drawing: Drawing):
    assert read_by_server(drawing) is None
    assert read_by_engine(run, [drawing]) == [None]


def test_a_drawing_of_as_many_points_as_are_allowed_is_read(run: Run):
    angle = np.linspace(0, 40 * np.pi, 20_000)
    spiral = np.stack([140 + angle * np.cos(angle), 140 + angle * np.sin(angle)], axis=1)
    (found,) = read_by_engine(run, [[spiral]])
    np.testing.assert_array_equal(
        floats(found["digits"][0]["image"]).reshape(28, 28),
        read_strokes([spiral]).digits[0].image,
    )
