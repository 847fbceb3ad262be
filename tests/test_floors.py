"""The floors of the house: an import only ever goes down, and rooms of one floor know nothing of
each other.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

from tests.serving import ROOT

# From the top floor down, as README's "Change it" lists them.
FLOORS = (
    ("app",),
    ("pages",),
    ("pages.parts.visit",),
    (
        "pages.parts.learn",
        "pages.parts.design",
        "pages.parts.sweep",
        "pages.parts.explain",
        "pages.parts.experiment",
    ),
    ("pages.parts.maps", "pages.parts.runs", "pages.parts.draw", "pages.parts.evaluate"),
    ("pages.parts.session",),
    ("pages.parts.components",),
    ("pages.parts",),
    ("cnn.training", "cnn.cluster"),
    ("cnn.sweeps",),
    ("cnn.runs",),
    ("cnn.lessons", "cnn.handwriting", "cnn.experiment"),
    ("cnn.evaluation", "cnn.cells", "cnn.drawing", "cnn.explain"),
    ("cnn.strangeness",),
    ("cnn.network", "cnn.datasets"),
    ("cnn.figures",),
    (
        "cnn",
        "cnn.errors",
        "cnn.atomic_write",
        "cnn.download",
        "cnn.number_checks",
        "cnn.glossary",
        "cnn.ties",
    ),
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
LESSONS = ("cnn.lessons", "pages.parts.learn")


def is_inside(module: str, room: str) -> bool:
    return f"{module}.".startswith(f"{room}.")


def room_of(module: str) -> str:
    """The longest room that a module is in: `cnn.network` for cnn.network.kinds.dense."""
    return max((room for room in FLOOR if is_inside(module, room)), key=len)


@cache
def statements() -> tuple[tuple[str, ast.Import | ast.ImportFrom], ...]:
    """Every import statement, with the module that it stands in."""
    files = chain([ROOT / "app.py"], *((ROOT / top).rglob("*.py") for top in ("cnn", "pages")))
    return tuple(
        (".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), node)
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
    )


def imports() -> Iterator[tuple[str, str]]:
    """Every import of one of our modules by another, as (importing, imported)."""
    for module, node in statements():
        stem = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
        names = [f"{stem}{alias.name}" for alias in node.names]
        yield from ((module, name) for name in names if name.split(".")[0] in FLOOR)


def test_an_import_only_ever_goes_down():
    upward = [
        f"{importing} imports {imported}"
        for importing, imported in imports()
        if room_of(importing) != room_of(imported)
        and FLOOR[room_of(imported)] <= FLOOR[room_of(importing)]
    ]
    assert upward == []


def test_each_import_is_written_in_full():
    """A relative import would pass by the other tests here."""
    relative = [
        module for module, node in statements() if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_the_scripts_that_tests_start_import_what_is_there():
    """They are strings: no linter looks into them, and nothing else runs those of benchmarks."""
    written = re.compile(r"^\s*(?:from|import) ((?:cnn|pages)\b[.\w]*)", re.MULTILINE)
    modules = {
        module
        for path in (ROOT / "tests").rglob("*.py")
        for module in written.findall(path.read_text(encoding="utf-8"))
    }
    assert "cnn.network" in modules
    places = {module: ROOT.joinpath(*module.split(".")) for module in modules}
    assert [
        module
        for module, place in places.items()
        if not (place.is_dir() or place.with_suffix(".py").is_file())
    ] == []


@pytest.mark.parametrize("lessons", LESSONS)
def test_a_learn_page_imports_nothing_of_another(lessons: str):
    folder = ROOT / Path(*lessons.split("."))
    pages = [f"{lessons}.{path.parent.name}" for path in folder.glob("*/__init__.py")]
    assert pages
    crossing = [
        f"{importing} imports {imported}"
        for importing, imported in imports()
        for page in pages
        for other in pages
        if page != other and is_inside(importing, page) and is_inside(imported, other)
    ]
    assert crossing == []
