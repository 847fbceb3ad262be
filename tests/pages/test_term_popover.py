"""What the browser is told of the terms, and what it may ask for."""

from types import SimpleNamespace

import pytest

from cnn.glossary import TERMS
from pages.parts.components import term_popover as component
from pages.parts.components.term_popover import GLOSSARY, term_popover

LINKS = {"padding": "Shown in 3 Borders and padding"}


def popover(monkeypatch: pytest.MonkeyPatch, opened: object) -> tuple[str | None, dict]:
    """Where the visitor is led when the browser asks for something, and what it was told."""
    told: dict = {}

    def mounted(**settings: object) -> SimpleNamespace:
        told.update(settings)
        return SimpleNamespace(opened=opened)

    monkeypatch.setattr(component, "_component", mounted)
    return term_popover(LINKS), told["data"]


def test_every_term_is_told_with_its_sentence_and_its_lesson_where_that_has_a_page(monkeypatch):
    _, data = popover(monkeypatch, None)
    assert {key: term["sentence"] for key, term in data["terms"].items()} == {
        known.key: known.sentence for known in TERMS
    }
    assert data["terms"]["padding"]["lesson"] == "padding"
    assert data["terms"]["stride"]["lesson"] is None
    assert data["links"]["padding"] == LINKS["padding"]


@pytest.mark.parametrize("asked", [GLOSSARY, "padding"])
def test_the_glossary_and_the_lessons_can_be_asked_for(monkeypatch, asked):
    assert popover(monkeypatch, asked)[0] == asked


@pytest.mark.parametrize("asked", [None, "train", "../app", "", 3, ["padding"], {"padding": 1}])
def test_nothing_else_leads_anywhere(monkeypatch, asked):
    assert popover(monkeypatch, asked)[0] is None
