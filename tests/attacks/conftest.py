"""One server for all attacks of a file: what an attack does to it, the next one would meet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.serving import ROOT, Server, serving


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The app, as the README starts it."""
    with serving(ROOT / "app.py") as running:
        yield running
        assert running.process.poll() is None
