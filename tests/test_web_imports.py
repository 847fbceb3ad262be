"""The web process stays small: no page loads keras, OpenCV, Ray ...; cnn/ has no streamlit."""

import ast
import subprocess
import sys

from tests.serving import ROOT

VISIT_EVERY_PAGE = """
import sys
from pathlib import Path
from streamlit.testing.v1 import AppTest
for page in sorted(Path("pages").glob("*.py")):
    app = AppTest.from_file("app.py", default_timeout=60).run()
    app.switch_page(str(page)).run()
    assert not app.exception, app.exception
heavy = {"keras", "tensorflow", "cv2", "pillow_heif", "ray"}
loaded = {name.split(".")[0] for name in sys.modules} & heavy
assert not loaded, loaded
"""


def test_no_page_imports_keras_tensorflow_opencv_pillow_heif_or_ray():
    subprocess.run([sys.executable, "-c", VISIT_EVERY_PAGE], cwd=ROOT, check=True, timeout=120)


def imported(path) -> set[str]:
    tree = ast.parse(path.read_text())
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_ray_stays_with_the_bridge_to_a_cluster():
    ours = [*(ROOT / "cnn").rglob("*.py"), *(ROOT / "pages").rglob("*.py"), ROOT / "app.py"]
    importing = {path for path in ours if "ray" in imported(path)}
    assert {path.parent for path in importing} == {ROOT / "cnn" / "cluster"}


def test_the_subject_knows_nothing_of_the_pages_and_keras_stays_with_the_trainer():
    for path in sorted((ROOT / "cnn").rglob("*.py")):
        forbidden = {"streamlit", "pages"}
        if "training" not in path.relative_to(ROOT).parts:
            forbidden |= {"keras", "tensorflow"}
        assert not imported(path) & forbidden, path
