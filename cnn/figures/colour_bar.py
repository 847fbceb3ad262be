"""The bar beside a picture that says what its colours mean, as HTML: the picture's own palette."""

from __future__ import annotations

import math

from cnn.figures.palette import Palette

# What a weight or a product does to the sum that it goes into.
TAKES_AWAY, ADDS = "\u2212 takes away", "+ adds"
# Beyond these, numbers are written as powers of ten.
_PLAIN_FROM, _PLAIN_TO = 1e-4, 1e5
_STRIP = "margin-top:0.25rem;height:0.5rem;box-sizing:border-box"
_SMALL = "font-size:0.76rem;line-height:1.3;font-variant-numeric:tabular-nums"


def colour_bar(
    palette: Palette,
    largest: float,
    of: str,
    *,
    signed: bool = False,
    ends: tuple[str, str] = ("", ""),
    title: str = "",
    percent: bool = False,
    width: str = "100%",
) -> str:
    """A bar of the colours from 0 to the largest value, or from minus to plus the largest.

    Args:
        palette: the one that draws the picture.
        largest: the value at the scale's end, 0 or more.
        of: what the numbers are, for those who do not see the bar: activations, weights.
        signed: the diverging colours, with zero in the middle; the half below zero carries dashes,
            as the cells of a picture of weights do.
        ends: what the lower and the upper end mean, in a few words under the bar.
        title: above the bar, where several stand side by side.
        percent: write the numbers as percentages.
        width: in CSS units.

    Returns:
        HTML of our own; `of`, `ends` and `title` are never a visitor's words.
    """
    end = "100%" if percent and largest == 1 else scale_number(largest)
    low, high = (f"\u2212{end}", f"+{end}") if signed else ("0", end)
    if largest == 0:
        low, high = "0", "0"
    above = _row(f"<b>{title}</b>", palette.text) if title else ""
    numbers = f"<span>{low}</span><span>0</span>" if signed and largest else f"<span>{low}</span>"
    numbers = _row(f"{numbers}<span>{high}</span>", palette.text)
    meanings = ""
    if any(ends):
        meanings = _row(f"<span>{ends[0]}</span><span>{ends[1]}</span>", palette.muted)
    return (
        f'<div class="colour-bar" role="img" aria-label="{_in_words(low, high, of, signed, ends)}" '
        f'style="width:{width};max-width:100%">{above}'
        f'<div style="{_STRIP};border:1px solid {palette.muted};'
        f'background:{_background(palette, signed)}"></div>{numbers}{meanings}</div>'
    )


def scale_number(value: float) -> str:
    """A number of 0 or more with two digits that count: 0.60, 3.2, 12, 0.0042, 1.2e+06."""
    if value == 0:
        return "0"
    if not _PLAIN_FROM <= value < _PLAIN_TO:
        return f"{value:.1e}"
    return f"{value:.{max(1 - math.floor(math.log10(value)), 0)}f}"


def _background(palette: Palette, signed: bool) -> str:
    stops = palette.diverging if signed else palette.sequential
    colours = f"linear-gradient(to right,{','.join(stops)})"
    if not signed:
        return colours
    dash = f"{palette.text} 3px 8px,transparent 8px 11px"
    dashes = f"repeating-linear-gradient(to right,transparent 0 3px,{dash})"
    return f"{dashes} 0 50%/40% 1px no-repeat,{colours}"


def _in_words(low: str, high: str, of: str, signed: bool, ends: tuple[str, str]) -> str:
    if low == high:
        return f"Colour scale of {of}: all are 0."
    if not signed:
        return f"Colour scale of {of}: from 0 to {high}."
    if any(ends):
        return (
            f"Colour scale of {of}: orange from {low} to 0, which {_plain(ends[0])}, and blue from "
            f"0 to {high}, which {_plain(ends[1])}."
        )
    return f"Colour scale of {of}: orange from {low} to 0, blue from 0 to {high}."


def _plain(meaning: str) -> str:
    return meaning.lstrip("\u2212+ ")


def _row(content: str, colour: str) -> str:
    layout = "display:flex;justify-content:space-between;gap:0.5rem"
    return f'<div aria-hidden="true" style="{layout};color:{colour};{_SMALL}">{content}</div>'
