"""Any point of the chart as a link to the Train page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from cnn.glossary import term
from cnn.lessons.fewer_examples.sizes import NETWORKS, plan_of, planned_sizes, seeds
from cnn.lessons.trained_results import LabRun
from cnn.runs.address import address_of

_NETWORK, _IMAGES, _SEED = "fewer_network", "fewer_images", "fewer_seed"


def train_again(
    runs: Sequence[LabRun],
    hidden: Sequence[tuple[str, int]],
    titles: Mapping[str, str],
) -> None:
    """Network, training digits and seed of a point, the link, and how the chart's run ended.

    Args:
        hidden: network and training digits of the points whose accuracy is asked for.
        titles: of the networks.
    """
    st.markdown("## Train a point yourself")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        network = st.selectbox(
            "Network", NETWORKS, format_func=titles.__getitem__, key=_NETWORK, width=170
        )
        images = st.selectbox(
            "Training digits",
            planned_sizes(),
            format_func="{:,}".format,
            key=_IMAGES,
            width=150,
        )
        seed = st.selectbox("Seed", seeds(), key=_SEED, width=90)
        plan = plan_of(network, images, seed)
        st.page_link(
            "pages/train.py",
            label="Open it on the Train page",
            icon=":material/model_training:",
            query_params=address_of(plan.architecture.hidden, plan.recipe),
            width="content",
        )
    run = next(filter(plan.is_done_by, runs), None)
    if run is None:
        st.caption("Nobody has made this run yet: yours would be the first.")
    elif (network, images) in hidden:
        st.caption(
            f"This run took {run.seconds:.0f} s. How well it reads is what the question asks."
        )
    else:
        st.caption(
            f"This run of the chart reads {run.test_accuracy:.2%} of the test digits after "
            f"{run.recipe.epochs} {term('epoch', 'epochs')}. It took {run.seconds:.0f} s on "
            f"{run.machine.cores} cores that were busy with other work, too. Yours will come "
            "close, but not be the same: another machine, or another version of TensorFlow, adds "
            "the numbers in another order."
        )
