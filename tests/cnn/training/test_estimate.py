"""How long a run will about take."""

from cnn.architecture import textbook
from cnn.recipe import Recipe
from cnn.training.estimate import estimated_seconds, multiply_adds


def test_multiplications_of_the_textbook_network_by_hand():
    work = {layer.name: multiply_adds(layer) for layer in textbook().layers}
    assert work["conv1"] == 26 * 26 * 3 * 3 * 1 * 32
    assert work["conv2"] == 11 * 11 * 3 * 3 * 32 * 64
    assert work["pool1"] == work["flatten"] == 0
    assert work["dense"] == 576 * 64


def test_more_images_more_epochs_and_more_filters_take_longer():
    short = estimated_seconds(textbook(), Recipe(epochs=1, training_images=1000))
    assert short < estimated_seconds(textbook(), Recipe(epochs=2, training_images=1000))
    assert short < estimated_seconds(textbook(), Recipe(epochs=1, training_images=9000))
    assert short < estimated_seconds(textbook((64, 128)), Recipe(epochs=1, training_images=1000))
