"""The recipes, and what the comparison can and cannot say."""

from __future__ import annotations

import streamlit as st

from cnn.lessons.fewer_examples.sizes import NETWORKS, plan_of, planned_sizes


def how_it_was_made() -> None:
    """The section below the chart."""
    few, many = (plan_of("textbook", images, 0) for images in (planned_sizes()[0], 60_000))
    parameters = {
        name: plan_of(name, planned_sizes()[0], 0).architecture.parameters for name in NETWORKS
    }
    st.markdown(
        "#### How this was made\n"
        f"Both networks have about the same number of parameters: the convolutional one "
        f"{parameters['textbook']:,}, the dense one {parameters['dense']:,}. Both are trained by "
        f"the same recipe: RMSprop, learning rate {few.recipe.learning_rate:g}, batches of "
        f"{few.recipe.batch_size}, on the first of MNIST's training digits, as many of each "
        f"({many.recipe.training_images:,} are all there are). "
        f"Few digits are gone through more often, from {few.recipe.epochs} epochs for "
        f"{few.recipe.training_images:,} to {many.recipe.epochs} for "
        f"{many.recipe.training_images:,}, so that each network has time to learn what is in "
        "them. Test digits are all 10,000 of MNIST. A seed is a random start of the weights and an "
        "order of the digits; all were chosen beforehand, and each is in the chart. The digits "
        "themselves are the same for every seed, so the spread leaves out how much depends on "
        "which digits they are. Neither network was tuned for few digits."
    )
