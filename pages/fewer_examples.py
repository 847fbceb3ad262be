"""Two networks trained on few digits and on many: accuracy over the number of examples."""

from collections.abc import Sequence

import streamlit as st

from cnn.errors import NetworkFileError
from cnn.figures.bars import NO_TOOLBAR
from cnn.lessons.accuracy_figures import sizes_figure
from cnn.lessons.fewer_examples.sizes import (
    NETWORKS,
    missing,
    plan_of,
    planned_sizes,
    seeds,
    sizes_question,
    whole_results,
)
from cnn.lessons.trained_results import LabRun, SizeResult, lab_results
from cnn.runs.address import address_of
from pages.parts.learn.lesson import ask, lesson_foot, lesson_page, question_number
from pages.parts.session.theme import palette

NAME = "fewer_examples"
TITLES = {"textbook": "Convolutional", "dense": "Dense"}
SHARES = ("Right", "Wrong")
KEYS = {"network": "fewer_network", "images": "fewer_images", "seed": "fewer_seed"}


@st.fragment
def explorer(runs: Sequence[LabRun]) -> None:
    """The chart, the question about it, and the way to train one of its points."""
    results = whole_results(runs)
    asked = sizes_question(results, question_number(NAME))
    figure_side, question_side = st.columns((3, 1), gap="medium")
    with question_side:
        answered = asked is None or ask(NAME, asked.question)
        if asked is None:
            st.caption("The question is asked when more of the chart's runs are there.")
    hidden = () if answered else asked.hidden
    with figure_side:
        chart(results, hidden)
    waiting(runs)
    train_again(runs, hidden)
    if answered:
        numbers(results)


def chart(results: Sequence[SizeResult], hidden: Sequence[tuple[str, int]]) -> None:
    """Accuracy or errors over the training digits."""
    shown = st.segmented_control(
        "Test digits read", SHARES, default=SHARES[0], required=True, key="fewer_share"
    )
    st.plotly_chart(
        sizes_figure(
            results,
            planned_sizes(),
            TITLES,
            palette(),
            as_errors=shown == SHARES[1],
            asked=hidden,
        ),
        theme=None,
        config=NO_TOOLBAR,
        key="fewer_chart",
        alt="Share of MNIST's test digits read right over the number of training digits, means: "
        + "; ".join(
            f"{TITLES[result.network]}, {result.images:,}: "
            + ("asked for" if (result.network, result.images) in hidden else f"{result.mean:.2%}")
            for result in results
        ),
    )


def waiting(runs: Sequence[LabRun]) -> None:
    """Which points are not there yet."""
    plans = missing(runs)
    if not plans:
        return
    counts: dict[tuple[str, int], int] = {}
    for plan in plans:
        place = plan.network, plan.recipe.training_images
        counts[place] = counts.get(place, 0) + 1
    st.info(
        f"Not trained yet are {len(plans)} of the chart's runs: "
        + ", ".join(
            f"{TITLES[network].lower()} on {images:,} ({count} of {len(seeds())} seeds)"
            for (network, images), count in counts.items()
        )
        + ". `python -m cnn.training.lab sizes` trains them.",
        icon=":material/hourglass_empty:",
    )


def train_again(runs: Sequence[LabRun], hidden: Sequence[tuple[str, int]]) -> None:
    """Any point of the chart as a link to the Train page."""
    st.markdown("#### Train a point yourself")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        network = st.selectbox(
            "Network", NETWORKS, format_func=TITLES.__getitem__, key=KEYS["network"], width=170
        )
        images = st.selectbox(
            "Training digits",
            planned_sizes(),
            format_func="{:,}".format,
            key=KEYS["images"],
            width=150,
        )
        seed = st.selectbox("Seed", seeds(), key=KEYS["seed"], width=90)
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
        st.caption("This run has not been made yet: yours would be the first.")
    elif (network, images) in hidden:
        st.caption(f"It took {run.seconds:.0f} s. How well it reads is asked for.")
    else:
        st.caption(
            f"The run in the chart: {run.test_accuracy:.2%} of the test digits after "
            f"{run.recipe.epochs} epochs, {run.seconds:.0f} s on {run.machine.cores} cores that "
            "did other work as well. Another machine or another version of TensorFlow adds in "
            "another order, so yours will be close, not the same."
        )


def numbers(results: Sequence[SizeResult]) -> None:
    """The chart as a table."""
    st.markdown("#### The numbers")
    known = {(result.network, result.images): result for result in results}
    st.table(
        [
            {"Training digits": f"{images:,}"}
            | {TITLES[name]: cell(known.get((name, images))) for name in NETWORKS}
            for images in planned_sizes()
        ],
        hide_index=True,
    )
    st.caption("Mean of the seeds, and in brackets from the worst to the best of them.")


def cell(result: SizeResult | None) -> str:
    """One point of the chart in numbers."""
    if result is None:
        return "not trained yet"
    if len(result.runs) == 1:
        return f"{result.mean:.2%} (one seed)"
    return f"{result.mean:.2%} ({result.lowest:.2%} to {result.highest:.2%})"


def how_it_was_made() -> None:
    """The recipes, and what the comparison can and cannot say."""
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


def page() -> None:
    """Everything that needs the results."""
    try:
        runs = lab_results("sizes").runs
    except NetworkFileError as error:
        st.warning(f"{error} `python -m cnn.training.lab sizes` makes it.")
        return
    explorer(runs)
    how_it_was_made()


lesson_page(NAME)
page()
lesson_foot(NAME)
