"""My handwriting: a network learns from digits that the visitor writes, and is judged by others."""

from __future__ import annotations

import streamlit as st

from cnn.errors import VisitorError
from cnn.glossary import term
from cnn.handwriting.own_digits import OwnDigits
from cnn.network import Network
from cnn.network.fine_tuning import MAX_EPOCHS, FineTuningPlan, HeldFixed
from cnn.runs import jobs
from cnn.runs.estimate import announced
from cnn.runs.job import Job
from cnn.runs.progress import Progress
from cnn.runs.run_name import MAX_NAME, clean_name
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.segmented_choice import segmented_choice
from pages.parts.experiment.handwriting_result import handwriting_result
from pages.parts.experiment.own_sheet import CELLS, OwnSheet, own_sheet, show_sheet
from pages.parts.runs.live_view import describe
from pages.parts.runs.persistence import run_store
from pages.parts.runs.session_runs import poll
from pages.parts.runs.training_run import begin_fine_tuning, latest_fine_tuning, running_job
from pages.parts.session.networks import current_choice, network_names, unique_name
from pages.parts.words import TEST_SETS, announced_time

POLL_SECONDS = 2.0
# Of Adam, from cautious to bold.
RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01)
# Of the name of the network that comes of it.
SUFFIX = " - my handwriting"
# So many of one's own digits, all read right, leave little to gain.
ENOUGH = 20
_DEFAULTS = FineTuningPlan()
_PROBLEM_KEY, _BEGUN_KEY = "handwriting_problem", "handwriting_begun"


def my_handwriting(texts: ExplainedTexts) -> None:
    """Write, let the network learn, and see what it gained and what it forgot."""
    st.header("Write five of each digit, as you usually write them", anchor=False)
    texts.caption(
        "The network is then fine-tuned: it learns from most of them and is judged by the rest. "
        "You see what it gains of your hand, and what it forgets of everybody else's."
    )
    writing_and_learning(texts)
    job = running_job()
    if job is not None and job.plan is not None:
        st.fragment(_running, run_every=POLL_SECONDS)(job)
    run = latest_fine_tuning()
    if run is not None and not poll(run).is_running:
        handwriting_result(run, texts)


@st.fragment
def writing_and_learning(above: ExplainedTexts) -> None:
    """The boxes, and what the network is to make of them; a stroke reruns only this."""
    texts = ExplainedTexts(above.explained)
    sheet = show_sheet(current_choice().network)
    _learning(sheet, texts)
    if st.session_state.pop(_BEGUN_KEY, False):
        st.rerun()


def _learning(sheet: OwnSheet, texts: ExplainedTexts) -> None:
    """What learns, how long, and the button."""
    choice = current_choice()
    network = choice.network
    st.header(f"Let the network {choice.name} learn from them", anchor=False)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        plan = _plan(network)
        busy = running_job()
        st.button(
            "Learn my handwriting",
            type="primary",
            icon=":material/play_arrow:",
            key="learn_handwriting",
            disabled=busy is not None,
            on_click=_begin,
            args=(choice.token, plan),
        )
    digits = sheet.digits()
    texts.caption(_what_is_learned(digits, sheet, network, plan))
    if busy is not None and busy.plan is None:
        st.info(
            f"**{busy.name}** is still training, and you can train one network at a time.",
            icon=":material/hourglass_top:",
        )
    if problem := st.session_state.get(_PROBLEM_KEY):
        st.error(problem, icon=":material/error:")


def _plan(network: Network) -> FineTuningPlan:
    held_fixed: HeldFixed = "nothing"
    if network.architecture.conv_layers:
        held_fixed = segmented_choice(
            "What learns",
            {"convolutions": "Only the dense layers", "nothing": "All layers"},
            "convolutions",
            key="handwriting_held_fixed",
            help="What does not learn stays as it is: its filters go on looking for what they "
            "found in thousands of other hands.",
        )
    for key, value in (
        ("handwriting_epochs", _DEFAULTS.epochs),
        ("handwriting_rate", _DEFAULTS.learning_rate),
    ):
        st.session_state.setdefault(key, value)
    epochs = st.slider(
        "Epochs", 1, MAX_EPOCHS, key="handwriting_epochs", width=170, persist_state="session"
    )
    rate = st.select_slider(
        "Learning rate",
        RATES,
        format_func=lambda one: f"{one:g}",
        key="handwriting_rate",
        width=170,
        persist_state="session",
    )
    return FineTuningPlan(held_fixed, epochs, rate)


def _what_is_learned(
    digits: OwnDigits, sheet: OwnSheet, network: Network, plan: FineTuningPlan
) -> str:
    """Which digits are learned from and which are held out, and how long it takes: Markdown."""
    learned, held_out = digits.split(plan.seed)
    sentences = []
    if not digits.own:
        sentences.append(
            "**You have not written any digit yet**: as it is, the network would learn the example "
            "hand, not yours."
        )
    elif digits.examples:
        sentences.append(
            f"**The example hand fills {digits.examples} of the {CELLS} boxes**, which you have "
            "not written."
        )
    if sheet.answers and len(sheet.answers) == len(sheet.images):
        sentences.append(_as_it_is(digits.own, len(sheet.misread)))
    if sheet.unread:
        sentences.append(
            "Boxes with a question mark cannot be read as a digit and count as not written."
        )
    if not held_out.examples:
        whose = ""
    elif not held_out.own:
        whose = ", all the example hand's"
    else:
        whose = (
            f", {held_out.examples} of them the example hand's, as you wrote none of these digits"
        )
    augmentation = term("augmentation", "turned, scaled and moved a little")
    sentences.append(
        f"The network learns from {len(learned)} of the {len(digits)} digits, each shown ten times "
        f"per epoch, {augmentation}. It never learns from the other {len(held_out)}"
        f"{whose}: these judge it afterwards."
    )
    time = announced(network.architecture, plan.recipe(len(learned)))
    sentences.append(
        f"That takes {announced_time(time)}. Your digits are kept only for your visit, and in this "
        "tab of your browser until you close it."
    )
    if run_store() is not None:
        sentences.append(
            "The network that learns them is kept on this server for every visitor, as all "
            "that are trained here."
        )
    if network.provenance.fine_tuning is not None:
        sentences.append(
            "**This network has learned from a hand before.** If it was yours, it may have learned "
            "from digits that are held out now, and so seem better than it is."
        )
    return " ".join(filter(None, sentences))


def _as_it_is(own: int, misread: int) -> str:
    """How many of one's own digits the network reads right before it has learned any."""
    if misread:
        return (
            f"As it is, the network reads {own - misread} of your {own} digits right: see that "
            "those it misreads stand in their own column."
        )
    if own < ENOUGH:
        return f"As it is, the network reads all {own} of your digits right." if own > 1 else ""
    return (
        f"As it is, the network reads all {own} of your digits right, so there is little to gain. "
        "One that knows fewer hands, such as *textbook* in the sidebar, may have more to learn."
    )


def _begin(token: str, plan: FineTuningPlan) -> None:
    """Start, or say why that cannot be."""
    st.session_state[_PROBLEM_KEY] = None
    choice = current_choice()
    if choice.token != token:
        return
    began_with = choice.name[: MAX_NAME - len(SUFFIX)]
    name = unique_name(clean_name(f"{began_with}{SUFFIX}"), network_names())
    try:
        begin_fine_tuning(choice.network, own_sheet().digits(), plan, name)
    except VisitorError as error:
        st.session_state[_PROBLEM_KEY] = str(error)
    else:
        st.session_state[_BEGUN_KEY] = True


def _running(job: Job) -> None:
    """How far the fine-tuning is, looked at again every two seconds."""
    progress = jobs.poll(job)
    if not progress.is_running:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(width="stretch"):
            st.progress(progress.fraction, text=describe(progress, job.recipe, job.where))
        st.button(
            "Stopping" if job.is_stopping else "Cancel",
            icon=":material/stop_circle:",
            key="cancel_handwriting",
            on_click=_cancel,
            args=(job,),
            disabled=job.is_stopping or progress.state == "saving",
            help="Ends it here. What the network has learned by then is kept.",
        )
    if forgetting := forgetting_so_far(progress):
        st.markdown(forgetting)
    st.caption(
        "You can go on writing, or to other pages: the network that comes of it will be in the "
        f"sidebar as **{job.name}**."
    )


def forgetting_so_far(progress: Progress) -> str:
    """How many test digits it read right before, and reads right after the latest epoch."""
    if len(progress.epochs) < 2:
        return ""
    before, now = progress.epochs[0], progress.epochs[-1]
    return (
        f"Of {TEST_SETS[progress.test_set]} it read **{before.test_accuracy:.2%}** right before "
        f"and reads **{now.test_accuracy:.2%}** right after {len(progress.epochs) - 1} "
        + ("epoch." if len(progress.epochs) == 2 else "epochs.")
    )


def _cancel(job: Job) -> None:
    try:
        jobs.stop(job)
    except VisitorError as error:
        st.session_state[_PROBLEM_KEY] = str(error)
