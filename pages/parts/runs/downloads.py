"""What can be taken away of the chosen network, and of the run that it came of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from urllib.parse import urlencode

import streamlit as st

from cnn.glossary import term
from cnn.network.provenance import Provenance
from cnn.network.recipe import Data
from cnn.runs.address import address_of
from cnn.runs.export.history_csv import history_csv
from cnn.runs.export.keras_script import keras_script
from cnn.runs.export.keras_script_digits import SYNTHETIC_FILE, synthetic_npz
from cnn.runs.export.keras_script_fine_tuning import FINE_TUNING_FILE, fine_tuning_npz
from cnn.runs.export.keras_usage import keras_usage
from cnn.runs.job import Job
from cnn.runs.job_folder import OWN_DIGITS_FILE
from cnn.runs.progress import TestSet
from pages.parts.runs.session_runs import SessionRun, run_of_network
from pages.parts.session.networks import NetworkChoice, current_choice

_ABOUT_CSV = (
    f"The CSV file holds the curves. In its rows of kind train, {term('loss')} and "
    f"{term('accuracy')} are means of the images since the row before; the means of a whole "
    f"{term('epoch')} are epoch_loss and epoch_accuracy in the rows of kind test."
)
_ABOUT_SCRIPT = (
    f"The script trains the same network with plain Keras, without this app. {_ABOUT_CSV}"
)
# By what the run has learned from.
_ABOUT_FILES: Mapping[Data, str] = MappingProxyType(
    {
        "mnist": _ABOUT_SCRIPT,
        "mnist+pen": _ABOUT_SCRIPT,
        "synthetic": (
            f"The script trains the same network with plain Keras, without this app; put "
            f"{SYNTHETIC_FILE} beside it. {_ABOUT_CSV}"
        ),
    }
)


def download_buttons() -> None:
    """The chosen network as our file; its run as Keras's file, history, script and link."""
    choice = current_choice()
    name, run = choice.name, run_of_network(choice.token)
    st.markdown(f"Download **{name}**")
    with st.container(horizontal=True, gap="small", key="downloads"):
        _button("safetensors", ".safetensors", f"{name}.safetensors", choice.network.to_bytes)
        if run is not None:
            _run_buttons(choice, run)
    st.caption(
        f"The .safetensors file holds the {term('weight', 'weights')}, the layers, and how they "
        "were trained. You can load it here again, on this or any other machine."
    )
    if run is None:
        st.caption(
            "For a network that you train here there are also a Keras file, a script that trains "
            "it again, and its curves as a CSV file."
        )
        return
    if _has_keras_file(run):
        st.caption(
            "Open the .keras file in Keras to read any layer's output. Images have the "
            f"{term('shape')} (n, 28, 28, 1), with pixels from 0 to 1:"
        )
        st.code(keras_usage(f"{name}.keras", run.architecture), "python", wrap_lines=True)
    if run.is_fine_tuning:
        st.caption(_about_fine_tuning(run))
        return
    st.caption(_ABOUT_FILES[run.recipe.data])
    st.markdown(f"Whoever opens this link finds the same design and {term('recipe')}:")
    st.code(run_link(run), language=None, wrap_lines=True)


def _about_fine_tuning(run: SessionRun) -> str:
    """What the files of a fine-tuning are for, and for whom they are."""
    if not _has_beginning(run):
        return (
            f"The script fine-tunes the same network with plain Keras. {FINE_TUNING_FILE}, which "
            "it needs, holds the handwritten digits and the network as it was before. Only the "
            f"visit that wrote them can download it, while this host keeps it. {_ABOUT_CSV}"
        )
    return (
        "The script fine-tunes the same network with plain Keras, without this app; put "
        f"{FINE_TUNING_FILE} beside it. That file holds your handwritten digits and the network as "
        f"it was before. {_ABOUT_CSV}"
    )


def _has_beginning(run: SessionRun) -> bool:
    """Whether this visit may have a fine-tuning's digits, and they are still there."""
    return run.is_own and run.job is not None and (run.job.folder / OWN_DIGITS_FILE).is_file()


def run_link(run: SessionRun) -> str:
    """An address that opens the Train page with a run's design and recipe, and nothing else."""
    query = urlencode(address_of(run.architecture.hidden, run.recipe))
    return f"{st.context.url or ''}?{query}"


def _has_keras_file(run: SessionRun) -> bool:
    """Whether Keras's own file is there: of runs of this visit, while the server keeps them."""
    return run.job is not None and run.job.keras_path.is_file()


def _run_buttons(choice: NetworkChoice, run: SessionRun) -> None:
    name, recipe = choice.name, run.recipe
    if run.job is not None and _has_keras_file(run):
        _button("keras", ".keras", f"{name}.keras", run.job.keras_path.read_bytes)
    _button(
        "history",
        "History, CSV",
        f"{name}.csv",
        lambda: history_csv(run.progress, recipe).encode(),
        "text/csv",
    )

    _button(
        "script",
        "Keras script",
        f"{name}.py",
        lambda: _script(run, choice.network.provenance).encode(),
        "text/x-python",
    )
    if run.job is not None and _has_beginning(run):
        _button(
            "beginning",
            FINE_TUNING_FILE,
            FINE_TUNING_FILE,
            partial(_beginning_bytes, run.job, run.progress.test_set),
        )
    if recipe.data == "synthetic":
        _button("synthetic", SYNTHETIC_FILE, SYNTHETIC_FILE, lambda: synthetic_npz(recipe))


def _script(run: SessionRun, provenance: Provenance) -> str:
    found = provenance.fine_tuning
    if found is None:
        return keras_script(
            run.architecture,
            run.recipe,
            provenance.rate_changes,
            provenance.images_trained,
            run.progress.test_set,
        )
    return keras_script(
        run.architecture,
        found.recipe,
        found.rate_changes,
        found.images,
        found.test_set,
        held_fixed=found.plan.held_fixed,
    )


def _beginning_bytes(job: Job, test_set: TestSet) -> bytes:
    return fine_tuning_npz(job.fine_tuning_start(), test_set)


def _button(
    key: str,
    label: str,
    file_name: str,
    data: Callable[[], bytes],
    mime: str = "application/octet-stream",
) -> None:
    """A button whose file is made when it is pressed."""
    st.download_button(
        label,
        data,
        file_name=file_name,
        mime=mime,
        key=f"download_{key}",
        icon=":material/download:",
        on_click="ignore",
    )
