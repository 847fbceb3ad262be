"""The layers that page 8 shows side by side, of a network that has read 150 digits."""

from cnn.handwriting.synthetic import synthetic_digits
from cnn.lessons.hierarchy.patch_question import ShownLayer, layers_side_by_side, shown_layer
from cnn.lessons.hierarchy.strongest_patches import PatchSearch
from cnn.network import Network

IMAGES, LABELS = synthetic_digits(150, 7)


def shown_of(network: Network) -> list[ShownLayer]:
    """The layers with their strongest patches of all the digits."""
    search = PatchSearch(network, IMAGES)
    while search.read < len(IMAGES):
        search.continue_with(network)
    layers = layers_side_by_side(network.architecture)
    return [shown_layer(search.result(len(IMAGES), layer.name), IMAGES) for layer in layers]
