"""What tests of several folders share: how much is run, networks, MNIST where it is at hand."""

from __future__ import annotations

import gc
import os

# Tests run in one process per core: each, and what it starts, keeps to one thread. NumPy, OpenCV
# and TensorFlow read this when they are imported.
for variable in (
    "OPENBLAS_NUM_THREADS",
    "OPENCV_FOR_THREADS_NUM",
    "OMP_NUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
):
    os.environ.setdefault(variable, "1")

from collections.abc import Callable
from functools import cache
from typing import NoReturn

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from cnn.datasets import Part, load_mnist_test, mnist_available
from cnn.evaluation.evaluation import Evaluation
from cnn.lessons.trained_results import lab_network
from cnn.network import PRETRAINED, Network
from cnn.network.architecture import textbook
from cnn.runs import speeds
from tests.designs import random_network

# How long anything takes is no property: a busy machine fails no test.
settings.register_profile(
    "short", max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", settings.get_profile("short"), max_examples=200)


def is_long(config: pytest.Config) -> bool:
    """Whether this is the run of what is left out of the usual one."""
    return config.option.markexpr == "long"


def pytest_configure(config: pytest.Config) -> None:
    """A property is tried on few examples in the usual run and on many in the long one."""
    settings.load_profile("long" if is_long(config) else "short")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Function]) -> None:
    """Properties belong to both runs."""
    for item in items:
        if is_long(config) and getattr(item.obj, "is_hypothesis_test", False):
            item.add_marker("long")


@pytest.fixture(autouse=True)
def unknown_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test's run teaches another one how fast this machine is."""
    monkeypatch.setattr(speeds, "_speeds", speeds.Speeds())


def pytest_collection_finish() -> None:
    """Leave out of garbage collection what was imported, TensorFlow above all.

    Streamlit collects after each run of a page: 0.2 s each time, ten times what the page takes.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def textbook_network() -> Network:
    """The textbook architecture with random weights."""
    return random_network(textbook())


@pytest.fixture(scope="session")
def mnist_test() -> Part:
    """MNIST's test set; under CI it must be there."""
    if not mnist_available():
        not_at_hand("MNIST is not at hand: set MNIST_NPZ to where mnist.npz is")
    return load_mnist_test()


def not_at_hand(reason: str) -> NoReturn:
    """Leave a test out for want of what no checkout holds; under CI it must be there."""
    pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


@pytest.fixture(scope="session")
def mnist_evaluation(mnist_test: Part) -> Callable[[str], Evaluation]:
    """How a network that ships reads MNIST's 10,000 test digits, each read once by each."""
    images, labels = mnist_test

    @cache
    def evaluation(name: str) -> Evaluation:
        network = Network.load(name) if name in PRETRAINED else lab_network(name)
        return Evaluation(network.predict(images.astype(np.float32) / 255), labels)

    return evaluation
