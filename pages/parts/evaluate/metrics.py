"""The numbers of one evaluation, or of two one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from cnn.evaluation.calibration import expected_calibration_error, reliability_bins
from cnn.evaluation.evaluation import Evaluation, Share, wilson_interval
from cnn.figures.palette import Palette
from cnn.glossary import ADDRESS

_STYLE = """
<style>
.numbers { display: grid; gap: 0.35rem 1.4rem; align-items: start; }
.numbers { grid-template-columns: repeat(4, auto); justify-content: start; }
.numbers.named { grid-template-columns: minmax(3rem, max-content) repeat(4, auto); }
.numbers .name { font-weight: 600; overflow-wrap: anywhere; max-width: 12rem; }
.numbers .name { padding-top: 0.25rem; }
.numbers .name i { font-style: normal; margin-right: 0.4rem; }
.numbers b { font-size: 1.45rem; line-height: 1.25; font-weight: 600; }
.numbers b { font-variant-numeric: tabular-nums; }
.numbers small { display: block; font-size: 0.8rem; line-height: 1.35; opacity: 0.8; }
@media (max-width: 640px) {
  .numbers, .numbers.named { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0.5rem 1rem; }
  .numbers .name { grid-column: 1 / -1; max-width: none; }
}
</style>
"""


def evaluation_numbers(
    evaluations: Sequence[Evaluation], names: Sequence[str], palette: Palette
) -> None:
    """Accuracy with its interval, errors, loss and calibration error.

    Args:
        evaluations: one per network; fewer while the last one is still reading.
        names: of one network or of two, from anyone; shown where there are two.
        palette: the theme's.
    """
    compared = len(names) > 1
    cells = []
    marks = zip(("\u25cf", "\u25c6"), palette.runs, strict=False)
    for letter, evaluation, name, mark in zip("AB", evaluations, names, marks, strict=False):
        if compared:
            sign, colour = mark
            cells.append(
                f'<div class="name"><i aria-hidden="true" style="color: {colour}">{sign}</i>'
                f"{letter}: {escape(name)}</div>"
            )
        for big, words in _of(evaluation):
            cells.append(f"<div><b>{big}</b><small>{words}</small></div>")
    st.html(f'{_STYLE}<div class="numbers{" named" if compared else ""}">{"".join(cells)}</div>')


def _of(evaluation: Evaluation) -> list[tuple[str, str]]:
    low, high = wilson_interval(Share(evaluation.right, evaluation.total))
    bins = reliability_bins(evaluation.confidences, evaluation.is_right)
    wrong = evaluation.total - evaluation.right
    return [
        (
            f"{evaluation.accuracy:.2%}",
            f"{_term('accuracy')}; 95% interval (Wilson) {low:.2%} to {high:.2%}",
        ),
        (f"{wrong:,} wrong", f"{evaluation.right:,} of {evaluation.total:,} digits right"),
        (f"{evaluation.loss:.4f}", f"{_term('loss')} (mean cross-entropy); best is 0"),
        (
            f"{expected_calibration_error(bins):.2%}",
            f"expected {_term('calibration')} error; best is 0%",
        ),
    ]


def _term(key: str) -> str:
    return f'<a href="{ADDRESS}{key}">{key}</a>'
