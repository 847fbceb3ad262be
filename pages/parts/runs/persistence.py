"""Where finished runs are kept, as whoever starts the server chooses.

CONVOSCOPE_RUNS names a folder, whose runs every visitor sees, as in a classroom; off or unset,
nothing outlives the visit. What a browser says of itself decides nothing.
"""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

from cnn.runs.passphrase import Passphrase
from cnn.runs.store import RunStore

VARIABLE = "CONVOSCOPE_RUNS"
OFF = "off"
PASSPHRASE_VARIABLE = "CONVOSCOPE_PASSPHRASE"


def run_store() -> RunStore | None:
    """The host's store of runs, the same object at every call; None where runs are not kept."""
    folder = runs_folder(os.environ.get(VARIABLE, ""))
    return None if folder is None else _store(folder)


def runs_folder(setting: str) -> Path | None:
    """The folder, as an absolute path, that CONVOSCOPE_RUNS names; None where nothing is kept."""
    setting = setting.strip()
    if not setting or setting.lower() == OFF:
        return None
    return Path(setting).expanduser().absolute()


def host_passphrase() -> Passphrase | None:
    """The host's, with its count of wrong guesses; None where CONVOSCOPE_PASSPHRASE is not set."""
    passphrase = os.environ.get(PASSPHRASE_VARIABLE, "")
    return _passphrase(passphrase) if passphrase else None


@st.cache_resource(max_entries=4, show_spinner=False)
def _store(folder: Path) -> RunStore:
    return RunStore(folder)


@st.cache_resource(max_entries=4, show_spinner=False)
def _passphrase(passphrase: str) -> Passphrase:
    return Passphrase(passphrase)
