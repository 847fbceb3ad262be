"""Arrays in a file: read back by NumPy, the same bytes at any time."""

import io
import time

import numpy as np

from cnn.runs.export.npz_file import npz_bytes


def test_numpy_reads_the_arrays_without_pickle():
    arrays = {"images": np.arange(24, dtype=np.uint8).reshape(2, 3, 4), "labels": np.array([1, 2])}
    with np.load(io.BytesIO(npz_bytes(arrays.items())), allow_pickle=False) as read:
        assert set(read) == set(arrays)
        for name, array in arrays.items():
            np.testing.assert_array_equal(read[name], array)
            assert read[name].dtype == array.dtype


def test_the_bytes_depend_on_the_arrays_alone(monkeypatch):
    first = npz_bytes([("a", np.arange(4))])
    monkeypatch.setattr(time, "time", lambda: 2e9)
    assert npz_bytes([("a", np.arange(4))]) == first
