"""The textbook network and the one without pooling as they were trained, beside each other."""

from __future__ import annotations

import streamlit as st

from cnn.errors import NetworkFileError
from cnn.glossary import term
from cnn.lessons.contenders import (
    CHANCE,
    PROCESSOR_SECONDS,
    TEST_DIGITS,
    Contender,
    accuracy_margin,
    better_readers,
)
from cnn.lessons.downsampling.trained import contenders
from pages.parts.learn.downsampling.receptive_fields import UNKNOWN, Shown, hides_totals

_MISSING = (
    "How well and how fast the network without pooling learns is not in this copy yet: not all of "
    "its runs have been made. `python -m cnn.training.lab unpooled` makes them."
)


def pooled_beside_unpooled(pooled: Shown, unpooled: Shown) -> None:
    """What each costs and, where the results are there, how fast it learns and how well it reads.

    What the question asks of either is not shown.
    """
    st.markdown("## Both trained: with pooling and without")
    try:
        ours, theirs = contenders()
    except NetworkFileError:
        _table({shown.title: _costs(shown) for shown in (pooled, unpooled)})
        st.info(_MISSING, icon=":material/hourglass_empty:")
        return
    _table(
        {
            pooled.title: _costs(pooled) | _results(ours),
            unpooled.title: _costs(unpooled) | _results(theirs),
        }
    )
    is_asked = pooled.asked or unpooled.asked
    sentences = [] if is_asked else [_cost_sentence(ours, theirs)]
    sentences += [_time_sentence(ours, theirs), _accuracy_sentence(ours, theirs)]
    st.markdown(" ".join(sentences))
    st.caption(
        f"Both were trained by the same {term('recipe')}: {theirs.recipe.training_images:,} "
        f"digits, {theirs.recipe.epochs} {term('epoch', 'epochs')}, one run for each "
        f"{term('seed')}. {term('accuracy', 'Accuracy')} is measured on "
        f"{term('mnist')}'s {TEST_DIGITS:,} "
        f"{term('test_digits')}. {CHANCE} {PROCESSOR_SECONDS}"
    )


def _table(networks: dict[str, dict[str, str]]) -> None:
    """A column for each network, so that it fits a narrow screen."""
    measures = next(iter(networks.values()))
    rows = [
        {"Measure": name} | {title: numbers[name] for title, numbers in networks.items()}
        for name in measures
    ]
    st.table(rows, hide_index=True)


def _costs(shown: Shown) -> dict[str, str]:
    """What follows from the layers alone."""
    layers = shown.design.layers
    size = shown.design.last_maps.receptive_field.size
    parameters = f"{sum(layer.parameters for layer in layers):,}"
    multiplications = f"{sum(layer.multiply_adds for layer in layers):,}"
    hides = hides_totals(shown)
    return {
        "Parameters": UNKNOWN if hides else parameters,
        "Multiplications per digit": UNKNOWN if hides else multiplications,
        "A cell of conv3 sees": UNKNOWN if shown.asked == "field" else f"{size} x {size}",
    }


def _results(contender: Contender) -> dict[str, str]:
    """What was measured in training."""
    accuracies = ", ".join(f"{accuracy:.2%}" for accuracy in contender.accuracies)
    return {
        "Processor seconds of training": f"{contender.processor_seconds:.0f}",
        "Test accuracy (each run)": f"{contender.mean:.2%} ({accuracies})",
    }


def _cost_sentence(pooled: Contender, unpooled: Contender) -> str:
    ours, theirs = pooled.architecture, unpooled.architecture
    return (
        f"Without pooling there are {theirs.parameters / ours.parameters:.0f} times as many "
        f"parameters and {theirs.multiply_adds / ours.multiply_adds:.0f} times as many "
        "multiplications."
    )


def _time_sentence(pooled: Contender, unpooled: Contender) -> str:
    times = unpooled.processor_seconds / pooled.processor_seconds
    return f"Training without pooling takes {times:.1f} times the processor time."


def _accuracy_sentence(pooled: Contender, unpooled: Contender) -> str:
    """Which of the two reads better, where chance alone does not explain the difference."""
    points = abs(pooled.mean - unpooled.mean) * 100
    margin = accuracy_margin(pooled, unpooled) * 100
    match better_readers(pooled, unpooled):
        case (pooled.network,):
            return (
                f"On average the network with pooling names {points:.2f} percentage points more "
                f"of the digits correctly. Chance alone explains up to {margin:.2f}, so it really "
                "is better."
            )
        case (unpooled.network,):
            return (
                f"On average the network without pooling names {points:.2f} percentage points more "
                f"of the digits correctly. Chance alone explains up to {margin:.2f}, so it "
                "really is better."
            )
        case _:
            return (
                f"They read about equally well: on average their {term('accuracy', 'accuracies')} "
                f"are {points:.2f} "
                f"percentage points apart, and chance alone explains up to {margin:.2f}."
            )
