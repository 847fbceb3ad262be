"""A network from a file: loaded, checked, and put into the picker."""

from __future__ import annotations

from pathlib import PurePath

import numpy as np
import streamlit as st

from cnn.errors import NetworkFileError
from cnn.glossary import term
from cnn.handwriting.examples import EXAMPLES
from cnn.network import Network
from cnn.network.file_checks import MAX_FILE_BYTES
from cnn.network.keras_import import EXPORT_LINES, network_from_npz
from cnn.network.magnitudes import check_magnitudes
from cnn.network.npz_arrays import ZIP_BEGINNING
from cnn.runs.run_name import clean_name
from pages.parts.session.digit import example_digit
from pages.parts.session.networks import add_network, network_labels
from pages.parts.streamlit_internals import UploadedFile, is_released, release_upload

MAX_UPLOAD_MB = 13
# Every so many of the examples is read, to see whether a network's sums are of a usable size.
EVERY_EXAMPLE = 5
_WIDGET_KEY = "network_file"
_LOADED_KEY, _PROBLEM_KEY = "loaded_network", "loading_problem"


def upload_box() -> None:
    """Load a network file; it joins the picker and is chosen."""
    st.file_uploader(
        "Load a network: a .safetensors file from this page, or an .npz file of your Keras model",
        key=_WIDGET_KEY,
        max_upload_size=MAX_UPLOAD_MB,
        on_change=_take,
    )
    _show_outcome()
    st.caption("These lines turn a Keras model of your own into such an .npz file:")
    st.code(EXPORT_LINES, "python", wrap_lines=True)
    st.caption(
        "The model must be a plain chain of layers that the Design tab offers too, from 28 x 28 "
        f"pixels in one {term('channel')} to 10 outputs. Its layers get this app's names, conv1 "
        "for instance. It is given images with pixels from 0 to 1, bright ink on black; if it ends "
        f"without {term('softmax')}, that is added."
    )


def _show_outcome() -> None:
    """What came of the file that was loaded last."""
    if st.session_state[_WIDGET_KEY] is None:
        return
    if st.session_state.get(_PROBLEM_KEY):
        st.error(st.session_state[_PROBLEM_KEY], icon=":material/error:")
        return
    label = network_labels().get(st.session_state[_LOADED_KEY])
    if label is None:
        st.warning(
            "This network has been put away to make room for others. Load the file again to "
            "use it.",
            icon=":material/memory:",
        )
    else:
        st.success(
            f"**{label}** is loaded. You find it in the sidebar's list of networks.",
            icon=":material/check_circle:",
        )


def _take() -> None:
    uploaded = st.session_state[_WIDGET_KEY]
    if uploaded is None or is_released(uploaded):
        return
    st.session_state[_PROBLEM_KEY] = None
    try:
        network = _read(uploaded)
    except NetworkFileError as error:
        st.session_state[_PROBLEM_KEY] = str(error)
    else:
        name = clean_name(PurePath(uploaded.name).stem) or "loaded"
        st.session_state[_LOADED_KEY] = add_network(name, network, is_uploaded=True)
    finally:
        release_upload(uploaded)


def _read(uploaded: UploadedFile) -> Network:
    if uploaded.size > MAX_FILE_BYTES:
        raise NetworkFileError(
            f"The file has {uploaded.size / 1e6:.1f} MB; at most {MAX_FILE_BYTES / 1e6:.0f} MB "
            "are allowed, enough for 3 million parameters."
        )
    data = uploaded.getvalue()
    is_zip = data.startswith(ZIP_BEGINNING)
    network = network_from_npz(data) if is_zip else Network.from_bytes(data)
    check_magnitudes(network, _images_to_try())
    return network


def _images_to_try() -> np.ndarray:
    """Examples of digits, and an image full of ink."""
    examples = [example_digit(example).image for example in EXAMPLES[::EVERY_EXAMPLE]]
    return np.stack([*examples, np.ones_like(examples[0])])
