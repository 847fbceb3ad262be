"""What a page decodes is what was encoded."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from cnn.figures.encoding import encoded, png_url, svg_url


def decoded(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


@pytest.mark.parametrize("dtype", ["u1", "<u2", "<i2", "<f4"])
def test_numbers_come_back_in_their_order(dtype):
    # Transposed and byte-swapped: neither how an array lies in memory nor its own type counts.
    array = np.arange(12, dtype=">f8").reshape(3, 4).T
    read = np.frombuffer(decoded(encoded(array, dtype)), dtype)
    np.testing.assert_array_equal(read.reshape(4, 3), array)


def test_numbers_are_floats_of_32_bits_unless_asked():
    read = np.frombuffer(decoded(encoded(np.array([1, -2, 3]))), "<f4")
    np.testing.assert_array_equal(read, [1, -2, 3])


def test_what_is_hidden_stays_hidden():
    assert np.isnan(np.frombuffer(decoded(encoded(np.array([np.nan]))), "<f4")).all()


def test_pictures_lie_whole_in_their_address():
    file = io.BytesIO()
    Image.new("L", (3, 2), 7).save(file, "PNG")
    kind, content = png_url(file.getvalue()).split(",")
    assert kind == "data:image/png;base64"
    assert Image.open(io.BytesIO(decoded(content))).size == (3, 2)
    kind, content = svg_url("<svg/>").split(",")
    assert (kind, decoded(content)) == ("data:image/svg+xml;base64", b"<svg/>")
