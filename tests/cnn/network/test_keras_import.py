"""Hostile .npz files get a sentence before anything large is made of them."""

import io
import json
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.errors import NetworkFileError
from cnn.network.keras_import import network_from_npz

CONFIG = {
    "class_name": "Sequential",
    "config": {
        "layers": [
            {"class_name": "InputLayer", "config": {"batch_shape": [None, 28, 28, 1]}},
            {"class_name": "Flatten", "config": {}},
            {"class_name": "Dense", "config": {"units": 10, "activation": "softmax"}},
        ]
    },
}
KERNEL, BIAS = np.ones((784, 10), np.float32), np.zeros(10, np.float32)


def saved(*arrays, config=None, **more):
    file = io.BytesIO()
    np.savez(file, *arrays, config=json.dumps(CONFIG) if config is None else config, **more)
    return file.getvalue()


def zipped(members, compression=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def complaint(data):
    with pytest.raises(NetworkFileError) as caught:
        network_from_npz(data)
    return str(caught.value)


def npy(shape, content=b"", dtype="<f4"):
    header = f"{{'descr': {dtype!r}, 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + content


def test_a_sound_file_is_read_whatever_the_order_of_its_members():
    config = np.array(json.dumps(CONFIG))
    members = []
    for name, array in (("arr_1", BIAS), ("config", config), ("arr_0", np.asfortranarray(KERNEL))):
        file = io.BytesIO()
        np.save(file, array)
        members.append((f"{name}.npy", file.getvalue()))
    network = network_from_npz(zipped(members))
    np.testing.assert_array_equal(network.weights["softmax"]["kernel"], KERNEL)
    assert network.provenance.is_imported


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = zipped([("arr_0.npy", bytes(200_000_000))])
    assert "unpacks to 200.0 MB" in complaint(bomb)


def test_a_member_that_is_larger_than_it_says_is_damaged():
    honest = zipped([("arr_0.npy", bytes(1_000_000))])
    size = (1_000_000).to_bytes(4, "little")
    assert "damaged" in complaint(honest.replace(size, (100).to_bytes(4, "little")))


def test_very_many_members_are_refused_by_the_size_of_their_directory():
    assert "too many arrays" in complaint(zipped([(f"arr_{n}.npy", b"") for n in range(5000)]))
    assert "too many arrays" in complaint(zipped([(f"arr_{n}.npy", b"") for n in range(201)]))


def test_pickled_arrays_are_refused():
    objects = np.array([{"a": 1}], dtype=object)
    assert "data type 'O'" in complaint(saved(objects))
    assert "data type 'i'" in complaint(saved(np.arange(3)))


@pytest.mark.parametrize("shape", ["(9999999999, 9999999)", "(-1, -4)", "(2,)", "(0, 10**9)"])
def test_a_header_that_speaks_of_another_size_is_damaged(shape):
    assert "damaged" in complaint(zipped([("arr_0.npy", npy(shape, bytes(4)))]))


def test_keras_and_pytorch_files_are_named():
    assert ".keras model" in complaint(zipped([("config.json", "{}"), ("model.weights.h5", "")]))


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ("", "malformed"),
        ("[" * 100_000, "malformed"),
        ('{"a":' * 30_000, "malformed"),
        ("x" * 250_001, "at most 250,000"),
        ('{"class_name": "Mine", "config": {}}', "class of its own"),
        ('{"class_name": "Sequential", "config": {"layers": [3]}}', "malformed"),
        ('{"class_name": "Sequential", "config": {"layers": []}}', "28 x 28"),
    ],
)
def test_a_configuration_is_bounded_and_checked(config, sentence):
    assert sentence in complaint(saved(KERNEL, BIAS, config=config))


def test_a_file_without_its_configuration_says_what_is_missing():
    file = io.BytesIO()
    np.savez(file, KERNEL, BIAS)
    assert "config=model.to_json()" in complaint(file.getvalue())


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_no_numbers_are_refused(value):
    assert "not all finite" in complaint(saved(KERNEL * np.float32(value), BIAS))
    assert "not all finite" in complaint(saved(KERNEL.astype(np.float64) * 1e300, BIAS))


@pytest.mark.parametrize("arrays", [(), (KERNEL,), (BIAS, KERNEL), (KERNEL, BIAS, BIAS)])
def test_weights_that_do_not_fit_the_layers_are_refused(arrays):
    assert "do not belong" in complaint(saved(*arrays))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
SETTINGS = [
    "units",
    "filters",
    "kernel_size",
    "strides",
    "padding",
    "activation",
    "rate",
    "axis",
    "epsilon",
    "pool_size",
    "scale",
    "dtype",
    "batch_shape",
    "use_bias",
    "dilation_rate",
    "target_shape",
    "offset",
    "data_format",
]
CLASSES = [
    "Conv2D",
    "Dense",
    "Activation",
    "ReLU",
    "Softmax",
    "BatchNormalization",
    "MaxPooling2D",
    "Dropout",
    "Flatten",
    "Rescaling",
    "Reshape",
    "GlobalAveragePooling2D",
    "InputLayer",
]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(CLASSES), st.dictionaries(st.sampled_from(SETTINGS), json_values)
        ),
        max_size=4,
    )
)
def test_whatever_the_settings_are_there_is_a_sentence(layers):
    entries = [{"class_name": kind, "config": config} for kind, config in layers]
    config = {"layers": [CONFIG["config"]["layers"][0], *entries]}
    text = json.dumps({"class_name": "Sequential", "config": config})
    try:
        network_from_npz(saved(KERNEL, BIAS, config=text))
    except NetworkFileError as error:
        assert str(error).endswith((".", ").", "below.", "1))."))
