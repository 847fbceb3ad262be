"""Network files of strangers: what is checked before anything is built or allocated."""

from __future__ import annotations

import json
from typing import Any

from cnn.errors import NetworkFileError
from cnn.network.architecture import Architecture
from cnn.network.digit_statistics import feature_count, is_of_statistics, statistics_tensors
from cnn.network.layer_shapes import MAX_PARAMETERS
from cnn.network.shapes import FLOAT_BYTES

MAX_HEADER_BYTES = 64 * 1024
# The statistics of digits take less, whatever the architecture.
MAX_STATISTICS_BYTES = 400 * 1024
MAX_FILE_BYTES = 8 + MAX_HEADER_BYTES + FLOAT_BYTES * MAX_PARAMETERS + MAX_STATISTICS_BYTES

# How files begin that people mistake for ours.
_OTHER_KINDS = (
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (b"PK\x03\x04", "a zip file (perhaps a .keras model or a PyTorch checkpoint)"),
    (b"\x80\x02", "a Python pickle"),
    (b"\x80\x03", "a Python pickle"),
    (b"\x80\x04", "a Python pickle"),
    (b"\x80\x05", "a Python pickle"),
)

_KINDS_OF_NUMBER = {"F32": "32-bit floats", "I8": "8-bit whole numbers"}


def too_large(size: int) -> str:
    """The sentence for a file of so many bytes, past the limit."""
    return (
        f"The network file has {size / 1e6:.1f} MB; at most {MAX_FILE_BYTES / 1e6:.0f} MB are "
        "allowed, enough for 3 million parameters."
    )


def read_header(data: bytes) -> dict[str, Any]:
    """The JSON header of a safetensors file, after bounds that the library does not set.

    Returns:
        One entry per tensor, and `__metadata__`.

    Raises:
        NetworkFileError: the file is of another kind, too large, incomplete or malformed.
    """
    if len(data) > MAX_FILE_BYTES:
        raise NetworkFileError(too_large(len(data)))
    length = int.from_bytes(data[:8], "little")
    _refuse_other_kinds(data)
    if len(data) < 8 or 8 + length > len(data):
        raise NetworkFileError(
            "The network file is incomplete, or not a .safetensors file; download it again from "
            "the Train page."
        )
    if length > MAX_HEADER_BYTES:
        raise NetworkFileError(
            f"The network file's header has {length:,} bytes; at most {MAX_HEADER_BYTES:,} are "
            "allowed."
        )
    header = decode_json(data[8 : 8 + length])
    if not isinstance(header, dict):
        raise NetworkFileError("The network file's header is malformed.")
    return header


def _refuse_other_kinds(data: bytes) -> None:
    for beginning, kind in _OTHER_KINDS:
        if data.startswith(beginning) and data[8:9] != b"{":
            raise NetworkFileError(
                f"This is {kind}, which can run code on the machine that opens it, so it is not "
                "opened here. Load a .safetensors file downloaded from the Train page."
            )


def decode_json(text: object) -> object:
    """Decode JSON from a stranger's file: str or bytes, anything else is refused.

    Raises:
        NetworkFileError: it is no text, no JSON, nested too deeply, or says two things of one name.
    """
    if not isinstance(text, str | bytes):
        raise NetworkFileError("The network file's header lacks the architecture or the record.")
    try:
        return json.loads(text, object_pairs_hook=_of_different_names)
    except (ValueError, RecursionError) as error:
        raise NetworkFileError("The network file's header is malformed.") from error


def _of_different_names(entries: list[tuple[str, Any]]) -> dict[str, Any]:
    """One entry for each name: of two, one reader takes the first and another the last."""
    named = dict(entries)
    if len(named) < len(entries):
        raise ValueError("two entries have one name")
    return named


def check_tensor_entries(header: dict[str, Any], architecture: Architecture) -> None:
    """Check names, shapes and types before anything is allocated.

    Raises:
        NetworkFileError: a tensor is missing, not expected, or of another shape or type.
    """
    expected = {
        f"{layer.name}.{array}": ("F32", shape)
        for layer in architecture.layers
        for array, shape in layer.weight_shapes.items()
    }
    found = {name: entry for name, entry in header.items() if name != "__metadata__"}
    if any(map(is_of_statistics, found)):
        expected |= statistics_tensors(feature_count(architecture))
    if set(found) != set(expected):
        raise NetworkFileError("The network file's weights do not belong to its layers.")
    for name, (kind, shape) in expected.items():
        entry = found[name]
        if not isinstance(entry, dict) or entry.get("dtype") != kind:
            raise NetworkFileError(f"The network file's {name} is not of {_KINDS_OF_NUMBER[kind]}.")
        if entry.get("shape") != list(shape):
            raise NetworkFileError(
                f"The network file's {name} has another shape than its architecture needs."
            )
