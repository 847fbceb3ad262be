"""How a JPEG file is laid out: what its decoder must keep and how often it goes over it.

Source: ITU-T T.81 (1992), annex B, for markers and segments; section B.2.2 for the sampling.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# A marker is no stuffed byte, no restart, no fill byte.
_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.DOTALL)
_END, _SCAN = 0xD9, 0xDA
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_COEFFICIENT_BYTES = 2


@dataclass(frozen=True)
class JpegScans:
    """The scans of a JPEG's first picture.

    Attributes:
        count: how many there are.
        coefficient_bytes: what the decoder keeps of the whole picture between scans; 0 where one
            scan holds all of it, so that it is decoded row by row.
    """

    count: int
    coefficient_bytes: int


def jpeg_scans(data: bytes) -> JpegScans:
    """Read a JPEG's markers, to its first picture's end or as far as they go."""
    place, count, components, first_scan = 2, 0, 0, 0
    coefficient_bytes = 0
    while (found := _MARKER.search(data, place)) is not None:
        marker, start = found[1][0], found.end()
        if marker == _END:
            break
        segment = data[start + 2 : start + int.from_bytes(data[start : start + 2], "big")]
        if marker in _FRAMES:
            components, coefficient_bytes = _of_frame(segment)
        if marker == _SCAN:
            count += 1
            first_scan = first_scan or (segment[0] if segment else 0)
        place = start + 2 + len(segment)
    in_one_go = count <= 1 and first_scan == components
    return JpegScans(count, 0 if in_one_go else coefficient_bytes)


def _of_frame(segment: bytes) -> tuple[int, int]:
    """A frame's number of components, and the bytes that their coefficients take."""
    if len(segment) < 6:
        return 0, 0
    rows, columns = (int.from_bytes(segment[at : at + 2], "big") for at in (1, 3))
    samplings = [(byte >> 4, byte & 15) for byte in segment[7::3]]
    if not samplings:
        return 0, 0
    most = max(1, max(across for across, _ in samplings) * max(down for _, down in samplings))
    numbers = rows * columns * sum(across * down for across, down in samplings) / most
    return len(samplings), round(_COEFFICIENT_BYTES * numbers)
