"""A network from a file: loaded, checked, and put into the picker."""

from __future__ import annotations

from pathlib import PurePath

import streamlit as st
from streamlit.typing import UploadedFile

from cnn.errors import NetworkFileError
from cnn.network import Network
from cnn.network.file_checks import MAX_FILE_BYTES
from cnn.runs.run_name import clean_name
from pages.parts.session.networks import add_network

MAX_UPLOAD_MB = 13


def upload_box() -> None:
    """Load a network file; it joins the picker and is chosen."""
    uploaded = st.file_uploader(
        "Load a .safetensors file that was downloaded from this page",
        key="network_file",
        max_upload_size=MAX_UPLOAD_MB,
    )
    if uploaded is None:
        st.session_state["loaded_file"] = None
        return
    try:
        if st.session_state.get("loaded_file") != uploaded.file_id:
            network = _read(uploaded)
            name = add_network(clean_name(PurePath(uploaded.name).stem) or "loaded", network)
            st.session_state["loaded_file"] = uploaded.file_id
            st.session_state["loaded_name"] = name
            st.rerun()
        loaded = st.session_state["loaded_name"]
        st.success(f"**{loaded}** is loaded and in the picker.", icon=":material/check_circle:")
    except NetworkFileError as error:
        st.error(str(error), icon=":material/error:")


def _read(uploaded: UploadedFile) -> Network:
    if uploaded.size > MAX_FILE_BYTES:
        raise NetworkFileError(
            f"The file has {uploaded.size / 1e6:.1f} MB; at most {MAX_FILE_BYTES / 1e6:.0f} MB "
            "are allowed, enough for 3 million parameters."
        )
    return Network.from_bytes(uploaded.getvalue())
