"""What a .keras file is good for in Keras: a layer's output, in two lines to copy."""

from __future__ import annotations

import json

from cnn.network.architecture import Architecture


def keras_usage(file_name: str, architecture: Architecture) -> str:
    """Two lines of Python that load a network's .keras file and give one layer's output.

    The layer is the last convolution, or the first layer where there is none. The lines need
    `import keras` before them.
    """
    layer = (architecture.conv_layers or architecture.layers[:1])[-1].name
    return (
        f"model = keras.saving.load_model({json.dumps(file_name)})\n"
        f"{layer} = keras.Model(model.input, model.get_layer({json.dumps(layer)}).output)"
    )
