"""Pages run in the test's own process; what that changes is put back."""

import sys
from collections.abc import Iterator
from functools import wraps

import pytest

from pages.parts.streamlit_internals import PagesManager


@pytest.fixture(scope="module", autouse=True)
def main_module_is_pytest_again() -> Iterator[None]:
    """An AppTest puts the app in place of `__main__`, which processes spawned later import."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(autouse=True)
def pages_are_run_by_the_router(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest takes the folder named pages for Streamlit's automatic menu, anew in each run."""
    begin = PagesManager.__init__

    @wraps(begin)
    def begin_without_menu(self: PagesManager, *arguments: object, **settings: object) -> None:
        PagesManager.uses_pages_directory = False
        begin(self, *arguments, **settings)

    monkeypatch.setattr(PagesManager, "__init__", begin_without_menu)
