"""The engine's forward pass, held to the server's, as the server's is held to Keras."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from cnn.handwriting.synthetic import synthetic_digits
from cnn.network import PRETRAINED, Network
from cnn.network.kinds import KINDS
from cnn.network.kinds.conv2d import Conv2D
from tests.designs import sampled_networks
from tests.engine.conftest import Run

DESIGNS = 200
TOLERANCE = 1e-5
FORWARD = """
(cases) => cases.map(({ file, image }) => {
  const network = networkFromFile(bytesOf(file))
  return forward(network, floatsOf(image)).map(({ name, sums, activations }) => (
    { name, sums: textOf(sums), activations: textOf(activations) }
  ))
})
"""


def networks() -> list[Network]:
    """Those that ship, and random designs of every kind of layer."""
    return [*map(Network.load, PRETRAINED), *sampled_networks(DESIGNS, 11)]


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def floats(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.float32)


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    return (synthetic_digits(50, 4)[0] / np.float32(255)).astype(np.float32)


def test_every_layer_of_every_design_gives_what_the_server_gives(run: Run, images: np.ndarray):
    all_networks = networks()
    assert len(all_networks) >= DESIGNS
    specs = [layer.spec for network in all_networks for layer in network.architecture.layers]
    assert {type(spec) for spec in specs} >= set(KINDS)
    convolutions = [spec for spec in specs if isinstance(spec, Conv2D)]
    assert {(spec.padding, spec.stride) for spec in convolutions} >= {
        (padding, stride) for padding in ("valid", "same") for stride in (1, 2, 3)
    }
    cases = [(network, images[i % len(images)]) for i, network in enumerate(all_networks)]
    given = [
        {"file": encoded(network.to_bytes()), "image": encoded(image.tobytes())}
        for network, image in cases
    ]
    for (network, image), layers in zip(cases, run(FORWARD, given), strict=True):
        passed = network.forward_with_sums(image[None])
        assert [layer["name"] for layer in layers] == list(passed.activations)
        for layer in layers:
            for name, expected in (
                ("sums", passed.sums[layer["name"]]),
                ("activations", passed.activations[layer["name"]]),
            ):
                np.testing.assert_allclose(
                    floats(layer[name]), expected.ravel(), rtol=TOLERANCE, atol=TOLERANCE
                )


def test_sums_too_large_for_their_numbers_give_what_the_server_gives(run: Run, images: np.ndarray):
    network = Network.load("textbook")
    weights = {
        layer: {name: array * np.float32(1e12) for name, array in arrays.items()}
        for layer, arrays in network.weights.items()
    }
    network = Network(network.architecture, weights)
    (layers,) = run(
        FORWARD,
        [{"file": encoded(network.to_bytes()), "image": encoded(images[0].tobytes())}],
    )
    assert not np.isfinite(floats(layers[-1]["activations"])).all()
    with np.errstate(invalid="ignore", over="ignore"):
        assert not np.isfinite(network.forward(images[:1])["softmax"]).all()
