"""The sidebar's picker: which network every page shows, and what it is."""

from __future__ import annotations

import streamlit as st

from pages.parts.session.networks import (
    MAX_OWN_NETWORKS,
    MAX_OWN_PARAMETERS,
    DroppedNetwork,
    NetworkChoice,
    choose_network,
    current_choice,
    dropped_networks,
    forget_dropped_networks,
    network_labels,
)
from pages.parts.words import DATA_NAMES, optimizer_at_rate


def network_picker() -> None:
    """Choose a network; its parameters, accuracy and making stand below."""
    labels, chosen = network_labels(), current_choice()

    def take_choice() -> None:
        choose_network(st.session_state["network_choice"])

    st.session_state["network_choice"] = chosen.token
    st.selectbox(
        "Network",
        list(labels),
        format_func=lambda token: labels.get(token, ""),
        key="network_choice",
        on_change=take_choice,
    )
    st.caption(describe_network(chosen))
    if dropped := dropped_networks():
        st.warning("  \n".join(map(dropped_sentence, dropped)), icon=":material/memory:")
        st.button("Understood", key="dropped_networks_read", on_click=forget_dropped_networks)


def dropped_sentence(dropped: DroppedNetwork) -> str:
    """Why a network is no longer in the picker."""
    if dropped.is_for_others:
        return (
            f"**{dropped.name}** is no longer here: the server's memory for all visitors' networks "
            "was full, and it had gone unused longest."
        )
    return (
        f"**{dropped.name}** is no longer here: one visit holds at most {MAX_OWN_NETWORKS} "
        f"networks and {MAX_OWN_PARAMETERS // 1_000_000} million parameters, and it was the oldest."
    )


def describe_network(choice: NetworkChoice) -> str:
    """What a network is, how well it reads, and how it was made, in a few lines.

    What an uploaded file says of itself is told as what it is: a claim.

    Returns:
        Markdown made of numbers and of our own words only.
    """
    parameters = f"**{choice.network.architecture.parameters:,} parameters**"
    lines = [parameters, *_accuracy_lines(choice), *_making_lines(choice)]
    return "  \n".join(lines)


def _accuracy_lines(choice: NetworkChoice) -> list[str]:
    provenance = choice.network.provenance
    accuracies = (
        ("MNIST test accuracy", provenance.mnist_test_accuracy, ""),
        ("Synthetic test accuracy", provenance.synthetic_test_accuracy, ""),
        (
            "Pen digits of held-out writers",
            provenance.pen_accuracy,
            " (before it learned from theirs, too)",
        ),
    )
    known = [(what, share, how) for what, share, how in accuracies if share is not None]
    if not choice.is_uploaded:
        return [f"{what} {share:.2%}{how}" for what, share, how in known]
    claims = [f"{what}: the file says {share:.2%}{how}" for what, share, how in known]
    return [*claims, "*Not measured here: Evaluate does.*"] if claims else []


def _making_lines(choice: NetworkChoice) -> list[str]:
    provenance, recipe = choice.network.provenance, choice.network.provenance.recipe
    if provenance.is_imported:
        return ["From Keras; how it was trained, its file does not say"]
    lines = ["How it was made, as the file says:"] if choice.is_uploaded else []
    settings = [
        f"{recipe.training_images:,} images",
        *(["augmented"] if recipe.augment else []),
        "1 epoch" if recipe.epochs == 1 else f"{recipe.epochs} epochs",
        optimizer_at_rate(recipe),
        f"batch {recipe.batch_size}",
        f"seed {recipe.seed}",
    ]
    lines.append(f"{DATA_NAMES[recipe.data]}: {', '.join(settings)}")
    changes = len(provenance.rate_changes)
    if changes == 1:
        lines.append("Learning rate changed by hand once")
    elif changes:
        lines.append(f"Learning rate changed by hand {changes} times")
    if provenance.images_trained is not None:
        lines.append(f"After {provenance.images_trained:,} of {recipe.images:,} training images")
    return lines
