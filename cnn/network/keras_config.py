"""A stranger's `model.to_json()` as a plain chain of layers."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from cnn.errors import NetworkFileError
from cnn.network.shapes import IMAGE_SIZE, Shape

MAX_CONFIG_CHARACTERS = 250_000
MAX_LAYERS = 80
_MALFORMED = "The model's configuration is malformed: save what `model.to_json()` gives."
_BRANCHES = (
    "The model is no plain chain of layers: it branches, joins or uses a layer twice. Only chains "
    "can be shown here."
)
_INPUTS = (
    (IMAGE_SIZE, IMAGE_SIZE, 1),
    (IMAGE_SIZE, IMAGE_SIZE),
    (IMAGE_SIZE * IMAGE_SIZE,),
)


@dataclass(frozen=True)
class KerasLayer:
    """One layer of a Keras model, its settings unchecked.

    Attributes:
        number: its place among the layers, the first is 1.
        class_name: such as Conv2D; letters and digits only.
        config: what Keras would make it of.
    """

    number: int
    class_name: str
    config: dict[str, Any]

    @property
    def title(self) -> str:
        """What sentences call it."""
        return f"Layer {self.number} ({self.class_name})"


def keras_layers(text: str) -> list[KerasLayer]:
    """The layers of a model after its input, in order.

    Raises:
        NetworkFileError: no such text, no chain, or the input is no 28 x 28 image.
    """
    if len(text) > MAX_CONFIG_CHARACTERS:
        raise NetworkFileError(
            f"The model's configuration has {len(text):,} characters; at most "
            f"{MAX_CONFIG_CHARACTERS:,} are allowed."
        )
    try:
        model = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NetworkFileError(_MALFORMED) from error
    kind, config = _part(model, "class_name", str), _part(model, "config", dict)
    if kind not in ("Sequential", "Functional", "Model"):
        raise NetworkFileError(
            "The model is a class of its own. Only Sequential models, and functional ones that are "
            "a plain chain of layers, can be shown here."
        )
    entries = _part(config, "layers", list)
    if len(entries) > MAX_LAYERS:
        raise NetworkFileError(f"The model has {len(entries)} layers; at most {MAX_LAYERS}.")
    if kind != "Sequential":
        _check_chain(entries, config.get("output_layers"))
    layers = [
        KerasLayer(
            number,
            re.sub(r"\W", "", _part(entry, "class_name", str))[:40],
            _part(entry, "config", dict),
        )
        for number, entry in enumerate(entries, 1)
    ]
    _check_input(config, layers)
    return [layer for layer in layers if layer.class_name != "InputLayer"]


def _part(holder: object, key: str, kind: type) -> Any:
    value = holder.get(key) if isinstance(holder, dict) else None
    if not isinstance(value, kind):
        raise NetworkFileError(_MALFORMED)
    return value


def _check_chain(entries: list[Any], outputs: object) -> None:
    """Each layer reads the one before it, once; the last one's output is the model's only one."""
    before: str | None = None
    for entry in entries:
        name = _part(_part(entry, "config", dict), "name", str)
        if _names_read(_part(entry, "inbound_nodes", list)) != ([before] if before else []):
            raise NetworkFileError(_BRANCHES)
        before = name
    if outputs not in ([before, 0, 0], [[before, 0, 0]]):
        raise NetworkFileError(_BRANCHES)


def _names_read(nodes: list[Any]) -> list[str]:
    """The layers that a layer reads, as Keras 3 or Keras 2 writes its nodes."""
    names: list[Any] = []
    for node in nodes:
        inputs = node.get("args") if isinstance(node, dict) else node
        for tensor in inputs if isinstance(inputs, list) else [None]:
            history: Any = tensor
            try:
                if isinstance(tensor, dict):
                    history = tensor["config"]["keras_history"]
                names.append(history[0])
            except (KeyError, TypeError, IndexError) as error:
                raise NetworkFileError(_BRANCHES) from error
    return names


def _check_input(config: dict[str, Any], layers: list[KerasLayer]) -> None:
    first = layers[0].config if layers else {}
    shape = (
        first.get("batch_shape")
        or first.get("batch_input_shape")
        or config.get("build_input_shape")
    )
    if not isinstance(shape, list) or tuple(shape[1:]) not in _INPUTS:
        raise NetworkFileError(
            "The model's input must be one channel of 28 x 28 pixels, the channel last: "
            "keras.Input((28, 28, 1))."
        )
    if any(layer.class_name == "InputLayer" for layer in layers[1:]):
        raise NetworkFileError(_BRANCHES)


def shape_of(config: dict[str, Any], key: str) -> Shape | None:
    """A setting that is a list of numbers, or None."""
    value = config.get(key)
    return tuple(value) if isinstance(value, list) else None
