"""A list of bad network files: each is refused in a sentence, and at once."""

import json
import pickle
import struct
import time
from collections.abc import Callable

import numpy as np
import pytest
import safetensors.numpy

from cnn.errors import NetworkFileError
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.file_checks import MAX_FILE_BYTES, MAX_HEADER_BYTES
from cnn.network.kinds.batch_normalization import BatchNormalization
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from tests.designs import random_network

NETWORK = random_network(Architecture((Conv2D(2), BatchNormalization(), Dense(4))))
GOOD = NETWORK.to_bytes()
LENGTH = int.from_bytes(GOOD[:8], "little")
HEADER, BODY = json.loads(GOOD[8 : 8 + LENGTH]), GOOD[8 + LENGTH :]
# Most that a refusal may take; the issue's own limit for a file.
SECONDS = 2


def packed(header: str | bytes, body: bytes = BODY) -> bytes:
    text = header.encode() if isinstance(header, str) else header
    return struct.pack("<Q", len(text)) + text + body


def changed(change: Callable[[dict], object]) -> bytes:
    """The good file with another header."""
    header = json.loads(json.dumps(HEADER))
    change(header)
    return packed(json.dumps(header))


def with_entry(**changes: object) -> bytes:
    """The good file with another entry for a tensor."""
    return changed(lambda header: header["conv1.bias"].update(changes))


def with_metadata(**changes: object) -> bytes:
    return changed(lambda header: header["__metadata__"].update(changes))


def with_layers(*layers: object) -> bytes:
    return with_metadata(architecture=json.dumps(layers))


def with_twin(name: str) -> bytes:
    """The good file with two entries of one name, both as they should be."""
    return packed(json.dumps(HEADER)[:-1] + f', "{name}": {json.dumps(HEADER[name])}}}')


def with_array(layer: str, name: str, value: float) -> bytes:
    """The good file with other numbers, as no program of ours writes it."""
    tensors = safetensors.numpy.load(GOOD)
    tensors[f"{layer}.{name}"] = np.full_like(tensors[f"{layer}.{name}"], value)
    return safetensors.numpy.save(tensors, HEADER["__metadata__"])


def with_statistics(**arrays: np.ndarray) -> bytes:
    tensors = safetensors.numpy.load(GOOD) | {
        f"digit_statistics.{name}": array for name, array in arrays.items()
    }
    return safetensors.numpy.save(tensors, HEADER["__metadata__"])


BAD = {
    "nothing": b"",
    "a byte": b"\x00",
    "no header": bytes(8),
    "a header without end": struct.pack("<Q", 2**63) + GOOD[8:],
    "the longest header": struct.pack("<Q", 2**64 - 1) + GOOD[8:],
    "a header past the limit": packed(b"{" + b" " * MAX_HEADER_BYTES + b"}"),
    "a file past the limit": packed("{}", bytes(MAX_FILE_BYTES)),
    "half of the file": GOOD[: len(GOOD) // 2],
    "all but a byte": GOOD[:-1],
    "a byte more": GOOD + b"\x00",
    "HDF5": b"\x89HDF\r\n\x1a\n" + bytes(1000),
    "a zip file": b"PK\x03\x04" + bytes(1000),
    **{f"pickle {protocol}": pickle.dumps([1], protocol) for protocol in range(6)},
    "text": b"hello" * 100,
    "a page of HTML": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
    "a header in another coding": packed("{}".encode("utf-16")),
    "a header that is no UTF-8": packed(b'{"\xff\xfe": 1}'),
    "a header that is a list": packed("[]"),
    "a header that is a number": packed("1e999"),
    "a header of 5,000 digits": packed("1" * 5000),
    "a deep header": packed("[" * 60_000),
    "a deep architecture": with_metadata(architecture="[" * 20_000),
    "an architecture of 5,000 digits": with_metadata(architecture="1" * 5000),
    "an architecture of NaN": with_metadata(architecture="[NaN]"),
    "no metadata": changed(lambda header: header.pop("__metadata__")),
    "metadata that is text": changed(lambda header: header.update(__metadata__="convoscope-1")),
    "another format": with_metadata(format="convoscope-2"),
    "no architecture": changed(lambda header: header["__metadata__"].pop("architecture")),
    "no layers": with_layers(),
    "layers of no kind": with_layers({"type": "lambda", "code": "import os"}),
    "layers of text": with_layers("conv2d"),
    "129 filters": with_layers({"type": "conv2d", "filters": 129}),
    "10^400 filters": with_layers({"type": "conv2d", "filters": 10**400}),
    "filters of NaN": with_layers({"type": "conv2d", "filters": float("nan")}),
    "filters that are true": with_layers({"type": "conv2d", "filters": True}),
    "fewer than no filters": with_layers({"type": "conv2d", "filters": -1}),
    "a thousand layers": with_layers(*[{"type": "conv2d", "filters": 1}] * 1000),
    "two arrays of one name": with_twin("conv1.bias"),
    "two sets of metadata": with_twin("__metadata__"),
    "an array of an array's name twice, the second another": packed(
        json.dumps(HEADER)[:-1] + ', "conv1.bias": {"dtype": "F32", "shape": [2]}}'
    ),
    "two filters of one layer": with_metadata(
        architecture='[{"type": "conv2d", "filters": 2, "filters": 3}]'
    ),
    "an array missing": changed(lambda header: header.pop("conv1.bias")),
    "an array too many": changed(lambda header: header.update(other=header["conv1.bias"])),
    "an array that is text": changed(lambda header: header.update({"conv1.bias": "F32"})),
    "another data type": with_entry(dtype="F64"),
    "no data type": with_entry(dtype=None),
    "another shape": with_entry(shape=[3]),
    "a huge shape": with_entry(shape=[2**63]),
    "a negative shape": with_entry(shape=[-2]),
    "a shape of fractions": with_entry(shape=[2.5]),
    "a place before the file": with_entry(data_offsets=[-8, 0]),
    "a place behind the file": with_entry(data_offsets=[10**9, 10**9 + 8]),
    "a place that ends before it begins": with_entry(data_offsets=[8, 0]),
    "a place of another array": with_entry(data_offsets=HEADER["conv1.kernel"]["data_offsets"]),
    "no place": with_entry(data_offsets=None),
    **{f"weights of {value}": with_array("conv1", "kernel", value) for value in (np.nan, np.inf)},
    "a variance below zero": with_array("batch_norm", "moving_variance", -1),
    "half of the statistics": with_statistics(centre=np.zeros(4, np.float32)),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_a_sentence_and_at_once(name):
    started = time.monotonic()
    with pytest.raises(NetworkFileError, match=r"[a-z0-9)]\.$") as refused:
        Network.from_bytes(BAD[name])
    assert time.monotonic() - started < SECONDS
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 400


def test_the_good_file_is_taken():
    assert Network.from_bytes(GOOD).architecture == NETWORK.architecture
