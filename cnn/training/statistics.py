"""Statistics of digits for a network: at the end of each run, and by hand for a file.

`python -m cnn.training.statistics pen --pen-strokes pendigits-orig.tra` writes those of `pen` into
its file; `textbook`, or the path of any network file, in its place. Its weights stay as they are.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cnn.datasets import Part, load_mnist
from cnn.errors import VisitorError
from cnn.network import PRETRAINED, Network
from cnn.network.architecture import Architecture
from cnn.network.digit_statistics import feature_count
from cnn.network.network import PRETRAINED_FOLDER
from cnn.strangeness import with_statistics
from cnn.training.accuracy import as_read
from cnn.training.digits import load_digits
from cnn.training.pen_set import read_pen_digits, render_copies
from cnn.training.pen_strokes import PenDigit, load_pen_digits

# As many digits as are read in seconds, whatever the network, and take little memory; of the
# largest networks no fewer than tell how the features vary together.
MOST_DIGITS, FEWEST_DIGITS = 20_000, 2_000
MOST_OTHERS, FEWEST_OTHERS = 4_000, 1_000
MOST_MULTIPLY_ADDS = 60_000_000_000
MOST_NUMBERS = 10_000_000
# Every fifth writer is kept apart, as by `cnn.training.pretrain`.
KEPT_APART_EVERY = 5
REDRAWN_SEED = 1


def with_statistics_of(network: Network, train: Part, test: Part) -> Network:
    """The network with statistics of the first training digits, its bound from test digits.

    Args:
        network: trained.
        train: (n, 28, 28) uint8 and (n,) labels.
        test: the same of digits that are not among those.
    """
    count = _digits_to_read(network.architecture, MOST_DIGITS, FEWEST_DIGITS)
    others = _digits_to_read(network.architecture, MOST_OTHERS, FEWEST_OTHERS)
    digits = as_read((train[0][:count], train[1][:count]))
    return with_statistics(network, digits, as_read((test[0][:others], test[1]))[0])


def with_statistics_of_pen(
    network: Network, mnist_train: Part, digits: Sequence[PenDigit]
) -> Network:
    """The same with MNIST's training digits and pen-drawn ones, each as drawn and once redrawn.

    Those of every fifth writer are no part of it: the bound is what one in a hundred of them, as
    drawn, exceeds.
    """
    within = [digit for digit in digits if digit.writer % KEPT_APART_EVERY]
    apart = [digit for digit in digits if digit.writer % KEPT_APART_EVERY == 0]
    count = _digits_to_read(network.architecture, MOST_DIGITS, FEWEST_DIGITS)
    mnist = as_read((mnist_train[0][:count], mnist_train[1][:count]))
    drawn = read_pen_digits(within)
    redrawn = render_copies(within, 1, REDRAWN_SEED)
    images = np.concatenate([mnist[0], drawn[0], as_read((redrawn.images[:, 0], drawn[1]))[0]])
    labels = np.concatenate([mnist[1], drawn[1], drawn[1]])
    return with_statistics(network, (images, labels), read_pen_digits(apart)[0])


def _digits_to_read(architecture: Architecture, most: int, fewest: int) -> int:
    affordable = min(
        MOST_MULTIPLY_ADDS // architecture.multiply_adds,
        MOST_NUMBERS // feature_count(architecture),
    )
    return min(max(affordable, fewest), most)


def main() -> None:
    """Write the statistics of one network into its file."""
    parser = argparse.ArgumentParser(description="Statistics of digits for a network's file.")
    parser.add_argument("network", help="textbook, pen, or the path of a .safetensors file")
    parser.add_argument("--pen-strokes", type=Path, help="pendigits-orig.tra, for what learned pen")
    options = parser.parse_args()
    path = Path(options.network)
    if options.network in PRETRAINED:
        path = PRETRAINED_FOLDER / f"{options.network}.safetensors"
    try:
        network = Network.load(path)
        recipe = network.provenance.recipe
        if recipe.data == "mnist+pen":
            if options.pen_strokes is None:
                parser.error("it learned from pen strokes: give --pen-strokes, their path")
            pen = load_pen_digits(options.pen_strokes)
            network = with_statistics_of_pen(network, load_mnist()[0], pen)
        else:
            digits = load_digits(recipe)
            network = with_statistics_of(network, digits.train, digits.test)
    except VisitorError as error:
        sys.exit(str(error))
    if network.statistics is None:
        sys.exit("The network's sums exceed what 32-bit floats can hold: it has no statistics.")
    network.save(path)
    print(f"{path}: {network.statistics.nbytes:,} bytes, bound {network.statistics.bound[0]:.3f}")


if __name__ == "__main__":
    main()
