"""Python's collector leaves alone what lasts as long as the server."""

import subprocess
import sys

from tests.serving import ROOT

SCRIPT = """
import gc
import streamlit
from pages.parts.lasting_objects import leave_out_lasting_objects

before = len(gc.get_objects())
leave_out_lasting_objects()
after = len(gc.get_objects())
later = [[] for _ in range(100_000)]
leave_out_lasting_objects()
print(before, after, len(gc.get_objects()))
"""


def test_modules_are_left_out_once_and_what_comes_later_is_not():
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True
    )
    before, after, later = map(int, run.stdout.split())
    assert after < before / 10
    assert later > after + 100_000
