"""The sidebar's picker: which network every page shows, and what it is."""

from __future__ import annotations

import streamlit as st

from cnn.network import Network
from pages.parts.session.networks import (
    choose_network,
    current_network,
    network_name,
    network_names,
)
from pages.parts.words import DATA_NAMES, optimizer_at_rate


def network_picker() -> None:
    """Choose a network; its parameters, accuracy and making stand below."""
    names = network_names()

    def take_choice() -> None:
        choose_network(st.session_state["network_choice"])

    st.session_state["network_choice"] = network_name()
    st.selectbox("Network", names, key="network_choice", on_change=take_choice)
    st.caption(describe_network(current_network()))


def describe_network(network: Network) -> str:
    """What a network is, how well it reads, and how it was made, in a few lines.

    Args:
        network: any network.

    Returns:
        Markdown made of numbers and of our own words only.
    """
    provenance, recipe = network.provenance, network.provenance.recipe
    lines = [f"**{network.architecture.parameters:,} parameters**"]
    if provenance.mnist_test_accuracy is not None:
        lines.append(f"MNIST test accuracy {provenance.mnist_test_accuracy:.2%}")
    if provenance.synthetic_test_accuracy is not None:
        lines.append(f"Synthetic test accuracy {provenance.synthetic_test_accuracy:.2%}")
    if provenance.pen_accuracy is not None:
        lines.append(
            f"Pen digits of held-out writers {provenance.pen_accuracy:.2%} "
            "(same recipe, trained without them)"
        )
    epochs = "1 epoch" if recipe.epochs == 1 else f"{recipe.epochs} epochs"
    augmented = ", augmented" if recipe.augment else ""
    lines.append(
        f"{DATA_NAMES[recipe.data]}: {recipe.training_images:,} images{augmented}, {epochs}, "
        f"{optimizer_at_rate(recipe)}, "
        f"batch {recipe.batch_size}, seed {recipe.seed}"
    )
    if provenance.rate_changes:
        times = (
            "once" if len(provenance.rate_changes) == 1 else f"{len(provenance.rate_changes)} times"
        )
        lines.append(f"Learning rate changed by hand {times}")
    if provenance.images_trained is not None:
        lines.append(f"After {provenance.images_trained:,} of {recipe.images:,} training images")
    return "  \n".join(lines)
