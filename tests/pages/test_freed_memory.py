"""What work has freed goes back to the system."""

import subprocess
import sys

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.session import shared_memory
from tests.serving import ROOT

# The bytes that stay of 60 MB in arrays, once all but the last of them have been freed. Before, a
# large array comes and goes, as in a network's forward pass.
SCRIPT = """
import numpy as np
import psutil
from pages.parts.freed_memory import share_freed_memory, return_freed_memory

if {is_shared}:
    share_freed_memory()
large = np.ones(24 * 2**20, np.uint8)
del large
before = psutil.Process().memory_info().rss
arrays = [np.ones(300 * 2**10, np.uint8) for _ in range(200)]
small = [bytes(1000) for _ in range(100)]
del arrays[:-1]
print(psutil.Process().memory_info().rss - before)
"""


def bytes_that_stay(is_shared: bool) -> int:
    script = SCRIPT.format(is_shared=is_shared)
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return int(run.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc keeps what is freed")
def test_large_arrays_go_back_though_a_later_one_is_still_there():
    assert bytes_that_stay(is_shared=True) < 10e6
    assert bytes_that_stay(is_shared=False) > 40e6


def test_what_the_gone_have_left_goes_back_when_the_next_one_comes(monkeypatch):
    returned = []
    monkeypatch.setattr(shared_memory, "return_freed_memory", lambda: returned.append(1))
    visit = AppTest.from_file(ROOT / "app.py", default_timeout=30).run()
    visit.run()
    assert not visit.exception
    assert len(returned) == 1
