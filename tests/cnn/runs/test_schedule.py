"""The step size that is told is the one that Keras takes."""

import pytest

pytest.importorskip("keras")

from cnn.network.recipe import Recipe
from cnn.runs.schedule import step_size
from cnn.training.build import build_keras, compile_model
from tests.cnn.conftest import SMALL

COSINE = Recipe(learning_rate=0.02, schedule="cosine", epochs=2, training_images=1000)


@pytest.mark.parametrize("recipe", [COSINE, Recipe(learning_rate=0.02, training_images=1000)])
def test_it_is_what_the_optimizer_of_the_recipe_takes(recipe):
    model = build_keras(SMALL)
    compile_model(model, recipe, recipe.steps)
    for step in range(recipe.steps + 1):
        model.optimizer.iterations.assign(step)
        expected = float(model.optimizer.learning_rate)
        assert step_size(recipe, step) == pytest.approx(expected, abs=1e-8)


def test_a_change_counts_from_its_step_on_and_keeps_the_shape():
    changes = ((10, 0.04), (20, 0.01))
    for step, factor in ((9, 1.0), (10, 2.0), (19, 2.0), (20, 0.5)):
        expected = factor * step_size(COSINE, step)
        assert step_size(COSINE, step, changes) == pytest.approx(expected)
