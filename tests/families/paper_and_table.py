"""A sheet that does not fill the picture: a table shows around it."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from tests.families.camera import photographed, scene_size
from tests.families.family import Brought, Strokes
from tests.families.pens import any_pen, ink_of
from tests.families.placing import Rng, Size, fitted, moved
from tests.families.surfaces import Colour, daylight, desk, inked, paper

# The farther a sheet is from filling the picture, the more it may be turned, in degrees, and the
# more its corners may be off a rectangle, as a share of its sides.
TURNS = {25: (20.0, 0.12), 50: (14.0, 0.09), 70: (6.0, 0.05), 85: (2.5, 0.025)}
# A sheet this much brighter or darker than its table can be told from it at a glance.
LEAST_CONTRAST = 35.0
# Brown, grey and blue paper, which lies on a white table now and then.
DARKER_PAPERS: tuple[Colour, ...] = ((190, 160, 120), (170, 170, 168), (150, 175, 200))


def sheet_on_table(share: int) -> Callable[[Strokes, Rng], Brought]:
    """A sheet that covers so many per cent of the picture, turned and seen from a side."""

    def make(strokes: Strokes, rng: Rng) -> Brought:
        size, enlarged = scene_size(rng)
        sheet_size = _sheet_size(size, share, rng)
        is_light = rng.random() < 0.15
        page = paper(sheet_size, rng, DARKER_PAPERS[rng.integers(3)] if is_light else None)
        sheet = written(page, strokes, np.array(sheet_size), (0.0, 0.0), rng)
        table = (
            paper(size, rng, (246, 246, 244)) if is_light else contrasting_desk(size, sheet, rng)
        )
        scene = laid(sheet, table, *TURNS[share], rng)
        return photographed(scene * daylight(size, rng), rng, enlarged)

    return make


def table_on_sides(strokes: Strokes, rng: Rng) -> Brought:
    """A sheet that leaves the picture at one or two sides; the table shows at the others."""
    size, enlarged = scene_size(rng)
    picture = np.tile(np.array(size, np.float64), 2)
    shows = np.isin(np.arange(4), rng.permutation(4)[: rng.integers(2, 4)])
    margins = np.where(shows, rng.uniform(0.06, 0.26, 4), -0.06) * picture
    left, top, right, bottom = margins * (1, 1, -1, -1) + (0, 0, *size)
    sheet_size = (round(right - left), round(bottom - top))
    seen_low = np.maximum((left, top), 0) - (left, top)
    seen_high = np.minimum((right, bottom), size) - (left, top)
    sheet = written(paper(sheet_size, rng), strokes, seen_high - seen_low, tuple(seen_low), rng)
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    corners += rng.uniform(-0.012, 0.012, (4, 2)) * min(size)
    scene = pasted(sheet, contrasting_desk(size, sheet, rng), corners)
    return photographed(scene * daylight(size, rng), rng, enlarged)


def yellow_note(strokes: Strokes, rng: Rng) -> Brought:
    """A square note of a bright colour, mostly yellow, on a desk."""
    size, enlarged = scene_size(rng)
    side = round(min(size) * rng.uniform(0.42, 0.85))
    note = paper((side, side), rng, _note_colour(rng))
    note *= np.linspace(1.02, rng.uniform(0.86, 1), side, dtype=np.float32)[:, None, None]
    sheet = written(note, strokes, np.array((side, side)), (0.0, 0.0), rng)
    scene = laid(sheet, contrasting_desk(size, sheet, rng), 12.0, 0.05, rng)
    return photographed(scene * daylight(size, rng), rng, enlarged)


def _note_colour(rng: Rng) -> Colour:
    yellow = (rng.uniform(238, 252), rng.uniform(215, 235), rng.uniform(70, 150))
    others = ((245, 165, 190), (165, 225, 165), (160, 210, 240), (250, 190, 110))
    return yellow if rng.random() < 0.75 else others[rng.integers(4)]


def written(
    page: np.ndarray,
    strokes: Strokes,
    room: np.ndarray,
    corner: tuple[float, float],
    rng: Rng,
) -> np.ndarray:
    """A page with a digit about the middle of a part of it, a quarter to two thirds as large."""
    size = (page.shape[1], page.shape[0])
    side = float(min(room)) * rng.uniform(0.28, 0.66)
    pen = any_pen(side, rng)
    digit = fitted(strokes, side, rng.uniform(-6, 6))
    free = (room - side) / 2 - 0.06 * room
    place = np.array(corner) + room / 2 + free * rng.uniform(-0.7, 0.7, 2)
    return inked(page, ink_of(moved(digit, place), size, pen, rng), pen)


def _sheet_size(size: Size, share: int, rng: Rng) -> Size:
    """A sheet of that share of the picture's area, the less like it in shape the smaller."""
    freedom = {25: 0.35, 50: 0.2, 70: 0.08, 85: 0.02}[share]
    stretch = np.exp(rng.uniform(-freedom, freedom))
    scale = np.sqrt(share / 100)
    return round(size[0] * scale * stretch), round(size[1] * scale / stretch)


def contrasting_desk(size: Size, sheet: np.ndarray, rng: Rng) -> np.ndarray:
    """A desk that a sheet stands out from."""
    paper_colour = np.median(sheet.reshape(-1, 3), axis=0)
    for _ in range(20):
        table = desk(size, rng)
        if np.abs(table.reshape(-1, 3).mean(axis=0) - paper_colour).max() > LEAST_CONTRAST:
            return table
    raise AssertionError("No desk stands out from the sheet.")


def laid(sheet: np.ndarray, table: np.ndarray, turn: float, skew: float, rng: Rng) -> np.ndarray:
    """A sheet inside the picture of a table, turned by up to so many degrees, seen from a side."""
    height, width = sheet.shape[:2]
    picture = np.array((table.shape[1], table.shape[0]))
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    corners -= (width / 2, height / 2)
    angle = np.radians(rng.uniform(-turn, turn))
    corners += rng.uniform(-skew, skew, (4, 2)) * (width, height)
    corners @= np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    sides = np.ptp(corners, axis=0)
    # A corner may just leave the picture, as in photos taken by hand; no more.
    corners *= min(1.0, float((1.02 * picture / sides).min()))
    sides = np.ptp(corners, axis=0)
    free = np.maximum(picture - sides, 0)
    corners += -corners.min(axis=0) + (picture - sides) / 2 + free / 2 * rng.uniform(-0.9, 0.9, 2)
    return pasted(sheet, _shaded_by(table, corners, rng), corners)


def _shaded_by(table: np.ndarray, corners: np.ndarray, rng: Rng) -> np.ndarray:
    """A table with the soft shadow of the sheet's edge on it."""
    if rng.random() < 0.5:
        return table
    reach = 0.01 * max(table.shape[:2])
    mask = np.zeros(table.shape[:2], np.float32)
    shifted = corners + rng.uniform(-1, 1, 2) * reach
    cv2.fillConvexPoly(mask, np.rint(shifted).astype(np.int32), 1.0)
    shadow = cv2.GaussianBlur(mask, (0, 0), reach)
    return table * (1 - 0.4 * shadow[..., None])


def pasted(sheet: np.ndarray, table: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """A sheet drawn into the quadrilateral of its four corners, clockwise from the left top."""
    height, width = sheet.shape[:2]
    size = (table.shape[1], table.shape[0])
    source = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    turn = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    warped = cv2.warpPerspective(
        sheet.astype(np.float32), turn, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
    )
    mask = np.zeros((size[1], size[0]), np.uint8)
    cv2.fillConvexPoly(mask, np.rint(corners * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
    share = mask.astype(np.float32)[..., None] / 255
    return table * (1 - share) + warped * share
