"""The Explain page's own run with maps that it has not made yet, in the server alone.

Run: python -m tests.benchmarks.attribution_maps_page

Each time the current digit is compared with another digit, so that all maps are new.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

from cnn.network.layer_shapes import CLASSES
from tests.pages.opening import held

APP = Path(__file__).parents[2] / "app.py"
WANTED_MILLISECONDS = 250


def page_seconds() -> list[float]:
    """The time of each run."""
    app = AppTest.from_file(str(APP), default_timeout=120).run()
    app.switch_page("pages/explain.py").run()
    times = []
    for other in map(str, range(CLASSES)):
        box = held(app, "explain_against")
        if not any(option.startswith(other) for option in box.options):
            continue
        start = time.perf_counter()
        box.set_value(other).run()
        times.append(time.perf_counter() - start)
        assert not app.exception
    return times


def main() -> None:
    """Print the median and the longest."""
    times = page_seconds()
    print(
        f"the page's run with new maps: {1000 * statistics.median(times):.0f} ms in the median of "
        f"{len(times)}, at most {1000 * max(times):.0f} ms (wanted: {WANTED_MILLISECONDS} ms)"
    )


if __name__ == "__main__":
    main()
