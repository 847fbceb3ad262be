"""The network figure's own scripts of pure functions, to be run with the engine's."""

from __future__ import annotations

from pages.parts.components.inline_component import SHARED_SCRIPTS
from tests.serving import ROOT

_FOLDER = ROOT / "pages" / "parts" / "components" / "network_figure_scripts"


def with_figure_scripts(function: str, *names: str) -> str:
    """A function of JavaScript that knows some of the figure's scripts."""
    paths = [SHARED_SCRIPTS / "figure_numbers.js", *(_FOLDER / f"{name}.js" for name in names)]
    # The tests have the readers of arrays of their own.
    shared = ("const bytesOf", "const floatsOf")
    lines = [
        line
        for path in paths
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith(shared)
    ]
    script = "\n".join(lines)
    return f"(given) => {{\n{script}\nreturn ({function})(given)\n}}"
