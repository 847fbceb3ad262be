"""A class at once, beside a bare Streamlit page under the same load in the same run.

    PENDIGITS_TRA=.../pendigits-orig.tra python -m tests.load visitors=100 minutes=2

Three servers, one after another: the app, a bare page with the app's settings, and the bare page
with Streamlit's own settings. The visitors come at random moments within ten seconds; 30 of them
draw a stroke every two seconds, and every answer is checked against what the network reads of that
visitor's own strokes. More words: drawing=30 coming=10 passing=200 seed=0, and scripts=yes where
each browser fetches Streamlit's own scripts first.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.load.bare_visitor import BARE_PAGE
from tests.load.class_of_visitors import ClassOfVisitors, Plan
from tests.load.measured import Measured
from tests.load.pen_drawings import PenDrawing, pen_drawings
from tests.serving import ROOT, serving

DRAWINGS = 200


def measured(
    script: Path, plan: Plan, drawings: Sequence[PenDrawing], *, settings: Sequence[str] = ()
) -> Measured:
    """A class on a server of its own."""
    with serving(script, settings=settings) as server:
        visitors = ClassOfVisitors(server, plan, drawings, is_bare=script != ROOT / "app.py")
        seen = asyncio.run(visitors.go_through())
    # What was seen so far, should one of the next servers not bear it.
    print(f"{script.parent.name}: first view {seen.first_view.in_words()}", file=sys.stderr)
    return seen


def bare_page(folder: Path, *, with_our_settings: bool) -> Path:
    """The bare page's script, in a folder of its own."""
    folder.mkdir()
    if with_our_settings:
        shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    script = folder / "bare.py"
    script.write_text(BARE_PAGE, encoding="utf-8")
    return script


def table(ours: Measured, same: Measured, defaults: Measured, plan: Plan) -> str:
    """All figures, the app's beside the bare page's."""
    columns = (("app", ours), ("bare page, same settings", same), ("bare, defaults", defaults))
    lines = [f"{plan.visitors} visitors within {plan.coming_seconds:g} s; p50 / p95 / p99:"]
    for title, kind in (
        ("first view", "first_view"),
        ("pen-up to answer (slider)", "answer"),
        ("rerun, other network", "rerun"),
        ("another page", "page"),
    ):
        for name, found in columns:
            times = getattr(found, kind)
            if times.seconds:
                lines.append(f"  {title:28} {name:26} {times.in_words()}")
    first = ours.first_view.percentile(95)
    lines += [
        f"  first view, p95: {first / same.first_view.percentile(95):.2f} of a bare page with the "
        f"same settings, {first / defaults.first_view.percentile(95):.2f} with Streamlit's own",
    ]
    for name, found in columns:
        each = (found.together - found.alone) / max(1, plan.visitors)
        lines += [
            f"{name}: {found.right} answers right, {found.wrong} wrong, "
            f"{found.errors.total()} errors {dict(found.errors) or ''}",
            f"  processor time of a first view {1000 * found.processor:.0f} ms",
            f"  memory: {found.alone:.0f} MB with one visitor, {found.together:.0f} MB with all "
            f"({each:.2f} MB each), {found.left:.0f} MB after they left, {found.after_many:.0f} MB "
            f"after {plan.passing} more",
        ]
    return "\n".join(lines)


def plan_of(words: Sequence[str]) -> Plan:
    """The plan that the command's words tell.

    Raises:
        SystemExit: one of them is unknown.
    """
    given = dict(word.split("=", 1) for word in words)
    plan = Plan(
        visitors=int(given.pop("visitors", Plan.visitors)),
        coming_seconds=float(given.pop("coming", Plan.coming_seconds)),
        drawing=int(given.pop("drawing", Plan.drawing)),
        minutes=float(given.pop("minutes", Plan.minutes)),
        passing=int(given.pop("passing", Plan.passing)),
        with_scripts=given.pop("scripts", "no") == "yes",
        seed=int(given.pop("seed", Plan.seed)),
    )
    if given:
        sys.exit(f"unknown: {', '.join(given)}\n{__doc__}")
    return plan


def main() -> None:
    """Measure the three and print the table."""
    plan = plan_of(sys.argv[1:])
    drawings = pen_drawings(DRAWINGS, plan.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        same = bare_page(folder / "same", with_our_settings=True)
        defaults = bare_page(folder / "defaults", with_our_settings=False)
        results = (
            measured(ROOT / "app.py", plan, drawings),
            measured(same, plan, drawings),
            measured(
                defaults,
                replace(plan, minutes=min(plan.minutes, 0.5), passing=0),
                drawings,
                settings=("--server.fileWatcherType", "auto"),
            ),
        )
    print(table(*results, plan))


if __name__ == "__main__":
    main()
