"""The lie detector: both tests on the very maps that are shown, and what they say."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from cnn.evaluation.digits_in_batches import seconds_per_digit
from cnn.explain.charts.deletion_chart import DASHES, Way, deletion_chart
from cnn.explain.deletion import RANDOM_ORDERS, STEPS
from cnn.explain.trials import ALIKE, DRAWS, Spread, Trial, trial
from cnn.figures.encoding import png_url
from cnn.figures.mosaic import grid_for, mosaic_png
from cnn.figures.palette import Palette
from cnn.figures.plotly_config import NO_TOOLBAR
from cnn.network import Network
from cnn.network.fingerprint import fingerprint
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.explain.line_legend import line_legend
from pages.parts.explain.many_digits import many_digits
from pages.parts.explain.method_words import METHOD_WORDS
from pages.parts.explain.question import Question
from pages.parts.explain.tasks import Slot, Task, result_of
from pages.parts.explain.trial_words import signed, verdict
from pages.parts.explain.which_pixels import (
    Settings,
    methods_with,
    seconds_for_maps,
    settings_for,
)
from pages.parts.session.theme import palette

# In CSS pixels: of a map in the table of random weights.
SMALL_MAP = 76
_NAMES: Mapping[str, str] = {name: words.name for name, words in METHOD_WORDS.items()}
_TABLE_STYLE = """
<style>
.forgetting { overflow-x: auto; }
.forgetting table { border-collapse: collapse; font-size: 0.82rem; line-height: 1.3; }
.forgetting :is(th, td) { padding: 0.2rem 0.45rem; text-align: left; border: none; }
.forgetting th { font-weight: 600; vertical-align: bottom; }
.forgetting tbody th { vertical-align: middle; min-width: 6.5rem; }
.forgetting th:first-child { position: sticky; left: 0; background: BACKGROUND; }
@media (max-width: 640px) { .forgetting tbody th { min-width: 5.2rem; } }
.forgetting td span { font-variant-numeric: tabular-nums; }
.forgetting img { display: block; image-rendering: pixelated; }
</style>
"""


@st.cache_resource(max_entries=24, show_spinner=False, hash_funcs={Network: fingerprint})
def _trial_slot(
    network: Network, image: bytes, asked: tuple[int, int | None], settings: Settings
) -> Slot[Trial]:
    return Slot()


def lie_detector(question: Question, texts: ExplainedTexts) -> None:
    """Both tests for the current digit, what they say, and the same over many test digits."""
    # Here a map is what a method makes, not what a filter does.
    texts.follow(ExplainedTexts(["feature_map"]))
    if question.is_blank:
        texts.info("Without ink there is nothing to take away: draw a digit first.")
        return
    found = _trial(question)
    if found is None:
        return
    texts.markdown(verdict(found, question))
    _ranking(found, texts)
    texts.markdown("**Randomise: do the maps change when the network forgets?**")
    texts.caption(
        "The maps are those of *Which pixels?*, as set there. From left to right one layer "
        "more has random weights, the last layer first. Under each map stands Spearman's rank "
        "correlation with the network's own: 1 is the same order of pixels, 0 none of it, -1 the "
        "opposite; none stands where a map is the same all over. Each map has its own scale."
    )
    st.html(_forgetting(found, palette()))
    texts.markdown("**Delete and insert: does the answer hang on these pixels?**")
    left, right = st.columns(2, gap="medium")
    with left:
        _curves(found, "deleted")
    with right:
        _curves(found, "inserted")
    line_legend([_NAMES[name] for name in found.curves], DASHES, palette())
    texts.caption(
        f"The digit's ink is taken away, and brought back on blank paper, in {STEPS} steps, from "
        f"each map's largest number down. The grey band is what {RANDOM_ORDERS} random orders "
        f"reach. The probability is that of {question.digit}. The better the map, the sooner the "
        "left curve falls and the right one rises."
    )
    many_digits(question, texts)


def _trial(question: Question) -> Trial | None:
    settings = settings_for(question.network)
    asked = question.digit, question.against
    image, who = question.image.tobytes(), fingerprint(question.network)
    slot = _trial_slot(question.network, image, asked, settings)
    layers = question.network.architecture.layers
    learned = sum(bool(layer.parameters) for layer in layers)
    images = 2 * (STEPS + 1) * (RANDOM_ORDERS + len(METHOD_WORDS))
    seconds = (learned + DRAWS) * seconds_for_maps(question.network, settings)
    seconds += images * seconds_per_digit(question.network.architecture)
    methods = methods_with(question.network, settings, question.against)
    return result_of(
        Task(
            "trial",
            "Run both tests",
            (who, image, asked, settings),
            seconds,
            slot,
            lambda: trial(question.network, question.image, question.digit, methods),
        )
    )


def _ranking(found: Trial, texts: ExplainedTexts) -> None:
    random = found.random_areas
    rows = [
        f"| {_NAMES[name]} | {signed(found.areas[name])} | "
        f"{_chance_words(found.beats_chance(name) if found.moves else None)} | "
        f"{_spread(found.kept[name])} | {_spread(found.kept_unsigned[name])} | "
        f"{_change_words(found.changes(name))} |"
        for name in found.ranking
    ]
    head = (
        "| Method | Area | Against chance | Rank correlation | without signs | Changes |\n"
        "|:--|--:|:--|--:|--:|:--|\n"
    )
    with st.container(key="tight_table_trial"):
        texts.markdown(head + "\n".join(rows))
    texts.caption(
        f"The methods are ranked by the area between their two curves below. Random orders reach "
        f"{signed(random.mean())} on average, standard deviation {random.std(ddof=1):.2f}, from "
        f"{signed(random.min())} to {signed(random.max())}; better than chance is more than two "
        f"standard deviations above their mean, {signed(found.chance)}. The rank correlation is "
        "that of the network's own map with the maps of all weights random: the mean of "
        f"{DRAWS} draws ± their standard deviation, of those that have one. Where "
        f"they are no further than {ALIKE} from 0 on average, up or down, the map has changed and "
        "passes the first test. Without signs, only how strong each pixel is counts."
    )


def _chance_words(is_better: bool | None) -> str:
    if is_better is None:
        return "not known"
    return "better" if is_better else "no better"


def _change_words(changes: bool | None) -> str:
    if changes is None:
        return "not known"
    return "yes: passed" if changes else "no: failed"


def _number(correlation: float | None) -> str:
    return "none" if correlation is None else signed(correlation)


def _spread(kept: Spread | None) -> str:
    return "none" if kept is None else f"{signed(kept.mean)} ± {kept.deviation:.2f}"


def _forgetting(found: Trial, colours: Palette) -> str:
    """The maps at every step as a table, HTML of our own."""
    heads = ["as learned", *(f"+ {names[-1]}" for names in found.forgotten[1:])]
    head = "".join(f'<th scope="col">{one}</th>' for one in heads)
    rows = []
    for name, maps in found.maps.items():
        cells = "".join(
            _small_map(one, correlation, f"{_NAMES[name]}, {step}", colours)
            for one, correlation, step in zip(maps, found.correlations[name], heads, strict=True)
        )
        rows.append(f'<tr><th scope="row">{_NAMES[name]}</th>{cells}</tr>')
    style = _TABLE_STYLE.replace("BACKGROUND", colours.background)
    return (
        f'{style}<div class="forgetting" tabindex="0" role="region" '
        'aria-label="The maps while the network forgets, layer by layer"><table><thead><tr>'
        f'<th scope="col">random:</th>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
        "</div>"
    )


def _small_map(found: np.ndarray, correlation: float | None, alt: str, colours: Palette) -> str:
    png = mosaic_png(found[..., np.newaxis], grid_for(1, len(found)), colours, signed=True)
    return (
        f'<td><img src="{png_url(png)}" width="{SMALL_MAP}" height="{SMALL_MAP}" alt="{alt}" '
        f'style="border:1px solid {colours.grid}"><span>{_number(correlation)}</span></td>'
    )


def _curves(found: Trial, way: Way) -> None:
    half = {
        name: f"{getattr(one, way)[len(one.shares) // 2]:.0%}" for name, one in found.curves.items()
    }
    each = ", ".join(f"{_NAMES[name]} {share}" for name, share in half.items())
    what = "taken away" if way == "deleted" else "brought back"
    st.plotly_chart(
        deletion_chart(found.curves, found.random, _NAMES, way, palette()),
        theme=None,
        config=NO_TOOLBAR,
        key=f"explain_{way}",
        alt=f"Probability while ink is {what}. With half of it {what}: {each}.",
    )
