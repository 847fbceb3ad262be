"""All that is used of Streamlit and is not public: it may move with any of its minor versions.

So requirements.txt ends before the next one, and this file's tests tell what has moved. Nothing
else in the project imports from `streamlit.runtime` and the like.
"""

from __future__ import annotations

import streamlit as st
from streamlit import runtime
from streamlit.delta_generator import DeltaGenerator as Container
from streamlit.elements.lib.mutable_tab_container import TabContainer
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import DeletedFile, UploadedFile

# What st.container and st.tabs give has no public name for annotations: Container, TabContainer.
__all__ = [
    "Container",
    "PagesManager",
    "TabContainer",
    "UploadedFile",
    "came_by_history",
    "ignore_pages_folder",
    "is_connected",
    "is_released",
    "release_upload",
    "session_id",
]


def ignore_pages_folder() -> None:
    """Run the app again where Streamlit has run a page of the folder pages by itself.

    A fresh server that is asked for /train before it was ever asked for / takes the folder for its
    automatic menu and would go on without app.py; no setting switches that menu off.
    """
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()


def session_id() -> str:
    """The visitor's connection, never shown to anyone; empty outside a run.

    `st.context` tells everything about a visitor but which one it is.
    """
    context = get_script_run_ctx()
    return context.session_id if context else ""


def is_connected(session: str) -> bool:
    """Whether a visitor's browser is still there; from any thread, by a `session_id`.

    Streamlit tells the end of a connection to nobody.
    """
    return runtime.exists() and runtime.get_instance().is_active_session(session)


def release_upload(uploaded: UploadedFile) -> None:
    """Give back what an uploaded file takes of the memory; its widget goes on showing the name.

    Streamlit keeps the bytes as long as the visitor stays, on whatever page.
    """
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, uploaded.file_id)


def is_released(uploaded: UploadedFile | DeletedFile) -> bool:
    """Whether a file uploader's value in the session state is one that has been released."""
    return isinstance(uploaded, DeletedFile)


def came_by_history() -> bool:
    """Whether this run answers the browser's back or forward button.

    `st.query_params` say where a visitor is, and not how they came there.
    """
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation
