"""Designs and recipes to begin with: each works, and is what its name says."""

import pytest

from cnn.network.architecture import Architecture, textbook
from cnn.network.kinds.dense import Dense
from cnn.network.presets import DESIGNS, FIRST_DESIGN, RECIPES
from cnn.network.recipe import FAST_RECIPE, Recipe


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("textbook", 93_322),
        ("without_pooling", 2_038_922),
        ("strided", 121_994),
        ("dense_only", 93_255),
        ("lenet5", 61_706),
    ],
)
def test_each_has_its_parameters(name, parameters):
    assert Architecture(DESIGNS[name]).parameters == parameters


def test_without_pooling_is_the_textbook_with_its_poolings_left_out():
    kept = tuple(
        layer.spec for layer in textbook().layers if layer.name.startswith(("conv", "dense"))
    )
    assert DESIGNS["without_pooling"] == kept


def test_strided_halves_its_maps_as_often_as_the_textbook_pools():
    sizes = [layer.output_shape[0] for layer in Architecture(DESIGNS["strided"]).conv_layers]
    assert sizes == [13, 6, 4]


def test_dense_only_has_no_other_layers():
    assert all(isinstance(spec, Dense) for spec in DESIGNS["dense_only"])


def test_lenet_has_the_shapes_of_the_paper():
    shapes = {layer.name: layer.output_shape for layer in Architecture(DESIGNS["lenet5"]).layers}
    assert shapes == {
        "conv1": (28, 28, 6),
        "pool1": (14, 14, 6),
        "conv2": (10, 10, 16),
        "pool2": (5, 5, 16),
        "conv3": (1, 1, 120),
        "flatten": (120,),
        "dense": (84,),
        "softmax": (10,),
    }


def test_the_textbooks_design_and_recipe_come_first():
    assert FIRST_DESIGN == textbook().hidden == next(iter(DESIGNS.values()))
    assert next(iter(RECIPES.values())) == Recipe()


def test_the_quick_and_the_fast_recipe_take_one_epoch():
    assert RECIPES["quick"] == Recipe(epochs=1, training_images=10_000)
    assert RECIPES["fast"] == FAST_RECIPE
    assert FAST_RECIPE.epochs == 1
