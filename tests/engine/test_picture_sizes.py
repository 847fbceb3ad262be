"""How large the network figure draws each layer: all fits, and cells are whole pixels."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from cnn.network import Network
from tests.designs import sampled_networks
from tests.engine.conftest import Run
from tests.engine.figure_scripts import with_figure_scripts

GAP, STRIP_HEIGHT, OUTPUTS_WIDTH = 12, 222, 148
# About as wide as the type is, in CSS pixels for each character.
CHARACTER = 5.7
SIZES = with_figure_scripts(
    """({ files, width, ratio, isNarrow, character }) => files.map((file) => {
  const pictures = picturesOf(networkFromFile(bytesOf(file)))
  const characters = ({ name, shape }) => Math.max(name.length, shape.join(" x ").length)
  const captions = pictures.map((picture) => character * characters(picture))
  const found = sizesOf(pictures, captions, { width, ratio, isNarrow })
  const sizes = found.tilings.map(sizeOf)
  const cells = found.tilings.map((tiling, index) => {
    const { shape } = pictures[index]
    const count = shape.reduce((product, size) => product * size, 1)
    const places = Array.from({ length: count }, (_, cell) => pixelOf(tiling, cell))
    return places.every(([x, y], cell) => cellAt(tiling, x, y) === cell)
  })
  return { ...found, sizes, cells, captions, names: pictures.map(({ name }) => name) }
})""",
    "layer_pictures",
    "picture_sizes",
)


def sized(run: Run, networks: list[Network], **screen: Any) -> list[dict]:
    files = [base64.b64encode(network.to_bytes()).decode() for network in networks]
    return run(SIZES, {"files": files, "character": CHARACTER, **screen})


def widths(found: dict, strip: list[int]) -> list[float]:
    """Of the pictures of a strip, in CSS pixels, with what stands above them."""
    return [
        OUTPUTS_WIDTH
        if found["names"][index] == "softmax"
        else max(found["sizes"][index][0] * found["unit"], found["captions"][index])
        for index in strip
    ]


@pytest.mark.parametrize("ratio", [1, 1.25, 2, 3])
def test_the_textbook_network_stands_in_one_strip_beside_the_menu(run: Run, ratio: float):
    [found] = sized(run, [Network.load("textbook")], width=932, ratio=ratio, isNarrow=False)
    assert len(found["strips"]) == 1
    assert sum(widths(found, found["strips"][0])) + GAP * (len(found["names"]) - 1) <= 932
    assert max(height * found["unit"] for _, height in found["sizes"][:-1]) <= STRIP_HEIGHT
    # Each cell, and each line between maps, is a whole number of the screen's own pixels.
    assert found["unit"] * ratio == pytest.approx(round(found["unit"] * ratio))
    cell = {
        name: tiling["size"] * found["unit"]
        for name, tiling in zip(found["names"], found["tilings"], strict=True)
    }
    assert cell["input"] >= 3
    assert cell["conv1"] >= 0.8
    assert min(cell["pool1"], cell["conv2"]) >= 1.3
    assert min(cell["pool2"], cell["conv3"]) >= 2.5


@pytest.mark.parametrize(("width", "is_narrow"), [(932, False), (676, False), (360, True)])
def test_every_design_fits_and_every_cell_is_found_where_it_is_painted(
    run: Run, width: int, is_narrow: bool
):
    for found in sized(run, sampled_networks(30, 3), width=width, ratio=1, isNarrow=is_narrow):
        assert all(found["cells"])
        assert [index for strip in found["strips"] for index in strip] == list(
            range(len(found["names"]))
        )
        for strip in found["strips"]:
            assert not is_narrow or len(strip) == 1
            assert sum(widths(found, strip)) + GAP * (len(strip) - 1) <= width
