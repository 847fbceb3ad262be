"""The browser's engine, run under Node where there is one, else in Chromium."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, sync_playwright

from pages.parts.components.live_engine import ENGINE_SCRIPTS
from tests.serving import BROWSER_ARGUMENTS, browser_path

# A function of JavaScript, and the JSON that it is called with; its answer is JSON, too.
Run = Callable[[str, Any], Any]

SCRIPTS = "\n".join(path.read_text(encoding="utf-8") for path in ENGINE_SCRIPTS)
SHARED = """
const bytesOf = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
const floatsOf = (text) => new Float32Array(bytesOf(text).buffer)
function textOf(numbers) {
  const bytes = new Uint8Array(Float32Array.from(numbers).buffer)
  let text = ""
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}
"""


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Call functions of JavaScript that know the engine's."""
    node = shutil.which("node")
    if node:
        folder = tmp_path_factory.mktemp("engine")
        yield lambda function, given: _run_in_node(node, folder, function, given)
        return
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=browser_path(), args=BROWSER_ARGUMENTS
            )
        except Error as error:
            reason = f"no Node, Chromium, Chrome or Edge here: {error}"
            pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
        page = browser.new_page()
        yield lambda function, given: page.evaluate(
            f"(given) => {{ {SCRIPTS}\n{SHARED}\nreturn ({function})(given) }}", given
        )
        browser.close()


def _run_in_node(node: str, folder: Path, function: str, given: Any) -> Any:
    script = folder / "script.js"
    call = f"({function})(JSON.parse(require('fs').readFileSync(0, 'utf8')))"
    write = f"require('fs').writeSync(1, JSON.stringify({call}))"
    script.write_text(f"{SCRIPTS}\n{SHARED}\n{write}\n", encoding="utf-8")
    done = subprocess.run(
        [node, str(script)], input=json.dumps(given), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
