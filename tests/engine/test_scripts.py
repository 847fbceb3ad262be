"""The scripts of every component, put together as the browser gets them: each can be loaded."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.serving import ROOT

# Components are declared when their modules are imported: a process of its own sees all of them.
COLLECT = """
import importlib, json, pkgutil, streamlit
scripts = {}
streamlit.components.v2.component = lambda name, js=None, **more: scripts.update({name: js})
import pages.parts
for module in pkgutil.walk_packages(pages.parts.__path__, "pages.parts."):
    importlib.import_module(module.name)
print(json.dumps(scripts))
"""


@pytest.fixture(scope="module")
def scripts() -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", COLLECT], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    return {name: script for name, script in found.items() if name.startswith("convoscope_")}


Failing = Callable[[dict[str, str]], dict[str, str]]


def test_every_component_can_be_loaded(scripts: dict[str, str], failing: Failing):
    assert {"convoscope_live_engine", "convoscope_network_figure"} <= set(scripts)
    assert failing(scripts) == {}


def test_what_cannot_be_loaded_is_named(failing: Failing):
    broken = {"twice": "const one = 1\nconst one = 2", "well": "export default () => 1"}
    assert set(failing(broken)) == {"twice"}
