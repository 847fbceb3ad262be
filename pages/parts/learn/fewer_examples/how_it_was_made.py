"""What the chart compares, the recipes behind it, and what it can and cannot say."""

from __future__ import annotations

import streamlit as st

from cnn.glossary import term
from cnn.lessons.fewer_examples.sizes import NETWORKS, plan_of, planned_sizes, seeds


def what_is_compared() -> None:
    """The two networks and what they are tested on, in a few words above the chart."""
    parameters = {
        name: plan_of(name, planned_sizes()[0], 0).architecture.parameters for name in NETWORKS
    }
    st.markdown(
        f"A convolutional network with {parameters['textbook']:,} "
        f"{term('parameter', 'parameters')} and a {term('dense', 'dense')} one with "
        f"{parameters['dense']:,} learn from the same digits and read the same 10,000 "
        f"{term('test_digits', 'test digits')}. Each point is the mean of {len(seeds())} runs, "
        f"each with a {term('seed')} of its own."
    )


def how_it_was_made() -> None:
    """The section below the chart."""
    few, many = (plan_of("textbook", images, 0) for images in (planned_sizes()[0], 60_000))
    st.markdown(
        "## How this was made\n"
        f"Both networks are trained by the same {term('recipe')}: RMSprop, "
        f"{term('learning_rate')} {few.recipe.learning_rate:g}, {term('batch', 'batches')} of "
        f"{few.recipe.batch_size}. They learn from the first of {term('mnist')}'s training digits, "
        f"equally many of each digit; {many.recipe.training_images:,} are all there are. The fewer "
        "they are, the more often they are gone through, so that each network has time to learn "
        f"what is in them: {few.recipe.epochs} times where there are "
        f"{few.recipe.training_images:,}, {many.recipe.epochs} times where there are "
        f"{many.recipe.training_images:,}.\n\n"
        f"A seed decides the random start of the {term('weight', 'weights')} and the order of the "
        "digits. All seeds were chosen beforehand, and each is in the chart. Every seed learns "
        "from the very same digits, so the spread between seeds does not tell how much depends on "
        "which digits they are. Neither network was tuned for learning from few."
    )
