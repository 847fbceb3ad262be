"""One colour language in both themes, the same as the theme's own colours."""

import tomllib
from pathlib import Path

import pytest

from cnn.figures.contrast import luminance
from cnn.figures.palette import PALETTES, colour_table

CONFIG = Path(__file__).parents[3] / ".streamlit" / "config.toml"


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_palette_repeats_the_themes_colours(name):
    theme = tomllib.loads(CONFIG.read_text())["theme"][name]
    palette = PALETTES[name]
    assert palette.background == theme["backgroundColor"]
    assert palette.surface == theme["secondaryBackgroundColor"]
    assert palette.text == theme["textColor"]
    assert palette.accent == theme["primaryColor"]


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_silence_and_zero_are_the_background(palette):
    assert palette.sequential[0] == palette.background
    assert len(palette.diverging) % 2 == 1
    assert palette.diverging[len(palette.diverging) // 2] == palette.background


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_writing_and_lines_have_the_contrast_that_wcag_asks_for(palette):
    for ground in (palette.background, palette.surface):
        for writing in (palette.text, palette.muted, palette.accent, palette.frame):
            assert contrast(writing, ground) >= 4.5
        assert contrast(palette.edge, ground) >= 3
    assert contrast(palette.on_accent, palette.accent) >= 4.5
    for line in palette.runs:
        assert contrast(line, palette.background) >= 3


def test_a_colour_table_runs_from_first_to_last_stop():
    table = colour_table(("#000000", "#FF0000"))
    assert table[0].tolist() == [0, 0, 0]
    assert table[-1].tolist() == [255, 0, 0]
