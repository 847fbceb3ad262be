"""The sidebar's picker: which network reads the digit, and what it is."""

from __future__ import annotations

import streamlit as st

from cnn.glossary import with_terms
from pages.parts.components.held_widget import held_widget
from pages.parts.session.fine_tuning_words import fine_tuning_lines
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
from pages.parts.words import DATA_IN_A_SENTENCE, optimizer_at_rate


def network_picker() -> None:
    """Choose a network; its parameters, accuracy and making stand below."""
    labels, chosen = network_labels(), current_choice()
    # It may have given way to another visitor's meanwhile.
    labels.setdefault(chosen.token, chosen.name)
    tokens = list(labels)
    key, take_choice = held_widget("network_choice", chosen.token, choose_network, labels.get)
    st.selectbox(
        "Network",
        tokens,
        tokens.index(chosen.token),
        format_func=lambda token: labels.get(token, ""),
        key=key,
        on_change=take_choice,
        help="The network that reads your digit. A Learn page that uses another one says so at the "
        "top.",
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
    count = f"{choice.network.architecture.parameters:,}"
    lines = [
        f"**{count}** parameters.",
        *_accuracy_lines(choice),
        *_making_lines(choice),
    ]
    return with_terms("  \n".join(lines), set())


def _accuracy_lines(choice: NetworkChoice) -> list[str]:
    provenance = choice.network.provenance
    lines = []
    if (share := provenance.mnist_test_accuracy) is not None:
        lines.append(
            f"Its file says that it reads {share:.2%} of MNIST's test digits right."
            if choice.is_uploaded
            else f"It reads {share:.2%} of MNIST's test digits right."
        )
    if (share := provenance.synthetic_test_accuracy) is not None:
        lines.append(
            f"Its file says that it reads {share:.2%} of the synthetic test digits right."
            if choice.is_uploaded
            else f"It reads {share:.2%} of the synthetic test digits right."
        )
    if (share := provenance.pen_accuracy) is not None:
        lines.append(
            f"Its file says that it read {share:.2%} of the pen digits right whose writers it had "
            "never met. Only then did it learn from these writers, too."
            if choice.is_uploaded
            else f"Of pen digits by writers that it had never met, it read {share:.2%} right. Only "
            "then did it learn from these writers, too."
        )
    if lines and choice.is_uploaded:
        lines.append("*Not measured here: the Evaluate page does that.*")
    return lines


def _making_lines(choice: NetworkChoice) -> list[str]:
    edits, found = len(choice.network.provenance.edits), choice.network.provenance.fine_tuning
    lines = _training_lines(choice)
    if found is None:
        return [*lines, *_edit_lines(edits, is_uploaded=choice.is_uploaded)]
    before = min(found.edits_before, edits)
    return [
        *lines,
        *_edit_lines(before, is_uploaded=choice.is_uploaded),
        *fine_tuning_lines(found, is_uploaded=choice.is_uploaded),
        *_edit_lines(edits - before, is_uploaded=choice.is_uploaded),
    ]


def _edit_lines(count: int, *, is_uploaded: bool) -> list[str]:
    """How often its weights were changed by hand since it was trained."""
    if not count:
        return []
    times = "once" if count == 1 else f"{count} times"
    if is_uploaded:
        return [f"As its file says, its filters were then edited by hand {times}."]
    return [f"Its filters were then edited by hand {times}: it is no longer as it was trained."]


def _training_lines(choice: NetworkChoice) -> list[str]:
    provenance, recipe = choice.network.provenance, choice.network.provenance.recipe
    if recipe.data == "own":
        return _moment_lines(choice)
    if provenance.is_imported:
        return ["It comes from Keras; its file does not say how it was trained."]
    settings = [
        f"{recipe.training_images:,} images",
        *(["augmented"] if recipe.augment else []),
        "1 epoch" if recipe.epochs == 1 else f"{recipe.epochs} epochs",
        optimizer_at_rate(recipe),
        f"batch {recipe.batch_size}",
        f"seed {recipe.seed}",
    ]
    made = f"{DATA_IN_A_SENTENCE[recipe.data]}: {', '.join(settings)}."
    lines = [
        f"As its file says, it learned from {made}"
        if choice.is_uploaded
        else f"It learned from {made}"
    ]
    changes = len(provenance.rate_changes)
    if changes == 1:
        lines.append("The learning rate was changed by hand once.")
    elif changes:
        lines.append(f"The learning rate was changed by hand {changes} times.")
    if provenance.images_trained is not None:
        lines.append(
            f"These are its weights after {provenance.images_trained:,} of {recipe.images:,} "
            "training images."
        )
    return lines


def _moment_lines(choice: NetworkChoice) -> list[str]:
    """Of a network as it was on the way through a fine-tuning; what it was before is not told."""
    provenance, recipe = choice.network.provenance, choice.network.provenance.recipe
    images = recipe.images if provenance.images_trained is None else provenance.images_trained
    moment = (
        f"a trained network after {images:,} of {recipe.images:,} images of one hand's digits: "
        f"{optimizer_at_rate(recipe)}, batch {recipe.batch_size}, seed {recipe.seed}."
    )
    if choice.is_uploaded:
        return [f"As its file says, it is a moment of a fine-tuning: {moment}"]
    return [f"It is a moment of a fine-tuning: {moment}"]
