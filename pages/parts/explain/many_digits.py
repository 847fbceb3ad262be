"""The lie detector over many test digits: asked for, with progress, to be stopped any time."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.evaluation.digits_in_batches import seconds_per_digit
from cnn.explain.attribution import (
    INTEGRATION_STEPS,
    OCCLUSION_STRIDE,
    OCCLUSION_WINDOW,
    window_count,
)
from cnn.explain.deletion import STEPS
from cnn.explain.gradients import PASSES
from cnn.explain.many_trials import (
    FEW_ORDERS,
    IncrementalScores,
    Interval,
    Scores,
    some_of_each,
)
from cnn.explain.trials import CONTROL
from cnn.figures.printed_number import readable
from cnn.network import Network
from cnn.network.fingerprint import fingerprint
from cnn.network.layer_shapes import CLASSES
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.explain.method_words import METHOD_WORDS, listed, methods_listed, verb
from pages.parts.explain.question import Question
from pages.parts.long_work import is_wanted, one_turn, progress_bar, start_button
from pages.parts.session.evaluation_sets import EVALUATION_SETS
from pages.parts.session.labelled_digits import usual_digits
from pages.parts.words import capitalised

EACH = 10
DIGITS = EACH * CLASSES
# With fewer, an interval says nothing: one of each digit.
FEWEST = CLASSES
KEY = "explain_many"


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs={Network: fingerprint})
def _shared_scores(network: Network, set_key: str) -> IncrementalScores:
    images, labels = EVALUATION_SETS[set_key].load()
    return IncrementalScores(images[some_of_each(labels, EACH)])


def _seconds_each(network: Network) -> float:
    maps = window_count(OCCLUSION_WINDOW, OCCLUSION_STRIDE) + PASSES * INTEGRATION_STEPS
    curves = 2 * (STEPS + 1) * (len(METHOD_WORDS) + FEW_ORDERS)
    return (2 * maps + curves) * seconds_per_digit(network.architecture)


def many_digits(question: Question, texts: ExplainedTexts) -> None:
    """How the methods rank over a hundred test digits, as far as that has been worked out."""
    digits = usual_digits()
    texts.markdown(f"**The same over {DIGITS} test digits**")
    texts.caption(
        f"The first {EACH} of each digit among {digits.set_in_words}, each asked why it is what "
        "the network answers, with the methods' first settings."
    )
    scores = _shared_scores(question.network, digits.set_key)
    who = fingerprint(question.network)
    if is_wanted(KEY, who):
        with progress_bar(KEY, who) as progress:
            while scores.done < scores.total:
                one_turn(lambda: scores.continue_with(question.network))
                progress.show(
                    scores.done / scores.total,
                    f"{scores.done} of {scores.total} digits have been tested",
                )
    left = scores.total - scores.done
    if left:
        verb = "Go on with" if scores.done else "Test the methods on"
        start_button(f"{verb} {left} digits", KEY, who, left * _seconds_each(question.network))
    if 0 < scores.done < FEWEST:
        st.caption(f"So far {scores.done} are done. From {FEWEST} on they can be compared.")
    if scores.done >= FEWEST:
        found = scores.scores()
        texts.markdown(ranking_verdict(found))
        _table(found, texts)


def ranking_verdict(found: Scores) -> str:
    """What the tests say of the methods over many digits: Markdown."""
    asked = [name for name in found.areas if name != CONTROL]
    better = [name for name in found.ranking if name in asked and found.beats_chance(name)]
    if not better:
        return (
            f"**Over {found.count} digits no method is better than chance** at naming the pixels "
            "that matter to this network."
        )
    leaders = [name for name in found.leaders if name in better]
    names = capitalised(methods_listed(leaders))
    areas = listed([f"{found.area(name).mean:.2f}" for name in leaders])
    if len(leaders) == 1:
        sentences = [
            f"**{names} is the best over {found.count} digits**: the mean area is {areas}, and "
            "chance does not explain how far the others are behind."
        ]
    else:
        sentences = [
            f"**{names} are about equally good over {found.count} digits**: the mean areas are "
            f"{areas}, and that difference may be chance."
        ]
    worse = [name for name in asked if name not in better]
    if worse:
        sentences.append(
            f"{capitalised(methods_listed(worse))} {verb(worse, 'does', 'do')} no better than "
            "random orders of the pixels."
        )
    same = [name for name in asked if found.changes(name) is False]
    if same:
        sentences.append(
            f"{capitalised(methods_listed(same))} {verb(same, 'stays', 'stay')} much the same when "
            "all weights are random."
        )
    pictures = [name for name in asked if found.keeps_its_picture(name)]
    if pictures:
        their = verb(pictures, "its", "their")
        sentences.append(
            f"{capitalised(methods_listed(pictures))} {verb(pictures, 'is', 'are')} strong in much "
            f"the same pixels with any weights: {their} signs tell what was learned, {their} "
            "outline does not."
        )
    return " ".join(sentences)


def _table(found: Scores, texts: ExplainedTexts) -> None:
    rows = []
    for name in found.ranking:
        rows.append(
            f"| {METHOD_WORDS[name].name} | {_interval(found.area(name), 3)} | "
            f"{_interval(found.over_random(name), 3)} | {_interval(found.correlation(name), 2)} | "
            f"{_interval(found.unsigned_correlation(name), 2)} |"
        )
    random = found.random_area
    with st.container(key="tight_table_many"):
        texts.markdown(
            "| Method | Mean area | Above random | Rank correlation | without signs |\n"
            "|:--|--:|--:|--:|--:|\n" + "\n".join(rows)
        )
    flat = int(sum(np.isnan(one).sum() for one in found.correlations.values()))
    texts.caption(
        f"± is half of a 95% interval over {found.count} digits. Random orders, {FEW_ORDERS} for "
        f"each digit, reach {_interval(random, 3)}. The rank correlation is with all weights "
        "random, drawn anew for each digit."
        + (f" {flat} pairs of maps had none, one being the same all over." if flat else "")
    )


def _interval(found: Interval | None, decimals: int) -> str:
    if found is None:
        return "none"
    mean = readable(found.mean, decimals, signed=True)
    return f"{mean} ± {found.half_width:.{decimals}f}"
