"""What a cell is made of: held to a small change of the image, and to itself both ways."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from cnn.drawing.strokes import digit_from_strokes
from cnn.handwriting.examples import FIRST_EXAMPLE
from cnn.network import Network
from tests.engine.conftest import Run

FOLLOW = """
({ file, image, targets }) => {
  const network = networkFromFile(bytesOf(file))
  const pixels = floatsOf(image)
  const passed = forward(network, pixels)
  return targets.map((target) => {
    const { layers, pixels: below } = contributionsTo(network, passed, pixels, target)
    const found = arithmeticOf(network, passed, pixels, target)
    return {
      sum: passed[target.layer].sums[target.cell],
      value: passed[target.layer].activations[target.cell],
      layers: layers.map(({ contributions }) => [...contributions]),
      pixels: [...below.contributions],
      outputs: [...changesFrom(network, passed, pixels, target).at(-1)],
      arithmetic: found,
      field: receptiveField(network, target),
    }
  })
}
"""
LAYERS = ["conv1", "pool1", "conv2", "pool2", "conv3", "flatten", "dense", "softmax"]


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    return digit_from_strokes(list(FIRST_EXAMPLE.strokes))


def strongest_cell(network: Network, image: np.ndarray, layer: str) -> int:
    return int(network.forward(image[None])[layer][0].argmax())


@pytest.fixture(scope="module")
def followed(run: Run, image: np.ndarray) -> dict[str, dict]:
    network = Network.load("textbook")
    targets = [
        {"layer": place, "cell": strongest_cell(network, image, name)}
        for place, name in enumerate(LAYERS)
    ]
    given = {
        "file": base64.b64encode(network.to_bytes()).decode(),
        "image": base64.b64encode(image.tobytes()).decode(),
        "targets": targets,
    }
    return dict(zip(LAYERS, run(FOLLOW, given), strict=True))


@pytest.mark.parametrize("layer", LAYERS)
def test_the_terms_of_a_cell_and_its_bias_add_up_to_its_sum(followed: dict, layer: str):
    found = followed[layer]
    terms = sum(term["product"] for term in found["arithmetic"]["terms"])
    assert terms + (found["arithmetic"]["bias"] or 0) == pytest.approx(found["sum"], abs=1e-5)
    groups = sum(group["sum"] for group in found["arithmetic"]["groups"])
    assert groups == pytest.approx(terms, abs=1e-9)


@pytest.mark.parametrize("layer", ["conv2", "conv3", "dense"])
def test_contributions_of_the_pixels_are_what_a_small_change_of_them_does(
    followed: dict, image: np.ndarray, layer: str
):
    network = Network.load("textbook")
    cell = strongest_cell(network, image, layer)
    pixels = np.array(followed[layer]["pixels"]).reshape(28, 28)
    step = 1e-3
    for row, column in np.argwhere(np.abs(pixels) > np.abs(pixels).max() / 3)[:5]:
        changed = np.stack([image, image]).astype(np.float64)
        changed[0, row, column] *= 1 - step
        changed[1, row, column] *= 1 + step
        sums = network.forward_with_sums(changed.astype(np.float32)).sums[layer]
        low, high = sums.reshape(2, -1)[:, cell]
        slope = float(high - low) / (2 * step)
        assert pixels[row, column] == pytest.approx(slope, abs=0.05 * np.abs(pixels).max())


@pytest.mark.parametrize("layer", LAYERS[:-1])
def test_what_a_cell_adds_to_the_outputs_is_what_they_have_from_it(
    followed: dict, image: np.ndarray, layer: str
):
    network = Network.load("textbook")
    cell = strongest_cell(network, image, layer)
    digit = strongest_cell(network, image, "softmax")
    from_above = followed["softmax"]["layers"][LAYERS.index(layer)][cell]
    assert followed[layer]["outputs"][digit] == pytest.approx(from_above, abs=1e-5)


def test_a_maximum_hands_on_one_cell_and_names_all_four(followed: dict):
    found = followed["pool1"]["arithmetic"]
    assert len(found["terms"]) == 1
    assert len(found["candidates"]) == 4
    assert found["terms"][0]["value"] == pytest.approx(followed["pool1"]["value"])


def test_receptive_fields_are_those_of_the_layers(followed: dict, image: np.ndarray):
    network = Network.load("textbook")
    for name in LAYERS[:5]:
        layer = network.architecture.layer(name)
        row, column, _ = np.unravel_index(strongest_cell(network, image, name), layer.output_shape)
        top, bottom = layer.receptive_field.window(int(row))
        left, right = layer.receptive_field.window(int(column))
        assert followed[name]["field"] == [top, left, bottom, right]
    assert followed["dense"]["field"] == [0, 0, 28, 28]
