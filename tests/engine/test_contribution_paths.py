"""The lines of a followed cell, held to numpy: one cell's value, pushed up through the layers."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from cnn.drawing.strokes import digit_from_strokes
from cnn.handwriting.examples import FIRST_EXAMPLE
from cnn.network import Network
from cnn.network.kinds.pooling import MaxPool2D
from cnn.network.layers import Layer
from tests.browser.network_figure_page import network_named
from tests.engine.conftest import Run
from tests.engine.figure_scripts import with_figure_scripts

PATHS = with_figure_scripts(
    """({ file, image, targets }) => {
  const network = networkFromFile(bytesOf(file))
  const pixels = floatsOf(image)
  const passed = forward(network, pixels)
  const reading = { network, passed, image: pixels }
  const pictures = picturesOf(network)
  const named = (some, lines) => lines.map((line) => ({
    ...line, below: some[line.below].place, above: some[line.above].place
  }))
  return targets.map((at) => {
    const own = pictures.findIndex(({ place }) => place === at.layer)
    const [down, up] = [pictures.slice(0, own + 1), pictures.slice(own)]
    const made = at.layer < 0 ? null : contributionsTo(network, passed, pixels, at)
    return {
      down: made ? named(down, pathsDown(down, at, reading, made).lines) : [],
      up: named(up, pathsUp(up, at, reading, changesFrom(network, passed, pixels, at))),
      outputs: [...changesFrom(network, passed, pixels, at).at(-1)],
    }
  })
}""",
    "layer_pictures",
    "contribution_paths",
)


class Pushed:
    """A network for one image, in which a change of one cell goes up as the image's own would.

    ReLU lets through what it lets through of the image, and a maximum hands on the cell that is
    the largest for the image.
    """

    def __init__(self, network: Network, image: np.ndarray) -> None:
        self.network = network
        self.layers = network.architecture.layers
        passed = network.forward_with_sums(image[None])
        self.sums = [passed.sums[layer.name][0] for layer in self.layers]
        values = [passed.activations[layer.name][0] for layer in self.layers]
        # The last is the image, as the place -1 says.
        self.values = [*values, image[..., None]]

    def only(self, place: int, cell: int, value: float | None = None) -> np.ndarray:
        """A layer's values, all 0 but one cell's."""
        alone = np.zeros_like(self.values[place], dtype=np.float64)
        alone.flat[cell] = self.values[place].flat[cell] if value is None else value
        return alone

    def sums_above(self, change: np.ndarray, place: int, target: int) -> np.ndarray:
        """What a change of a layer's values adds to the sums of one above."""
        for above in range(place + 1, target + 1):
            change = self._through(self.layers[above], change, self.values[above - 1])
            if above < target and self.layers[above].spec.activation is not None:
                change = np.where(self.sums[above] > 0, change, 0)
        return change

    def _through(self, layer: Layer, change: np.ndarray, own: np.ndarray) -> np.ndarray:
        spec = layer.spec
        if isinstance(spec, MaxPool2D):
            return largest_taken(change, own, spec.pool_size)
        arrays = {
            name: np.zeros_like(array) if name in ("bias", "beta", "moving_mean") else array
            for name, array in self.network.weights.get(layer.name, {}).items()
        }
        return spec.forward(change[None].astype(np.float32), arrays)[0].astype(np.float64)


def largest_taken(change: np.ndarray, own: np.ndarray, size: int) -> np.ndarray:
    """Of each window of the change the cell that is the largest of the values."""
    windows = [in_windows(values, size) for values in (change, own)]
    largest = windows[1].argmax(-1)[..., None]
    return np.take_along_axis(windows[0], largest, -1)[..., 0]


def in_windows(values: np.ndarray, size: int) -> np.ndarray:
    """(rows, columns, maps, size x size): the windows that the maps fill."""
    rows, columns, maps = values.shape[0] // size, values.shape[1] // size, values.shape[2]
    whole = values[: rows * size, : columns * size]
    apart = whole.reshape(rows, size, columns, size, maps).transpose(0, 2, 4, 1, 3)
    return apart.reshape(rows, columns, maps, size * size)


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    return digit_from_strokes(list(FIRST_EXAMPLE.strokes))


@pytest.mark.parametrize(
    "name", ["textbook", "averages", "only_softmax", "dense_on_pixels", "window_of_three"]
)
def test_each_line_says_what_goes_along_it(run: Run, image: np.ndarray, name: str):
    network = Network.load(name) if name == "textbook" else network_named(name)
    pushed = Pushed(network, image)
    places = [-1, *(at for at, layer in enumerate(pushed.layers) if layer.weight_shapes)]
    targets = [
        {"layer": at, "cell": int(cell)}
        for at in places
        for cell in np.argsort(pushed.values[at].ravel())[-1:]
    ]
    given = {
        "file": base64.b64encode(network.to_bytes()).decode(),
        "image": base64.b64encode(image.tobytes()).decode(),
        "targets": targets,
    }
    lines = 0
    for at, found in zip(targets, run(PATHS, given), strict=True):
        own, cell = at["layer"], at["cell"]
        for line in found["down"]:
            into = pushed.sums_above(
                pushed.only(line["below"], line["from"]), line["below"], line["above"]
            ).flat[line["to"]]
            reaches = into
            if line["above"] < own:
                alone = pushed.only(line["above"], line["to"], into)
                reaches = pushed.sums_above(alone, line["above"], own).flat[cell]
            assert line["amount"] == pytest.approx(float(reaches), abs=2e-5, rel=1e-3)
        for line in found["up"]:
            start = pushed.only(own, cell)
            if line["below"] > own:
                start = pushed.sums_above(start, own, line["below"])
            alone = pushed.only(line["below"], line["from"], start.flat[line["from"]])
            into = pushed.sums_above(alone, line["below"], line["above"]).flat[line["to"]]
            assert line["amount"] == pytest.approx(float(into), abs=2e-5, rel=1e-3)
        last = len(pushed.layers) - 1
        if own < last:
            outputs = pushed.sums_above(pushed.only(own, cell), own, last)
            np.testing.assert_allclose(found["outputs"], outputs, atol=2e-5, rtol=1e-3)
        lines += len(found["down"]) + len(found["up"])
    assert lines >= 10


def test_lines_go_on_from_where_others_end_down_to_the_pixels(run: Run, image: np.ndarray):
    network = Network.load("textbook")
    best = int(network.predict(image[None]).argmax())
    last = len(network.architecture.layers) - 1
    given = {
        "file": base64.b64encode(network.to_bytes()).decode(),
        "image": base64.b64encode(image.tobytes()).decode(),
        "targets": [{"layer": last, "cell": best}],
    }
    [found] = run(PATHS, given)
    ends = {(last, best)}
    for line in found["down"]:
        assert (line["above"], line["to"]) in ends
        ends.add((line["below"], line["from"]))
    assert {place for place, _ in ends} >= {-1, 0, 1, 2, 3, 4}
