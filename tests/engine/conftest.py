"""The browser's engine, run under Node where there is one, else in Chromium."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Page, sync_playwright

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


# Loads modules, {name: text}, and says which cannot be loaded.
LOAD = """
const load = async (modules) => {
  const failed = {}
  for (const [name, text] of Object.entries(modules)) {
    const address = `data:text/javascript,${encodeURIComponent(text)}`
    await import(address).catch((error) => { failed[name] = String(error) })
  }
  return failed
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
    with _page() as page:
        yield lambda function, given: page.evaluate(
            f"(given) => {{ {SCRIPTS}\n{SHARED}\nreturn ({function})(given) }}", given
        )


@pytest.fixture(scope="session")
def failing() -> Iterator[Callable[[dict[str, str]], dict[str, str]]]:
    """Which modules of JavaScript cannot be loaded, and why: {name: text} -> {name: error}."""
    node = shutil.which("node")
    if node:
        yield lambda modules: _called_in_node(
            [node, "-e", f"{LOAD}\nload({GIVEN}).then((failed) => {written('failed')})"], modules
        )
        return
    with _page() as page:
        yield lambda modules: page.evaluate(
            f"(modules) => {{ {LOAD}\nreturn load(modules) }}", modules
        )


@contextmanager
def _page() -> Iterator[Page]:
    """An empty page of Chromium."""
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=browser_path(), args=BROWSER_ARGUMENTS
            )
        except Error as error:
            reason = f"no Node, Chromium, Chrome or Edge here: {error}"
            pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
        yield browser.new_page()
        browser.close()


GIVEN = "JSON.parse(require('fs').readFileSync(0, 'utf8'))"


def written(value: str) -> str:
    return f"require('fs').writeSync(1, JSON.stringify({value}))"


def _run_in_node(node: str, folder: Path, function: str, given: Any) -> Any:
    script = folder / "script.js"
    write = written(f"({function})({GIVEN})")
    script.write_text(f"{SCRIPTS}\n{SHARED}\n{write}\n", encoding="utf-8")
    return _called_in_node([node, str(script)], given)


def _called_in_node(command: list[str], given: Any) -> Any:
    done = subprocess.run(
        command, input=json.dumps(given), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
