"""What people bring, read right: ours, against two common ways of reading a picture.

Families of pictures and drawings (tests/families) are made from strokes of pen writers and from
MNIST's digits, encoded as the files that people have, and read as the app reads them.

Run: PENDIGITS_TRA=.../pendigits-orig.tra MNIST_NPZ=.../mnist.npz
     python -m tests.benchmarks.photo_families [--set dev|held-out|all] [--kinds a,b] [--each]
     [--count 60] [--network FILE] [--wrong FILE.png] [--samples FILE.png]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from cnn.drawing import digit_from_image, digit_from_strokes
from cnn.drawing.upload import picture_from_upload
from cnn.errors import DrawingError, PictureError
from cnn.network import Network
from tests.families.contact_sheet import as_picture, contact_sheet
from tests.families.digits import Sample, Writers
from tests.families.families import FAMILIES
from tests.families.family import Brought, Family

COUNT = 60
LARGE_COUNT = 6
BLANK = np.zeros((28, 28), np.float32)


def ours(brought: Brought) -> np.ndarray | None:
    """What the app reads, or nothing where it refuses."""
    try:
        if isinstance(brought, bytes):
            return digit_from_image(picture_from_upload(brought))
        return digit_from_strokes(brought)
    except (DrawingError, PictureError):
        return None


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
class Result:
    """How a family was read.

    Attributes:
        right, shrunk, otsu: (n,) bool: read right by the app, by its rivals.
        refused: how many pictures the app would not read.
        times: seconds of the app for each, decoding included.
        wrong: captions and samples of those that the app read wrong or not at all.
        samples: captions and all samples.
    """

    family: Family
    right: np.ndarray
    shrunk: np.ndarray
    otsu: np.ndarray
    refused: int
    times: list[float]
    wrong: list[tuple[str, Brought]]
    samples: list[tuple[str, Brought]]


def measure(family: Family, writers: Writers, network: Network, count: int) -> Result:
    """Read a family's samples in all three ways."""
    count = min(count, LARGE_COUNT) if family.is_large else count
    samples = [writers.one(family, number) for number in range(count)]
    truth = np.array([sample.digits[0] for sample in samples])
    images, times = [], []
    for sample in samples:
        start = time.perf_counter()
        images.append(ours(sample.brought))
        times.append(time.perf_counter() - start)
    is_read = np.array([image is not None for image in images])
    said = _read(network, [BLANK if image is None else image for image in images])
    right = (said == truth) & is_read
    greys = [np.asarray(as_picture(sample.brought).convert("L")) for sample in samples]
    captions = [
        (
            _caption(family, number, sample, said[number] if is_read[number] else None),
            sample.brought,
        )
        for number, sample in enumerate(samples)
    ]
    return Result(
        family,
        right,
        _read(network, [shrink_whole_picture(grey) for grey in greys]) == truth,
        _read(network, [otsu_crop_centre(grey) for grey in greys]) == truth,
        int((~is_read).sum()),
        times,
        [caption for number, caption in enumerate(captions) if not right[number]],
        captions,
    )


def _read(network: Network, images: Sequence[np.ndarray]) -> np.ndarray:
    return network.predict(np.stack(images)).argmax(axis=1)


def _caption(family: Family, number: int, sample: Sample, said: int | None) -> str:
    answer = "refused" if said is None else f"read {said}"
    return f"{family.name} {number}\n{sample.digits[0]}: {answer}"


def print_table(results: Sequence[Result], *, is_each: bool) -> None:
    """A row for each kind, or for each family."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        name = result.family.kind.name
        key = f"{name}: {result.family.name}" if is_each else name
        groups.setdefault(key, []).append(result)
    print("| kind | n | right % | wanted % | whole picture shrunk % | Otsu, crop, centre % "
          "| refused | ms each |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|")
    for name, group in groups.items():
        right, shrunk, otsu = (
            100 * np.concatenate([getattr(result, way) for result in group]).mean()
            for way in ("right", "shrunk", "otsu")
        )
        count = sum(len(result.right) for result in group)
        refused = sum(result.refused for result in group)
        milliseconds = 1000 * statistics.median(t for result in group for t in result.times)
        wanted = group[0].family.kind.wanted
        short = "" if right >= wanted else " short"
        print(
            f"| {name} | {count} | {right:.1f}{short} | {wanted:g} | {shrunk:.1f} | {otsu:.1f} "
            f"| {refused} | {milliseconds:.0f} |"
        )


def chosen(which: str, kinds: str | None) -> list[Family]:
    """The families of a set whose kind's or own name holds one of the words between commas."""
    words = [word.strip().lower() for word in (kinds or "").split(",") if word.strip()]
    return [
        family
        for family in FAMILIES
        if which in ("all", "held-out" if family.is_held_out else "dev")
        and (
            not words or any(word in f"{family.kind.name} {family.name}".lower() for word in words)
        )
    ]


def main() -> None:
    """Print the table, and write what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--set", choices=("dev", "held-out", "all"), default="dev")
    parser.add_argument("--kinds", help="parts of names of kinds or families, between commas")
    parser.add_argument("--each", action="store_true", help="a row for each family")
    parser.add_argument("--count", type=int, default=COUNT, help="digits of each family")
    parser.add_argument("--network", default="pen", help="a network's name or file")
    parser.add_argument("--wrong", help="write what was read wrong as this picture file")
    parser.add_argument("--samples", help="write everything as this picture file")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    network = Network.load(options.network)
    families = chosen(options.set, options.kinds)
    writers = {
        held_out: Writers(is_held_out=held_out) for held_out in {f.is_held_out for f in families}
    }
    results = [
        measure(family, writers[family.is_held_out], network, options.count) for family in families
    ]
    print_table(results, is_each=options.each)
    if options.wrong:
        contact_sheet([wrong for result in results for wrong in result.wrong], options.wrong)
    if options.samples:
        contact_sheet([one for result in results for one in result.samples], options.samples)


if __name__ == "__main__":
    main()
