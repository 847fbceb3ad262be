"""Every run of the visitor: curves overlaid, a table of settings and results, what to do next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from types import MappingProxyType
from typing import Literal

import streamlit as st

from cnn.figures.encoding import svg_url
from cnn.glossary import term
from cnn.network.design_code import design_code
from cnn.network.fine_tuning import SHOWN_PER_EPOCH
from cnn.network.recipe import Recipe
from cnn.runs.charts.comparison import ComparedRun, comparison_chart, run_styles
from cnn.runs.progress import Progress, State
from cnn.runs.store import Run
from cnn.runs.verdict import verdict
from pages.parts.components.segmented_choice import segmented_choice
from pages.parts.runs.curve_view import curve_view
from pages.parts.runs.run_actions import run_actions
from pages.parts.runs.session_runs import SessionRun, poll, run_labels, session_runs
from pages.parts.session.fine_tuning_words import what_was_held_fixed
from pages.parts.session.theme import palette
from pages.parts.words import DATA_NAMES, TEST_SETS_WITH_TERM, duration, optimizer_at_rate

POLL_SECONDS = 2.0
OVERLAY_KEY = "compared_runs"
DIGITS_KEY = "compared_digits"
FIRST_OVERLAID = 3
Digits = Literal["training", "test"]
DIGITS: Mapping[Digits, str] = MappingProxyType(
    {"training": "Training images", "test": "Test digits"}
)
# Headings, and whether what stands under them are numbers, which stand to the right.
COLUMNS = (
    ("Run", False),
    ("Best on test digits", True),
    ("At the end", True),
    ("Parameters", True),
    ("Time", True),
    ("Design", False),
    ("Data", False),
    ("Recipe", False),
)
STATES: Mapping[State, str] = MappingProxyType(
    {
        "waiting": "waiting",
        "starting": "starting",
        "loading": "loading",
        "building": "building",
        "training": "training",
        "paused": "paused",
        "saving": "saving",
        "finished": "",
        "failed": "failed",
    }
)
_STYLE = """
<style>
.runs { overflow-x: auto; }
.runs table { border-collapse: collapse; width: 100%; min-width: 56rem; font-size: 0.83rem; }
.runs th { text-align: left; font-weight: 600; white-space: nowrap; opacity: 0.85; }
.runs th, .runs td { padding: 0.3rem 0.8rem 0.3rem 0; vertical-align: top; }
.runs tr { border-bottom: 1px solid rgba(128,140,160,.3); }
.runs .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.runs .name { font-weight: 600; white-space: nowrap; }
.runs code { font-size: 0.8rem; background: none; padding: 0; color: inherit; }
.runs small { font-size: 0.78rem; opacity: 0.85; font-weight: normal; }
.runs img { vertical-align: middle; margin-right: 0.4rem; }
</style>
"""


def run_table(on_show: Callable[[SessionRun], None], on_edit: Callable[[SessionRun], None]) -> None:
    """The visitor's runs beside each other; alive while one of them is.

    Args:
        on_show: called, before the page is drawn anew, when a run's own view is wanted.
        on_edit: called likewise when a run's settings are wanted in the editor.
    """
    is_running = any(run.progress.is_running for run in session_runs())
    st.fragment(_table, run_every=POLL_SECONDS if is_running else None)(
        is_running, on_show, on_edit
    )


def _table(
    was_running: bool, on_show: Callable[[SessionRun], None], on_edit: Callable[[SessionRun], None]
) -> None:
    runs = session_runs()
    if not runs:
        st.info(
            "No run yet. Each run that you start is listed here with its curves, so that you can "
            f"compare designs and {term('recipe', 'recipes')}.",
            icon=":material/info:",
        )
        return
    for run in runs:
        if run.progress.is_running:
            poll(run)
    if was_running and not any(run.progress.is_running for run in runs):
        st.rerun()
    overlaid = _overlaid(runs)
    colours = palette()
    styles = dict(zip((run.token for run in overlaid), run_styles(colours), strict=False))
    if overlaid:
        digits: Digits = st.session_state[DIGITS_KEY]
        labels = run_labels(runs)
        compared = [ComparedRun(labels[run.token], run.progress) for run in overlaid]
        charts = [comparison_chart(q, digits, compared, colours) for q in ("loss", "accuracy")]
        curve_view(charts, colours, key="compared_curves")
    _say_best(runs)
    st.html(_STYLE + runs_html(runs, styles))
    run_actions(runs, on_show, on_edit)


def _say_best(runs: list[SessionRun]) -> None:
    found = verdict({run.token: run.progress for run in runs})
    if found is None:
        return
    labels = run_labels(runs)
    names = [f"**{labels[token]}**" for token in found.best]
    digits = TEST_SETS_WITH_TERM[found.test_set]
    if len(names) == 1:
        st.caption(
            f"{names[0]} reads most of {digits} right: {found.accuracy:.2%}. That is more than the "
            f"{100 * found.margin:.2f} points by which chance alone may part two runs."
        )
        return
    st.caption(
        f"A tie between {', '.join(names[:-1])} and {names[-1]}: they read about the same share of "
        f"{digits} right, at best {found.accuracy:.2%}. Up to {100 * found.margin:.2f} points may "
        "be chance."
    )


def _overlaid(runs: list[SessionRun]) -> list[SessionRun]:
    """The runs whose curves are wanted; a run that is new is among them."""
    labels = run_labels(runs)
    tokens = list(labels)
    most = len(run_styles(palette()))
    known = st.session_state.get("compared_known")
    wanted = st.session_state.get(OVERLAY_KEY) or []
    new = [token for token in tokens if known is not None and token not in known]
    if known is None:
        new = tokens[:FIRST_OVERLAID]
    kept = [token for token in wanted if token in tokens]
    if new or kept != wanted:
        st.session_state[OVERLAY_KEY] = [*new, *kept][:most]
    st.session_state["compared_known"] = tokens
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        chosen = st.pills(
            f"Curves of these runs (at most {most})",
            tokens,
            format_func=lambda token: labels.get(token, ""),
            selection_mode="multi",
            key=OVERLAY_KEY,
            persist_state="session",
        )
        segmented_choice("Measured on", DIGITS, "training", key=DIGITS_KEY)
    return [run for run in runs if run.token in chosen][:most]


def runs_html(runs: list[SessionRun], styles: dict[str, tuple[str, str]]) -> str:
    """The table of runs, HTML of our own words and numbers; visitors' names are escaped.

    Args:
        runs: its rows.
        styles: colour and dash of the runs whose curves are shown, by token.
    """
    heads = "".join(
        f"<th{' class=number' if is_number else ''}>{heading}</th>"
        for heading, is_number in COLUMNS
    )
    labels = run_labels(runs)
    rows = "".join(_row(run, labels[run.token], styles.get(run.token)) for run in runs)
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    # Where it is wider than the page, the keyboard scrolls it as well.
    return f'<div class="runs" role="region" aria-label="All runs" tabindex="0">{table}</div>'


def _row(run: SessionRun, label: str, style: tuple[str, str] | None) -> str:
    progress = run.progress
    # Not what a fine-tuning began with, unless that is all there is of it.
    results = [result for result in progress.epochs if result.images] or progress.epochs
    accuracies = [result.test_accuracy for result in results]
    seconds = _kept_seconds(run.kept) if run.kept else progress.seconds
    name = escape(label)
    state = _state(run, progress)
    cells = [
        f'<td class="name">{_swatch(style)}{name}{f"<br><small>{state}</small>" if state else ""}',
        f'<td class="number">{_percent(max(accuracies, default=None))}{_test_set(progress)}',
        f'<td class="number">{_percent(accuracies[-1] if accuracies else None)}',
        f'<td class="number">{run.architecture.parameters:,}',
        f'<td class="number">{duration(seconds) if seconds else "-"}',
        f"<td><code>{escape(design_code(run.architecture.hidden)) or 'softmax only'}</code>",
        f"<td>{_data(run.recipe)}",
        f"<td>{recipe_in_short(run.recipe)}{_held_fixed(run)}",
    ]
    return f"<tr>{''.join(f'{cell}</td>' for cell in cells)}</tr>"


def recipe_in_short(recipe: Recipe) -> str:
    """How a run is trained, without its data: "RMSprop 0.001, batch 64, 5 epochs, seed 0"."""
    parts = [
        optimizer_at_rate(recipe),
        *(["cosine schedule"] if recipe.schedule == "cosine" else []),
        f"batch {recipe.batch_size}",
        "1 epoch" if recipe.epochs == 1 else f"{recipe.epochs} epochs",
        *([f"label smoothing {recipe.label_smoothing:g}"] if recipe.label_smoothing else []),
        f"seed {recipe.seed}",
    ]
    return ", ".join(parts)


def _kept_seconds(kept: Run) -> float | None:
    found = kept.network.provenance.fine_tuning
    return found.seconds if found else kept.network.provenance.training_seconds


def _held_fixed(run: SessionRun) -> str:
    """Of a fine-tuning, what was held fixed, as the last part of its recipe."""
    plan = run.plan
    return f", {what_was_held_fixed(plan.held_fixed)}" if plan else ""


def _data(recipe: Recipe) -> str:
    if recipe.data == "own":
        digits = recipe.training_images // SHOWN_PER_EPOCH
        return f"Fine-tuned: {digits} handwritten digits, each {SHOWN_PER_EPOCH} times, augmented"
    data = f"{DATA_NAMES[recipe.data]}, {recipe.training_images:,}"
    return f"{data}, augmented" if recipe.augment else data


def _state(run: SessionRun, progress: Progress) -> str:
    if run.was_lost:
        return "lost"
    if run.is_diverged:
        return "diverged"
    if run.never_began:
        return "not begun"
    if progress.state == "finished" and progress.images_done < progress.images_total:
        return "stopped early"
    return STATES[progress.state]


def _swatch(style: tuple[str, str] | None) -> str:
    if style is None:
        return ""
    colour, dash = style
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="26" height="8"><path d="M0 4H26" '
        f'stroke="{colour}" stroke-width="3" stroke-dasharray="{dash}"/></svg>'
    )
    # As an image: st.html lets no SVG through.
    return f'<img src="{svg_url(svg)}" width="26" height="8" alt="">'


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.2%}"


def _test_set(progress: Progress) -> str:
    return " (synthetic)" if progress.epochs and progress.test_set == "synthetic" else ""
