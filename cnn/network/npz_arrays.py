"""Arrays from a stranger's .npz file: bounded before anything is unpacked, nothing unpickled."""

from __future__ import annotations

import io
import math
import zipfile
import zlib
from collections.abc import Mapping

import numpy as np

from cnn.errors import NetworkFileError
from cnn.network.file_checks import MAX_FILE_BYTES, too_large

ZIP_BEGINNING = b"PK\x03\x04"
MAX_MEMBERS = 200
_MAX_DIRECTORY_BYTES = 64 * 1024
_END, _END_BYTES = b"PK\x05\x06", 22
_ZIP64, _ZIP64_BYTES = b"PK\x06\x07", 20
_DAMAGED = "The .npz file is damaged or incomplete; save it again."
_HEADERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


def npz_arrays(data: bytes) -> dict[str, np.ndarray]:
    """The arrays of what `np.savez` or `np.savez_compressed` wrote: floats and text.

    Raises:
        NetworkFileError: another kind of zip file, damaged, past the limits, or other data.
    """
    if len(data) > MAX_FILE_BYTES:
        raise NetworkFileError(too_large(len(data)))
    _check_directory(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _checked_members(archive)
            # No more than the size that was checked is ever unpacked of a member.
            contents = {
                name: archive.open(member).read(member.file_size)
                for name, member in members.items()
            }
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        RuntimeError,
        ValueError,
    ) as error:
        raise NetworkFileError(_DAMAGED) from error
    return {name: _array(name, content) for name, content in contents.items()}


def _check_directory(data: bytes) -> None:
    """The directory at the file's end is small: `zipfile` reads all of it at once."""
    end = data[-_END_BYTES:]
    if not end.startswith(_END):
        raise NetworkFileError(
            "This is a zip file that is damaged, or no .npz file; save it again with `np.savez`."
        )
    is_zip64 = data[-_END_BYTES - _ZIP64_BYTES :].startswith(_ZIP64)
    if is_zip64 or int.from_bytes(end[12:16], "little") > _MAX_DIRECTORY_BYTES:
        raise NetworkFileError("The .npz file holds too many arrays for a network.")


def _checked_members(archive: zipfile.ZipFile) -> Mapping[str, zipfile.ZipInfo]:
    members = archive.infolist()
    if not all(member.filename.endswith(".npy") for member in members):
        raise NetworkFileError(
            "This is a zip file (perhaps a .keras model or a PyTorch checkpoint), which can run "
            "code on the machine that opens it, so it is not opened here. Save the model's weights "
            "with the lines below."
        )
    if len(members) > MAX_MEMBERS:
        raise NetworkFileError("The .npz file holds too many arrays for a network.")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_FILE_BYTES:
        raise NetworkFileError(
            f"The .npz file unpacks to {unpacked / 1e6:.1f} MB; at most {MAX_FILE_BYTES / 1e6:.0f} "
            "MB are allowed, enough for 3 million parameters."
        )
    named = {member.filename.removesuffix(".npy"): member for member in members}
    if len(named) < len(members):
        raise NetworkFileError(_DAMAGED)
    return named


def _array(name: str, content: bytes) -> np.ndarray:
    """An array of a member, whose header may say anything; see `numpy.lib.format`."""
    file = io.BytesIO(content)
    try:
        shape, is_fortran, dtype = _HEADERS[np.lib.format.read_magic(file)](file)
    except (ValueError, KeyError, TypeError, SyntaxError, RecursionError, MemoryError) as error:
        raise NetworkFileError(_DAMAGED) from error
    if dtype.hasobject or dtype.kind not in "fU":
        raise NetworkFileError(
            f"The .npz file holds an array of the data type {dtype.kind!r}, which is not opened "
            "here: a network's weights are floats."
        )
    values = content[file.tell() :]
    is_sound = all(size >= 0 for size in shape) and dtype.itemsize > 0
    if not is_sound or math.prod(shape) * dtype.itemsize != len(values):
        raise NetworkFileError(_DAMAGED)
    array = np.frombuffer(values, dtype)
    return array.reshape(shape, order="F") if is_fortran else array.reshape(shape)
