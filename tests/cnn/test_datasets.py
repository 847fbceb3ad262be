"""MNIST is found, checked, downloaded where need be; each failure says where to put mnist.npz."""

import hashlib
import io
import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn import datasets
from cnn.datasets import balanced
from cnn.download import DownloadError, TooSlowError, WebPageError
from cnn.errors import DatasetError

SIZES = {"x_train": (60, 28, 28), "y_train": (60,), "x_test": (10, 28, 28), "y_test": (10,)}


@pytest.fixture
def arrays() -> dict[str, np.ndarray]:
    random = np.random.default_rng(0)
    return {name: random.integers(0, 10, shape, np.uint8) for name, shape in SIZES.items()}


def packed(arrays: dict[str, np.ndarray]) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


@pytest.fixture
def no_internet(monkeypatch):
    download_fails(monkeypatch, DownloadError("offline"))


def download_fails(monkeypatch, error: DownloadError) -> None:
    def fail(*_):
        raise error

    monkeypatch.setattr(datasets, "download", fail)


@pytest.fixture
def home(monkeypatch, tmp_path, arrays, no_internet):
    """An empty Keras folder, and a small stand-in for MNIST that passes for the real one."""
    digests = {name: hashlib.sha256(array.tobytes()).hexdigest() for name, array in arrays.items()}
    stand_in = {name: (SIZES[name], digests[name]) for name in SIZES}
    monkeypatch.setattr(datasets, "_ARRAYS", stand_in)
    monkeypatch.delenv("MNIST_NPZ", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return tmp_path


@pytest.fixture
def cached(home):
    path = home / "keras" / "datasets" / "mnist.npz"
    path.parent.mkdir(parents=True)
    return path


def serve(monkeypatch, data: bytes) -> None:
    monkeypatch.setattr(datasets, "download", lambda *_: data)


def assert_is(loaded, arrays) -> None:
    (x_train, y_train), (x_test, y_test) = loaded
    for ours, name in ((x_train, "x_train"), (y_train, "y_train"), (x_test, "x_test")):
        np.testing.assert_array_equal(ours, arrays[name])
    np.testing.assert_array_equal(y_test, arrays["y_test"])


def test_the_file_that_mnist_npz_names_comes_first(home, cached, arrays, monkeypatch):
    cached.write_bytes(b"not looked at")
    given = home / "elsewhere.npz"
    given.write_bytes(packed(arrays))
    monkeypatch.setenv("MNIST_NPZ", str(given))
    assert_is(datasets.load_mnist(), arrays)


def test_without_it_the_keras_cache_is_read(cached, arrays):
    cached.write_bytes(packed(arrays))
    assert_is(datasets.load_mnist(), arrays)
    x_test, y_test = datasets.load_mnist_test()
    np.testing.assert_array_equal(x_test, arrays["x_test"])
    np.testing.assert_array_equal(y_test, arrays["y_test"])


def test_a_file_packed_again_in_other_bytes_is_the_same_data_set(cached, arrays):
    np.savez(cached, **arrays)
    assert_is(datasets.load_mnist(), arrays)


def test_without_either_it_is_downloaded_into_the_cache(home, arrays, monkeypatch):
    data = packed(arrays)
    serve(monkeypatch, data)
    monkeypatch.setattr(datasets, "DOWNLOAD_SHA256", hashlib.sha256(data).hexdigest())
    assert not datasets.mnist_available()
    assert_is(datasets.load_mnist(), arrays)
    assert datasets.mnist_available()
    assert os.listdir(home / "keras" / "datasets") == ["mnist.npz"]


@pytest.mark.parametrize("kind", ["half", "altered", "text"])
def test_a_damaged_file_in_the_cache_is_downloaded_again(kind, cached, arrays, monkeypatch):
    data = packed(arrays)
    cached.write_bytes(damaged_files(arrays)[kind])
    serve(monkeypatch, data)
    monkeypatch.setattr(datasets, "DOWNLOAD_SHA256", hashlib.sha256(data).hexdigest())
    assert_is(datasets.load_mnist(), arrays)
    assert cached.read_bytes() == data


def test_a_damaged_file_in_the_cache_is_no_use_without_a_download(cached):
    cached.write_bytes(b"half")
    assert_says_where_to_put_it()


def test_the_test_digits_are_never_downloaded(home, monkeypatch):
    monkeypatch.setattr(datasets, "download", lambda *_: pytest.fail("asked"))
    assert_says_where_to_put_it(datasets.load_mnist_test)


def assert_says_where_to_put_it(load=datasets.load_mnist) -> None:
    with pytest.raises(DatasetError, match=r"put mnist\.npz at .*mnist\.npz, or set .*MNIST_NPZ"):
        load()


def test_offline(home):
    assert_says_where_to_put_it()


def test_a_download_that_is_not_the_known_file_is_not_kept(home, arrays, monkeypatch):
    serve(monkeypatch, packed(arrays))
    assert_says_where_to_put_it()
    assert not datasets.mnist_available()


@pytest.mark.parametrize(
    ("error", "word"), [(TooSlowError(), "next to nothing came"), (WebPageError(), "A web page")]
)
def test_why_a_download_failed_is_told(home, monkeypatch, error, word):
    download_fails(monkeypatch, error)
    with pytest.raises(DatasetError, match=rf"{word}.*put mnist\.npz at"):
        datasets.load_mnist()


def test_a_cache_folder_that_cannot_be_made(home, arrays, monkeypatch):
    data = packed(arrays)
    serve(monkeypatch, data)
    monkeypatch.setattr(datasets, "DOWNLOAD_SHA256", hashlib.sha256(data).hexdigest())
    (home / "keras").write_text("a file where the folder should be")
    with pytest.raises(DatasetError, match="cannot be written"):
        datasets.load_mnist()


def damaged_files(arrays: dict[str, np.ndarray]) -> dict[str, bytes]:
    whole = packed(arrays)
    altered = {**arrays, "x_test": arrays["x_test"] ^ 1}
    lone = io.BytesIO()
    np.save(lone, arrays["x_train"])
    return {
        "empty": b"",
        "half": whole[: len(whole) // 2],
        "text": b"<html>not found</html>",
        "a pickle": b"\x80\x04\x95cos\nsystem\n",
        "one array": lone.getvalue(),
        "altered": packed(altered),
        "one part missing": packed({n: a for n, a in arrays.items() if n != "y_test"}),
        "other shapes": packed({n: a[:5] for n, a in arrays.items()}),
        "other type": packed({n: a.astype(np.int64) for n, a in arrays.items()}),
        "objects": packed({n: a.astype(object) for n, a in arrays.items()}),
    }


@pytest.mark.parametrize("kind", damaged_files({n: np.zeros(s, "u1") for n, s in SIZES.items()}))
def test_a_given_file_that_is_not_mnist(kind, home, arrays, monkeypatch):
    given = home / "mnist.npz"
    given.write_bytes(damaged_files(arrays)[kind])
    monkeypatch.setenv("MNIST_NPZ", str(given))
    assert_says_where_to_put_it()
    assert_says_where_to_put_it(datasets.load_mnist_test)


def test_a_given_file_that_is_not_there(home, monkeypatch):
    monkeypatch.setenv("MNIST_NPZ", str(home / "nowhere.npz"))
    assert_says_where_to_put_it()
    assert_says_where_to_put_it(datasets.load_mnist_test)
    assert not datasets.mnist_available()


def test_a_huge_file_is_not_read(home, monkeypatch):
    given = home / "mnist.npz"
    given.touch()
    os.truncate(given, datasets.MAX_FILE_BYTES + 1)
    monkeypatch.setenv("MNIST_NPZ", str(given))
    with pytest.raises(DatasetError, match="too large"):
        datasets.load_mnist()


def test_the_checksums_are_of_the_real_mnist(mnist_test):
    (x_train, y_train), (x_test, y_test) = datasets.load_mnist()
    assert y_train[:5].tolist() == [5, 0, 4, 1, 9]
    assert np.bincount(y_test).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert x_train.shape == (60_000, 28, 28)
    assert x_test.shape == (10_000, 28, 28)
    # The published mean of the training images, 0.1307.
    assert x_train.mean() / 255 == pytest.approx(0.1307, abs=5e-5)


def test_a_balanced_choice_is_the_first_of_each_digit():
    labels = np.array([5, 5, 5, 1, 1, 5, 1, 2])
    assert balanced(labels, 3).tolist() == [0, 3, 7]
    assert balanced(labels, 5).tolist() == [0, 1, 3, 4, 7]
    assert balanced(labels, 8).tolist() == list(range(8))


@given(st.lists(st.integers(0, 9), max_size=60), st.data())
def test_a_balanced_choice_is_as_equal_as_the_data_allow(labels, data):
    labels = np.array(labels, np.uint8)
    count = data.draw(st.integers(0, len(labels)))
    chosen = balanced(labels, count)
    assert len(chosen) == count
    assert (np.diff(chosen) > 0).all()
    taken, there = (np.bincount(part, minlength=10) for part in (labels[chosen], labels))
    # Who has fewer than another by more than one has no more to give.
    short = taken < taken.max() - 1
    np.testing.assert_array_equal(taken[short], there[short])
    for digit in range(10):
        of_digit = np.flatnonzero(labels == digit)[: taken[digit]]
        np.testing.assert_array_equal(chosen[labels[chosen] == digit], of_digit)


def test_more_than_there_is_cannot_be_chosen():
    with pytest.raises(ValueError, match="cannot be chosen"):
        balanced(np.zeros(3), 4)
