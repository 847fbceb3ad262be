"""What hangs together in an ink's mask: its parts, each with its box, size and outline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

# Ink is what has at least so much of the full density.
INKED = 0.45

# Pixels on either side of a gap that a dry pen or the camera's grain left in a stroke.
BRIDGED = 1

# So many pixels on each side are the picture's edge.
EDGE = 3

# Shares of the picture's longer side: what is smaller is a speck; what runs so far along the edge
# is a shadow or the table. No more than so many parts are looked at, the clearest ones.
MIN_SIZE = 0.008
MAX_CONTACT = 0.25
MAX_PARTS = 120


@dataclass(frozen=True)
class Components:
    """The parts of an ink, clearest first.

    Attributes:
        labels: (h, w) int32: 0 off the ink, part k's pixels k + 1; specks are 0.
        boxes: (n, 4) float64, left, top, right and bottom of each; the latter two just outside.
        areas: (n,) in pixels.
        outlines: (n,) how much outline each has, weighted by its sharpness: a shadow has little.
        contacts: (n,) how far each runs along one side of the picture, at most, in pixels.
    """

    labels: np.ndarray
    boxes: np.ndarray
    areas: np.ndarray
    outlines: np.ndarray
    contacts: np.ndarray

    def __len__(self) -> int:
        return len(self.boxes)

    @property
    def longest(self) -> int:
        return max(self.labels.shape)

    @cached_property
    def widths(self) -> np.ndarray:
        return self.boxes[:, 2] - self.boxes[:, 0]

    @cached_property
    def heights(self) -> np.ndarray:
        return self.boxes[:, 3] - self.boxes[:, 1]

    @cached_property
    def sizes(self) -> np.ndarray:
        """The longer side of each box."""
        return np.maximum(self.widths, self.heights)

    @cached_property
    def points(self) -> list[np.ndarray]:
        """Each part's pixels as (k, 2) float32 of x, y."""
        inked = np.flatnonzero(self.labels)
        labels = self.labels.ravel()[inked]
        order = inked[np.argsort(labels, kind="stable")]
        counts = np.bincount(labels, minlength=len(self) + 1)[1:]
        rows, columns = np.divmod(order, self.labels.shape[1])
        places = np.stack([columns, rows], axis=1).astype(np.float32)
        return np.split(places, np.cumsum(counts)[:-1])

    @cached_property
    def hulls(self) -> list[np.ndarray]:
        """Each part's convex hull, (k, 2) float32 of x, y."""
        return [cv2.convexHull(points)[:, 0] for points in self.points]

    @cached_property
    def outline_points(self) -> list[np.ndarray]:
        """Some 60 pixels of each part's outline, (k, 2) float32 of x, y."""
        inner = cv2.erode((self.labels > 0).astype(np.uint8), np.ones((3, 3), np.uint8))
        found = []
        for points in self.points:
            x, y = points.astype(int).T
            edge = points[inner[y, x] == 0]
            found.append(edge[:: max(1, len(edge) // 60)] if len(edge) else points[:1])
        return found

    def gap(self, one: int, other: int) -> float:
        """The shortest way from one part to another, in pixels."""
        from_one, to_other = self.outline_points[one], self.outline_points[other]
        squares = (from_one**2).sum(axis=1)[:, np.newaxis] + (to_other**2).sum(axis=1)
        return float(np.sqrt(max(0, (squares - 2 * from_one @ to_other.T).min())))

    @cached_property
    def box_gaps(self) -> np.ndarray:
        """The shortest way between two parts' boxes, (n, n) in pixels: no gap is shorter."""
        first, last = self.boxes[:, :2], self.boxes[:, 2:]
        apart = np.maximum(first[:, np.newaxis] - last, first - last[:, np.newaxis])
        return np.linalg.norm(np.maximum(apart, 0), axis=2)

    @cached_property
    def stroke_widths(self) -> np.ndarray:
        """How wide a pen drew each part, (n,) in pixels: four times the mean way out of the ink."""
        ways = cv2.distanceTransform(np.pad(self.labels > 0, 1).astype(np.uint8), cv2.DIST_L2, 3)[
            1:-1, 1:-1
        ]
        sums = np.bincount(self.labels.ravel(), ways.ravel(), len(self) + 1)[1:]
        return np.maximum(4 * sums / self.areas - 2, 1)

    def window_of(self, members: tuple[int, ...], margin: int) -> tuple[slice, slice]:
        """The rows and columns around these parts."""
        left, top, right, bottom = self.box_of(members).astype(int).tolist()
        return (
            slice(max(0, top - margin), bottom + margin),
            slice(max(0, left - margin), right + margin),
        )

    def mask_of(self, members: tuple[int, ...], window: tuple[slice, slice]) -> np.ndarray:
        """(h, w) bool: which pixels of a window are of these parts."""
        chosen = np.zeros(len(self) + 1, bool)
        chosen[np.array(members, int) + 1] = True
        return chosen[self.labels[window]]

    def box_of(self, members: tuple[int, ...]) -> np.ndarray:
        """Left, top, right and bottom of all these parts."""
        boxes = self.boxes[list(members)]
        return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])


def components_of(density: np.ndarray, mask: np.ndarray) -> Components:
    """The connected parts of a mask; pixels that touch at a corner, or nearly touch, connect."""
    side = 2 * BRIDGED + 1
    ink = mask.astype(np.uint8)
    near = cv2.dilate(ink, np.ones((side, side), np.uint8))
    count, labels = cv2.connectedComponents(near, connectivity=8)
    labels *= ink
    areas = np.bincount(labels.ravel(), minlength=count)
    weights = np.where(mask, _steepness(density), 0)
    outlines = np.bincount(labels.ravel(), weights.ravel(), count)
    first, last = _boxes(labels, count)
    sizes = (last - first).max(axis=1) + 1
    kept = np.flatnonzero((sizes >= MIN_SIZE * max(mask.shape)) & (areas > 0))
    kept = kept[kept > 0]
    kept = kept[np.argsort(-outlines[kept], kind="stable")][:MAX_PARTS]
    renumbered = np.zeros(count, np.int32)
    renumbered[kept] = np.arange(1, len(kept) + 1)
    labels = renumbered[labels]
    return Components(
        labels=labels,
        boxes=np.concatenate([first[kept], last[kept] + 1], axis=1).astype(np.float64),
        areas=areas[kept],
        outlines=outlines[kept],
        contacts=_contacts(labels, len(kept)),
    )


def _steepness(density: np.ndarray) -> np.ndarray:
    """How fast the ink's density changes, per pixel."""
    central = np.array([[-1, 0, 1]], np.float32)
    across = cv2.filter2D(density, -1, central, borderType=cv2.BORDER_REPLICATE)
    down = cv2.filter2D(density, -1, central.T, borderType=cv2.BORDER_REPLICATE)
    return cv2.magnitude(across, down)


def _boxes(labels: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """First and last x and y of each label: two (count, 2) arrays."""
    rows, columns = np.nonzero(labels)
    marks = labels[rows, columns]
    first = np.full((count, 2), max(labels.shape))
    last = np.full((count, 2), -1)
    for axis, places in enumerate((columns, rows)):
        np.minimum.at(first[:, axis], marks, places)
        np.maximum.at(last[:, axis], marks, places)
    return first, last


def _contacts(labels: np.ndarray, count: int) -> np.ndarray:
    sides = (labels[:EDGE], labels[-EDGE:], labels[:, :EDGE].T, labels[:, -EDGE:].T)
    return np.max([_extents(side, count) for side in sides], axis=0)


def _extents(strip: np.ndarray, count: int) -> np.ndarray:
    """In how many columns of a strip each label occurs: (count,)."""
    rows, columns = np.nonzero(strip)
    pairs = np.unique(np.stack([strip[rows, columns], columns]), axis=1)
    return np.bincount(pairs[0], minlength=count + 1)[1:]
