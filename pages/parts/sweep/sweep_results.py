"""What has come of a sweep so far: how far it is, table, charts, spread over seeds, CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import plotly.graph_objects as go
import streamlit as st

from cnn.figures.plotly_config import NO_TOOLBAR
from cnn.runs.verdict import verdict
from cnn.sweeps import sweeps
from cnn.sweeps.charts.front_chart import front_chart, front_in_words
from cnn.sweeps.charts.heat_chart import drawn_chart, heat_chart, heat_in_words
from cnn.sweeps.charts.parallel_chart import parallel_chart, parallel_in_words
from cnn.sweeps.forecast import seconds_left
from cnn.sweeps.pareto import pareto_front
from cnn.sweeps.plan import Axis
from cnn.sweeps.results import Cost, Result, comparable, spreads
from cnn.sweeps.results_csv import results_csv
from cnn.sweeps.sweeps import Sweep
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.selected_points import selected_points
from pages.parts.runs.cluster_trouble import cluster_trouble
from pages.parts.runs.live_view import describe
from pages.parts.runs.session_runs import SessionRun
from pages.parts.runs.sweep_runs import runs_at_once
from pages.parts.runs.training_run import follow_job, watch_sweep
from pages.parts.session.theme import palette
from pages.parts.sweep.chosen_run import choose, chosen_run, chosen_token
from pages.parts.sweep.sweep_table import FRONT, sweep_table
from pages.parts.sweep.sweep_words import values_in_words
from pages.parts.words import TEST_SETS, duration

POLL_SECONDS = 2.0
COSTS: tuple[Cost, ...] = ("parameters", "seconds")
_REDRAW_KEY = "sweep_redraw_page"


def sweep_results(
    sweep: Sweep,
    texts: ExplainedTexts,
    on_show: Callable[[SessionRun], None],
    on_edit: Callable[[SessionRun], None],
) -> None:
    """All of a sweep; the table lives while it goes on, and each run that ends redraws the charts.

    Args:
        sweep: one of this visit's.
        texts: writes the words.
        on_show: as of `chosen_run`.
        on_edit: likewise.
    """
    watch_sweep(sweep.jobs[0].sweep)
    results = sweeps.poll(sweep)
    st.fragment(_live, run_every=POLL_SECONDS if sweep.is_running else None)(
        sweep, _what_charts_show(results)
    )
    chosen_run(sweep, results, texts, on_show, on_edit)
    if not comparable(results):
        texts.caption("The charts are drawn as soon as a run has ended.")
        return
    texts.caption(
        f"{FRONT} stands at the runs on a Pareto front: no other run reads more digits right with "
        "as few parameters, or in as short a time."
    )
    _say_best(results, sweep.plan.axes, texts)
    _charts(sweep, results, texts)
    _say_spread(results, sweep.plan.axes, texts)
    st.download_button(
        "Results, CSV",
        lambda: results_csv(sweep.plan.axes, sweep.results).encode(),
        file_name="sweep.csv",
        mime="text/csv",
        key="download_sweep",
        icon=":material/download:",
        on_click="ignore",
    )


def _live(sweep: Sweep, shown: object) -> None:
    """How far it is, and the table; every two seconds until it ends."""
    results = sweeps.poll(sweep)
    is_to_be_redrawn = st.session_state.pop(_REDRAW_KEY, False)
    if is_to_be_redrawn or _what_charts_show(results) != shown:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if sweep.is_running:
            st.button(
                "Stop the sweep",
                icon=":material/stop_circle:",
                key="stop_sweep",
                on_click=sweeps.stop_all,
                args=(sweep,),
                disabled=all(job.is_stopping for job in sweep.jobs if job.progress.is_running),
                help="What has been trained stays; what trains now is tested and kept, what waits "
                "does not begin.",
            )
        with st.container(width="stretch"):
            st.progress(_fraction(results), text=how_far(results))
    going_on = next((job for job in sweep.jobs if job.progress.is_running), None)
    if going_on is not None and going_on.launcher.trouble is not None:
        cluster_trouble(going_on, True, follow_job)
    sweep_table(
        results,
        sweep.plan.axes,
        front=_on_a_front(results),
        chosen=chosen_token(sweep),
        key=f"sweep_table_{sweep.token}",
        on_choose=partial(_choose_in_table, sweep),
    )


def _choose_in_table(sweep: Sweep, token: str) -> None:
    choose(sweep, token)
    st.session_state[_REDRAW_KEY] = True


def how_far(results: Sequence[Result]) -> str:
    """How far a sweep is, in a line."""
    total = len(results)
    ended = sum(result.is_over for result in results)
    if ended == total:
        failed = sum(result.accuracy is None for result in results)
        came = f"All {total} runs have ended" if total > 1 else "The run has ended"
        return f"{came}; {failed} of them without a result." if failed else f"{came}."
    head = f"{ended} of {total} runs {'has' if ended == 1 else 'have'} ended."
    going = [result for result in results if not result.is_over]
    training = [result for result in going if result.progress.state != "waiting"]
    left = f"About {duration(seconds_left(results, runs_at_once()))} to go."
    if len(training) > 1:
        return f"{head} {len(training)} train now. {left}"
    now = (training or going)[0]
    doing = describe(now.progress, now.point.recipe).rstrip(".")
    return f"{head} Run {now.point.number}: {doing}. {left}"


def _fraction(results: Sequence[Result]) -> float:
    done = [1.0 if result.is_over else result.progress.fraction for result in results]
    return sum(done) / len(done)


def _what_charts_show(results: Sequence[Result]) -> tuple[tuple[str, str], ...]:
    return tuple((result.token, result.progress.state) for result in results if result.is_over)


def _on_a_front(results: Sequence[Result]) -> set[str]:
    shown = comparable(results)
    gains = [result.accuracy or 0.0 for result in shown]
    return {
        shown[place].token
        for cost in COSTS
        for place in pareto_front([result.cost(cost) for result in shown], gains)
    }


def _say_best(results: Sequence[Result], axes: Sequence[Axis], texts: ExplainedTexts) -> None:
    found = verdict({result.token: result.progress for result in comparable(results)})
    if found is None:
        return
    best = [result for result in results if result.token in found.best]
    digits = TEST_SETS[found.test_set]
    if len(best) == 1:
        texts.markdown(
            f"**Run {best[0].point.number}** ({values_in_words(best[0], axes)}) reads most of "
            f"{digits} right: {found.accuracy:.2%}. That is more than the "
            f"{100 * found.margin:.2f} points by which chance alone may part two runs."
        )
        return
    named = ", ".join(str(result.point.number) for result in best)
    texts.markdown(
        f"A tie between runs {named}: they read about the same share of {digits} right, at "
        f"best {found.accuracy:.2%}. Up to {100 * found.margin:.2f} points may be chance."
    )


def _charts(sweep: Sweep, results: Sequence[Result], texts: ExplainedTexts) -> None:
    axes, colours, chosen = sweep.plan.axes, palette(), chosen_token(sweep)
    for column, cost in zip(st.columns(2, gap="medium"), COSTS, strict=True):
        with column:
            figure = front_chart(results, axes, cost, colours, chosen)
            _chart(sweep, f"front_{cost}", figure, front_in_words(results, cost))
    about_seeds = " An upright line joins runs that differ in their seeds alone."
    texts.caption(
        "The line is the Pareto front: the best accuracy with at most so many parameters, or in at "
        "most so much time. Diamonds are the runs on it; every other run is beaten by one of them."
        f"{about_seeds if spreads(results) else ''}"
    )
    varied = [axis for axis in axes if not axis.setting.is_seed]
    pair = varied if len(varied) == 2 else list(axes)
    if len(pair) == 2:
        first, second = pair
        is_drawn = sweep.plan.draws is not None
        draw = drawn_chart if is_drawn else heat_chart
        figure = draw(results, axes, (first, second), colours, chosen)
        _chart(sweep, "heat", figure, heat_in_words(results, (first, second)))
        texts.caption(
            "Each dot is a run, where its two values lie. The stronger its colour, the more test "
            "digits are read right."
            if is_drawn
            else "Each cell is a pair of values, with the share of test digits read right in "
            "percent, the mean where there are several runs. The stronger its colour, the better."
        )
    if len(axes) > 2:
        figure = parallel_chart(results, axes, colours, chosen)
        _chart(sweep, "parallel", figure, parallel_in_words(results, axes))
        texts.caption(
            "Each line is a run, from its value of the first setting to its accuracy. The stronger "
            "its colour, the more test digits are read right."
        )


def _chart(sweep: Sweep, name: str, figure: go.Figure, alt: str) -> None:
    key = f"sweep_{name}_{sweep.token}"

    def take() -> None:
        points = selected_points(key)
        if points:
            choose(sweep, points[0].get("customdata"))

    st.plotly_chart(
        figure,
        theme=None,
        config=NO_TOOLBAR,
        key=key,
        on_select=take,
        selection_mode="points",
        alt=alt,
    )


def _say_spread(results: Sequence[Result], axes: Sequence[Axis], texts: ExplainedTexts) -> None:
    found = spreads(results)
    if not found:
        return
    varied = [axis for axis in axes if not axis.setting.is_seed]
    st.header("The spread over seeds", anchor=False)
    heads = [*(axis.setting.label for axis in varied), "seeds", "mean", "lowest", "highest", "±"]
    rows = [
        [
            *(axis.setting.name_of(spread.results[0].point.values[axis.key]) for axis in varied),
            str(len(spread.results)),
            *(f"{share:.2%}" for share in (spread.mean, spread.lowest, spread.highest)),
            f"{100 * spread.deviation:.2f}",
        ]
        for spread in sorted(found, key=lambda spread: -spread.mean)
    ]
    lines = [heads, ["---:"] * len(heads), *rows]
    with st.container(key="tight_table_sweep"):
        texts.markdown("\n".join(f"| {' | '.join(line)} |" for line in lines))
    texts.caption(
        "Runs of one row differ in their seeds alone: in the random start and in the order of the "
        "images. ± is their standard deviation, in points. Two rows that lie closer than that may "
        "differ by chance."
    )
