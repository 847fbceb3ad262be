"""What people bring, read right: ours, against two common ways of reading a picture.

Families of pictures and drawings (tests/families) are made from strokes of pen writers and from
MNIST's digits, encoded as the files that people have, and read as the app reads them. The times
are those of the processor, decoding included.

Run: PENDIGITS_TRA=.../pendigits-orig.tra MNIST_NPZ=.../mnist.npz
     python -m tests.benchmarks.photo_families [--set dev|held-out|all] [--kinds a,b] [--each]
     [--count 60] [--network FILE] [--wrong FILE.png] [--samples FILE.png]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import cv2
import numpy as np

from cnn.network import Network
from tests.families.contact_sheet import as_picture, contact_sheet
from tests.families.digits import Writers
from tests.families.families import FAMILIES, SEVERAL
from tests.families.family import Brought, Family, Kind, SeveralDigits
from tests.families.reading import image_of, images_of, in_common, said

COUNT = 60
# Of pictures that take long: those of 12 and more megapixels, and sheets of up to 40 digits.
LARGE_COUNT = 6
SHEETS = 20
BLANK = np.zeros((28, 28), np.float32)

F = TypeVar("F", Family, SeveralDigits)


def shrink_whole_picture(grey: np.ndarray) -> np.ndarray:
    """What most demos do; given the right polarity for free."""
    shrunk = cv2.resize(grey, (28, 28), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    return 1 - shrunk if np.median(shrunk) > 0.5 else shrunk


def otsu_crop_centre(grey: np.ndarray) -> np.ndarray:
    """What careful demos do: Otsu's threshold, the ink's box, 20 pixels, centre of mass."""
    _, mask = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    if (mask > 0).mean() > 0.5:
        mask = 255 - mask
    if not mask.any():
        return BLANK
    x, y, width, height = cv2.boundingRect(mask)
    scale = 20 / max(width, height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    ink = cv2.resize(mask[y : y + height, x : x + width], size, interpolation=cv2.INTER_AREA)
    image = np.zeros((28, 28), np.float32)
    left, top = (28 - size[0]) // 2, (28 - size[1]) // 2
    image[top : top + size[1], left : left + size[0]] = ink.astype(np.float32) / 255
    moments = cv2.moments(image)
    shift = [13.5 - moments[name] / moments["m00"] for name in ("m10", "m01")]
    move = np.array([(1, 0, round(shift[0])), (0, 1, round(shift[1]))], np.float32)
    return cv2.warpAffine(image, move, (28, 28))


@dataclass(frozen=True)
class Reading:
    """How one picture or drawing was read.

    Attributes:
        caption: its family, its number, its digits and what was read.
        right, shrunk, otsu: read right by the app and by its rivals.
        seconds: of the processor.
    """

    kind: Kind
    family: str
    caption: str
    brought: Brought
    right: bool
    is_refused: bool
    shrunk: bool
    otsu: bool
    seconds: float


def read_family(family: Family, writers: Writers, network: Network, count: int) -> list[Reading]:
    """Read a family's samples in all three ways."""
    count = min(count, LARGE_COUNT) if family.is_large else count
    samples = [writers.one(family, number) for number in range(count)]
    images, seconds = [], []
    for sample in samples:
        start = time.process_time()
        images.append(image_of(sample.brought))
        seconds.append(time.process_time() - start)
    answers = said(network, images)
    greys = [np.asarray(as_picture(sample.brought).convert("L")) for sample in samples]
    shrunk = said(network, [shrink_whole_picture(grey) for grey in greys])
    otsu = said(network, [otsu_crop_centre(grey) for grey in greys])
    return [
        Reading(
            family.kind,
            family.name,
            f"{family.name} {number}\n{digit}: {'refused' if answer is None else f'read {answer}'}",
            sample.brought,
            answer == digit,
            answer is None,
            shrunk[number] == digit,
            otsu[number] == digit,
            seconds[number],
        )
        for number, (sample, answer) in enumerate(zip(samples, answers, strict=True))
        for digit in sample.digits
    ]


@dataclass(frozen=True)
class SeveralReading:
    """How a picture or drawing of several digits was read.

    Attributes:
        caption: its family, its number, its digits and what was read.
    """

    family: SeveralDigits
    caption: str
    brought: Brought
    digits: tuple[int, ...]
    answers: tuple[int | None, ...]
    seconds: float

    @property
    def is_right(self) -> bool:
        """All digits right, or, of one digit, not split; a misread digit is none of its own."""
        if self.family.most == 1:
            return len(self.answers) == 1
        return self.answers == self.digits


def read_several(
    family: SeveralDigits, writers: Writers, network: Network, count: int
) -> list[SeveralReading]:
    """Read a family's samples, all digits of each."""
    readings = []
    for number in range(min(count, SHEETS) if family.most > 10 else count):
        sample = writers.several(family, number)
        start = time.process_time()
        images = images_of(sample.brought)
        seconds = time.process_time() - start
        answers = tuple(said(network, images))
        caption = f"{family.name} {number}\n{_joined(sample.digits)}: {_joined(answers)}"
        readings.append(
            SeveralReading(family, caption, sample.brought, sample.digits, answers, seconds)
        )
    return readings


def _joined(digits: Iterable[int | None]) -> str:
    return "".join(map(str, digits))


HEADER = """\
| kind | n | right % | wanted % | whole picture shrunk % | Otsu, crop, centre % | refused | ms, median | longest |
|---|---|---|---|---|---|---|---|---|"""  # noqa: E501
HEADER_OF_SEVERAL = """\
| kind | n | right % | wanted % | digits | of these right % | ms, median | longest |
|---|---|---|---|---|---|---|---|"""


def print_row(name: str, readings: Sequence[Reading]) -> None:
    """How one kind, or one family, was read."""
    right, shrunk, otsu = (
        _per_cent(getattr(one, way) for one in readings) for way in ("right", "shrunk", "otsu")
    )
    kind = readings[0].kind
    print(
        f"| {name} | {len(readings)} | {right:.1f}{_short(right, kind)} | {kind.wanted:g} "
        f"| {shrunk:.1f} | {otsu:.1f} | {sum(one.is_refused for one in readings)} "
        f"| {_times([one.seconds for one in readings])} |",
        flush=True,
    )


def print_row_of_several(name: str, readings: Sequence[SeveralReading]) -> None:
    """How one kind, or one family, of several digits was read."""
    right = _per_cent(one.is_right for one in readings)
    kind = readings[0].family.kind
    digits = sum(len(one.digits) for one in readings)
    common = sum(in_common(one.digits, one.answers) for one in readings)
    print(
        f"| {name} | {len(readings)} | {right:.1f}{_short(right, kind)} | {kind.wanted:g} "
        f"| {digits} | {100 * common / digits:.1f} | {_times([one.seconds for one in readings])} |",
        flush=True,
    )


def _per_cent(are_right: Iterable[bool]) -> float:
    return 100 * statistics.mean(map(float, are_right))


def _short(right: float, kind: Kind) -> str:
    return "" if right >= kind.wanted else " short"


def _times(seconds: Sequence[float]) -> str:
    return f"{1000 * statistics.median(seconds):.0f} | {1000 * max(seconds):.0f}"


def is_chosen(family: Family | SeveralDigits, which: str, kinds: str) -> bool:
    """Whether a family is of a set, and its kind's or own name holds one of the given words."""
    words = [word.strip().lower() for word in kinds.split(",") if word.strip()]
    name = f"{family.kind.name} {family.name}".lower()
    is_of_set = which in ("all", "held-out" if family.is_held_out else "dev")
    return is_of_set and (not words or any(word in name for word in words))


def grouped(families: Iterable[F], options: argparse.Namespace) -> dict[str, list[F]]:
    """The chosen families by the name of the row that they share."""
    groups: dict[str, list[F]] = {}
    for family in families:
        if is_chosen(family, options.set, options.kinds):
            kind = family.kind.name
            groups.setdefault(f"{kind}: {family.name}" if options.each else kind, []).append(family)
    return groups


def main() -> None:
    """Print the tables, and write what was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--set", choices=("dev", "held-out", "all"), default="dev")
    parser.add_argument("--kinds", default="", help="parts of names of kinds, between commas")
    parser.add_argument("--each", action="store_true", help="a row for each family")
    parser.add_argument("--count", type=int, default=COUNT, help="samples of each family")
    parser.add_argument("--network", default="pen", help="a network's name or file")
    parser.add_argument("--wrong", help="write what was read wrong as this picture file")
    parser.add_argument("--samples", help="write everything as this picture file")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    network = Network.load(options.network)
    writers = cache(lambda is_held_out: Writers(is_held_out=is_held_out))
    readings: list[Reading] = []
    for name, group in grouped(FAMILIES, options).items():
        if not readings:
            print(HEADER)
        row = [
            one
            for family in group
            for one in read_family(family, writers(family.is_held_out), network, options.count)
        ]
        print_row(name, row)
        readings += row
    several: list[SeveralReading] = []
    for name, group in grouped(SEVERAL, options).items():
        if not several:
            print(HEADER_OF_SEVERAL)
        rows = [
            one
            for family in group
            for one in read_several(family, writers(family.is_held_out), network, options.count)
        ]
        print_row_of_several(name, rows)
        several += rows
    everything = [(one.caption, one.brought, one.right) for one in readings]
    everything += [(one.caption, one.brought, one.is_right) for one in several]
    if options.wrong:
        wrong = [(caption, brought) for caption, brought, right in everything if not right]
        contact_sheet(wrong, options.wrong)
    if options.samples:
        contact_sheet([(caption, brought) for caption, brought, _ in everything], options.samples)


if __name__ == "__main__":
    main()
