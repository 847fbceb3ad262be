"""What tests of page 8's questions share."""

import pytest

from cnn.lessons.hierarchy.patch_question import ShownLayer
from cnn.network import Network
from tests.cnn.lessons.hierarchy.shown_layers import shown_of


@pytest.fixture(scope="session")
def shown() -> list[ShownLayer]:
    """The textbook network's three layers."""
    return shown_of(Network.load("textbook"))
