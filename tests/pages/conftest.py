"""Pages run in the test's own process; what that changes is put back."""

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def main_module_is_pytest_again() -> Iterator[None]:
    """An AppTest puts the app in place of `__main__`, which processes spawned later import."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main
