"""MNIST: from the file that MNIST_NPZ names, from Keras's cache, or from the public download.

Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits", in the
packaging of Keras: one mnist.npz with x_train, y_train, x_test and y_test.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import zipfile
import zlib
from pathlib import Path

import numpy as np

from cnn.atomic_write import write_atomically
from cnn.download import DownloadError, TooSlowError, WebPageError, download
from cnn.errors import DatasetError

DOWNLOAD_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
DOWNLOAD_SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
MAX_DOWNLOAD_BYTES = 16_000_000
MAX_FILE_BYTES = 64_000_000

Part = tuple[np.ndarray, np.ndarray]

# Shape and SHA-256 of each array's own bytes. The arrays are checked rather than the file, since
# an .npz that was packed again is the same data set in other bytes.
_ARRAYS: dict[str, tuple[tuple[int, ...], str]] = {
    "x_train": (
        (60_000, 28, 28),
        "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
    ),
    "y_train": ((60_000,), "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13"),
    "x_test": (
        (10_000, 28, 28),
        "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
    ),
    "y_test": ((10_000,), "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5"),
}


def load_mnist() -> tuple[Part, Part]:
    """All of MNIST, as Keras gives it; downloaded into Keras's cache where it is not at hand.

    Returns:
        (x_train, y_train), (x_test, y_test): (60000, 28, 28) and (10000, 28, 28) uint8, ink
        bright, and their digits, (60000,) and (10000,) uint8.

    Raises:
        DatasetError: MNIST is not at hand and cannot be downloaded, or a file of it is
            incomplete or altered; the message says where to put mnist.npz.
    """
    x_train, y_train, x_test, y_test = _read_for_training()
    return (x_train, y_train), (x_test, y_test)


def load_mnist_test() -> Part:
    """MNIST's test digits alone: 8 MB of memory, and never a download.

    Returns:
        x_test (10000, 28, 28) uint8, ink bright, and y_test (10000,) uint8.

    Raises:
        DatasetError: MNIST is not at hand, incomplete or altered.
    """
    path = _given_path() or _cache_path()
    if not path.is_file():
        raise DatasetError(f"MNIST is not on this machine: {_advice()}")
    x_test, y_test = _read(path, ("x_test", "y_test"))
    return x_test, y_test


def mnist_available() -> bool:
    """Whether a file of MNIST is at hand; whether it is whole shows on loading."""
    return mnist_path().is_file()


def mnist_path() -> Path:
    """Where its file is on this machine, if it is there."""
    return _given_path() or _cache_path()


def balanced(labels: np.ndarray, count: int) -> np.ndarray:
    """The first so many digits with as many of each kind as there are, or one more.

    Args:
        labels: (n,) digits.
        count: how many to choose, 0 to n; n chooses all.

    Returns:
        (count,) indices into `labels`, increasing: the first of each digit. Where the data hold
        too few of a digit, all of it and more of the others.

    Raises:
        ValueError: there are not so many digits.
    """
    if not 0 <= count <= len(labels):
        raise ValueError(f"{count} digits cannot be chosen from {len(labels)}")
    # How many of the same digit stand before each one; the smallest such ranks are taken.
    rank = np.empty(len(labels), np.int64)
    for digit in np.unique(labels):
        same = np.flatnonzero(labels == digit)
        rank[same] = np.arange(len(same))
    return np.sort(np.argsort(rank, kind="stable")[:count])


def _given_path() -> Path | None:
    given = os.environ.get("MNIST_NPZ")
    return Path(given).expanduser() if given else None


def _cache_path() -> Path:
    home = os.environ.get("KERAS_HOME")
    folder = Path(home) if home else Path("~/.keras").expanduser()
    return folder / "datasets" / "mnist.npz"


def _advice() -> str:
    return (
        f"put mnist.npz at {_cache_path()}, or set the environment variable MNIST_NPZ to where "
        f"it is; it can be had from {DOWNLOAD_URL}."
    )


def _read_for_training() -> list[np.ndarray]:
    """All arrays; a file in the cache that is missing or damaged is downloaded again."""
    names = tuple(_ARRAYS)
    given = _given_path()
    if given is not None:
        if not given.is_file():
            raise DatasetError(f"MNIST_NPZ names {given}, which is no file: {_advice()}")
        return _read(given, names)
    path = _cache_path()
    if path.is_file():
        with contextlib.suppress(DatasetError):
            return _read(path, names)
    _download(path)
    return _read(path, names)


def _download(path: Path) -> None:
    try:
        data = download(DOWNLOAD_URL, MAX_DOWNLOAD_BYTES)
    except TooSlowError as error:
        raise DatasetError(
            f"MNIST's download was given up, since next to nothing came: {_advice()}"
        ) from error
    except WebPageError as error:
        raise DatasetError(
            "A web page came in place of MNIST, as in networks that first want a login: "
            f"{_advice()}"
        ) from error
    except DownloadError as error:
        raise DatasetError(f"MNIST could not be downloaded: {_advice()}") from error
    if hashlib.sha256(data).hexdigest() != DOWNLOAD_SHA256:
        raise DatasetError(f"MNIST's download was incomplete or altered: {_advice()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data)
    except OSError as error:
        raise DatasetError(
            f"MNIST was downloaded, but {path} cannot be written ({error.strerror}): {_advice()}"
        ) from error


def _read(path: Path, names: tuple[str, ...]) -> list[np.ndarray]:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise DatasetError(f"{path} is too large to be MNIST: {_advice()}")
        # NumPy leaves a file open that it opened itself and found to be none of its own.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            return [_checked(archive[name], name) for name in names]
    except PermissionError as error:
        raise DatasetError(f"{path} may not be read by this program: {_advice()}") from error
    except _DAMAGED as error:
        raise DatasetError(f"{path} is not the whole of MNIST, or altered: {_advice()}") from error


# What NumPy and zipfile raise for files that are cut off, altered, or of another kind.
_DAMAGED = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    NotImplementedError,
    RuntimeError,
    MemoryError,
    zipfile.BadZipFile,
    zlib.error,
)


def _checked(array: np.ndarray, name: str) -> np.ndarray:
    shape, digest = _ARRAYS[name]
    if array.shape != shape or array.dtype != np.uint8:
        raise ValueError(f"{name} has shape {array.shape} and type {array.dtype}")
    array = np.ascontiguousarray(array)
    if hashlib.sha256(array.data).hexdigest() != digest:
        raise ValueError(f"{name} has another checksum")
    return array
