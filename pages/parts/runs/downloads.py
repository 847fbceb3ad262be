"""What can be taken away of the chosen network, and of the run that it came of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import urlencode

import streamlit as st

from cnn.glossary import term
from cnn.network.recipe import Data
from cnn.runs.address import address_of
from cnn.runs.export.history_csv import history_csv
from cnn.runs.export.keras_script import keras_script
from cnn.runs.export.keras_script_digits import SYNTHETIC_FILE, synthetic_npz
from cnn.runs.export.keras_usage import keras_usage
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
    st.caption(_ABOUT_FILES[run.recipe.data])
    st.markdown(f"Whoever opens this link finds the same design and {term('recipe')}:")
    st.code(run_link(run), language=None, wrap_lines=True)


def run_link(run: SessionRun) -> str:
    """An address that opens the Train page with a run's design and recipe, and nothing else."""
    query = urlencode(address_of(run.architecture.hidden, run.recipe))
    return f"{st.context.url or ''}?{query}"


def _has_keras_file(run: SessionRun) -> bool:
    """Whether Keras's own file is there: of runs of this visit, while the server keeps them."""
    return run.job is not None and run.job.keras_path.is_file()


def _run_buttons(choice: NetworkChoice, run: SessionRun) -> None:
    name, recipe, provenance = choice.name, run.recipe, choice.network.provenance
    if run.job is not None and _has_keras_file(run):
        _button("keras", ".keras", f"{name}.keras", run.job.keras_path.read_bytes)
    _button(
        "history",
        "History, CSV",
        f"{name}.csv",
        lambda: history_csv(run.progress, recipe).encode(),
        "text/csv",
    )

    def script() -> bytes:
        return keras_script(
            run.architecture,
            recipe,
            provenance.rate_changes,
            provenance.images_trained,
            run.progress.test_set,
        ).encode()

    _button("script", "Keras script", f"{name}.py", script, "text/x-python")
    if recipe.data == "synthetic":
        _button("synthetic", SYNTHETIC_FILE, SYNTHETIC_FILE, lambda: synthetic_npz(recipe))


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
