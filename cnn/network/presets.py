"""Designs and recipes to begin with, by stable keys; a page has the names that people read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cnn.network.architecture import textbook
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.layer_spec import LayerSpec
from cnn.network.kinds.pooling import AveragePool2D
from cnn.network.recipe import FAST_RECIPE, Recipe

# The textbook network's hidden layers with one idea changed each, and an ancestor.
#
# Without pooling: the same layers, the poolings left out. Strided: each pooling's halving is done
# by the convolution before it. Dense only: no convolution, and about as many parameters as the
# textbook network (93,255 to 93,322). LeNet-5: the layer sizes of 1998, with ReLU and softmax where
# the paper has scaled tanh and radial basis functions, a plain mean where it learns a coefficient
# for each pooling, and every filter reading every map.
#
# Source: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-Based Learning Applied to Document
# Recognition", Proceedings of the IEEE 86 (1998), section II.B.
DESIGNS: Mapping[str, tuple[LayerSpec, ...]] = MappingProxyType(
    {
        "textbook": textbook().hidden,
        "without_pooling": (Conv2D(32), Conv2D(64), Conv2D(64), Dense(64)),
        "strided": (Conv2D(32, stride=2), Conv2D(64, stride=2), Conv2D(64), Dense(64)),
        "dense_only": (Dense(109), Dense(64)),
        "lenet5": (
            Conv2D(6, 5, padding="same"),
            AveragePool2D(),
            Conv2D(16, 5),
            AveragePool2D(),
            Conv2D(120, 5),
            Dense(84),
        ),
    }
)
FIRST_DESIGN = DESIGNS["textbook"]

RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "textbook": Recipe(),
        "quick": Recipe(epochs=1, training_images=10_000),
        "fast": FAST_RECIPE,
    }
)
