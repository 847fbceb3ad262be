"""Train a network: its layers and recipe, the run as it goes, and networks as files."""

import streamlit as st

from cnn.datasets import mnist_available
from cnn.errors import VisitorError
from cnn.recipe import Recipe
from cnn.training.estimate import estimated_seconds
from pages.shared.network_file import download_buttons, upload_box
from pages.shared.training_run import (
    begin_run,
    duration,
    run_view,
    visitors_run,
)
from pages.shared.training_settings import chosen_settings, training_settings

job = visitors_run()

settings_side, run_side = st.columns([4, 7], gap="medium")

with settings_side:
    training_settings()
    settings, problem = None, st.session_state.get("training_problem")
    try:
        settings = chosen_settings()
    except VisitorError as error:
        problem = str(error)
    is_running = job is not None and job.progress.is_running
    st.button(
        "Training" if is_running else "Start training",
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        key="start_training",
        on_click=begin_run,
        disabled=settings is None or is_running,
    )
    if problem:
        st.error(problem, icon=":material/error:")
    elif settings and not is_running:
        steps = -(-settings.recipe.training_images // settings.recipe.batch_size)
        st.caption(
            f"{settings.recipe.epochs} x {steps:,} gradient steps, about "
            f"{duration(estimated_seconds(settings.architecture, settings.recipe))} on two cores."
        )
    if not mnist_available():
        st.caption("MNIST is not on this machine yet: the first run downloads it, 11 MB.")

with run_side:
    run_view(job, settings.recipe if settings else Recipe())
    st.caption(
        "Loss is the categorical cross-entropy. Blue: the training images, as they are learnt "
        "from. Orange: MNIST's 10,000 test digits after each epoch, which are never learnt from."
    )
    if settings:
        layers = settings.architecture.layers
        st.markdown(f"The network to train: **{settings.architecture.parameters:,} parameters**")
        st.table(
            {
                "Layer": [layer.name for layer in layers],
                "Output": [layer.shape_text for layer in layers],
                "How the size follows": [layer.size_arithmetic for layer in layers],
                "Parameters": [layer.parameter_arithmetic for layer in layers],
            },
            hide_index=True,
            border="horizontal",
            alt="The layers of the network to train, with output shapes and parameters.",
        )

st.divider()
download_side, upload_side = st.columns(2, gap="large")
with download_side:
    download_buttons()
with upload_side:
    upload_box()
