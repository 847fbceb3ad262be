"""Putting layers in their place: names, shapes, receptive fields, and why a layer cannot stand."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from cnn.network.kinds import KINDS
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.flatten import Flatten
from cnn.network.kinds.layer_spec import LayerSpec
from cnn.network.layers import Layer
from cnn.network.shapes import IMAGE_SIZE, ReceptiveField, Shape

CLASSES = 10
MAX_BLOCKS = 12
# Of each kind, among the layers that have one row of numbers.
MAX_DENSE_LAYERS = 3
MAX_HIDDEN = MAX_BLOCKS + MAX_DENSE_LAYERS * sum(kind.reads != "maps" for kind in KINDS)
MAX_PARAMETERS = 3_000_000
MAX_MULTIPLY_ADDS = 300_000_000

_SOFTMAX = Dense(CLASSES, "softmax")


def placed_layers(hidden: Sequence[LayerSpec]) -> tuple[tuple[Layer, ...], str | None]:
    """Every layer of a design in its place, as far as the design works.

    Args:
        hidden: the hidden layers in order, perhaps of a design that cannot work.

    Returns:
        The layers before the first that cannot stand, all with flatten and softmax where the
        design works; and a sentence that names that layer, says why and what would fit, or None.
    """
    specs = all_specs(hidden)
    placed: list[Layer] = []
    for name, spec in zip(layer_names(specs), specs, strict=True):
        problem = _why_not(name, spec, placed)
        if problem:
            return tuple(placed), problem
        placed.append(_place(name, spec, placed))
        problem = _past_the_limits(placed)
        if problem:
            return tuple(placed[:-1]), problem
    return tuple(placed), None


def all_specs(hidden: Sequence[LayerSpec]) -> tuple[LayerSpec, ...]:
    """A design's layers with those that it does not choose: softmax, and mostly flatten.

    Flatten stands before the first layer that needs one row of numbers, unless a layer of the
    design's own has made the maps a row by then.
    """
    specs = (*hidden, _SOFTMAX)
    place = next(i for i, spec in enumerate(specs) if spec.reads == "row" or spec.gives_row)
    if specs[place].gives_row:
        return specs
    return (*specs[:place], Flatten(), *specs[place:])


def layer_names(specs: Sequence[LayerSpec]) -> list[str]:
    """The names of a network's layers, of `all_specs`: conv1, pool1, flatten, dense, softmax."""
    stems = [spec.stem for spec in specs[:-1]]
    totals, counts = Counter(stems), Counter[str]()
    names = []
    for spec in specs[:-1]:
        stem = spec.stem
        counts[stem] += 1
        is_single = spec.is_often_single and totals[stem] == 1
        names.append(stem if is_single else f"{stem}{counts[stem]}")
    return [*names, "softmax"]


def _why_not(name: str, spec: LayerSpec, placed: Sequence[Layer]) -> str | None:
    if isinstance(spec, Flatten) or spec is _SOFTMAX:
        return None
    problem = spec.setting_problem()
    if problem:
        return f"{name}: {problem}."
    problem = _misplaced(name, spec, placed)
    if problem:
        return problem
    giver = f"{placed[-1].name} gives" if placed else "is the input"
    return spec.misfit(name, _shape_so_far(placed), giver)


def _misplaced(name: str, spec: LayerSpec, placed: Sequence[Layer]) -> str | None:
    after = [layer for layer in placed if not layer.is_spatial]
    if after:
        return _misplaced_on_a_row(name, spec, after)
    if len(placed) < MAX_BLOCKS or spec.reads == "row":
        return None
    return (
        f"{name} is one too many: at most {MAX_BLOCKS} {_blocks_in_words()} may stand before the "
        "first dense layer. Remove one of them."
    )


def _misplaced_on_a_row(name: str, spec: LayerSpec, after: Sequence[Layer]) -> str | None:
    """Why a layer cannot stand after these, the first of which has made the maps a row."""
    maker, is_flatten = after[0].name, isinstance(after[0].spec, Flatten)
    if spec.reads == "maps" and is_flatten:
        return (
            f"{name} cannot stand after a dense layer: it needs feature maps, and a dense layer "
            "gives one row of numbers. Move it before the first dense layer."
        )
    if spec.reads == "maps":
        return (
            f"{name} cannot stand after {maker}: it needs feature maps, and {maker} gives one row "
            f"of numbers. Move it before {maker}."
        )
    if sum(isinstance(layer.spec, type(spec)) for layer in after) < MAX_DENSE_LAYERS:
        return None
    too_many = f"{name} is one too many: at most {MAX_DENSE_LAYERS} {spec.plural}"
    if spec.reads == "row":
        return f"{too_many} are allowed."
    if is_flatten:
        return f"{too_many} may stand after the first dense layer."
    return f"{too_many} may stand after {maker}."


def _blocks_in_words() -> str:
    """The kinds that may stand before the first dense layer: convolutions and dropouts."""
    *others, last = dict.fromkeys(kind.plural for kind in KINDS if kind.reads != "row")
    return f"{', '.join(others)} and {last}"


def _shape_so_far(placed: Sequence[Layer]) -> Shape:
    return placed[-1].output_shape if placed else (IMAGE_SIZE, IMAGE_SIZE, 1)


def _place(name: str, spec: LayerSpec, placed: Sequence[Layer]) -> Layer:
    shape = _shape_so_far(placed)
    field = placed[-1].receptive_field if placed else ReceptiveField()
    return Layer(name, spec, shape, spec.output_shape(shape), spec.receptive_field(shape, field))


def _past_the_limits(placed: Sequence[Layer]) -> str | None:
    """Why the last of the layers makes the network too large, and what would fit in its place."""
    last = placed[-1]
    parameters = sum(layer.parameters for layer in placed)
    if parameters > MAX_PARAMETERS:
        passed = f"{parameters:,} parameters; at most {MAX_PARAMETERS:,} are allowed"
    else:
        work = sum(layer.multiply_adds for layer in placed)
        if work <= MAX_MULTIPLY_ADDS:
            return None
        passed = f"{work:,} multiplications per image; at most {MAX_MULTIPLY_ADDS:,} are allowed"
    return f"{last.name} would bring the network to {passed}. {_what_would_fit(placed)}"


def _what_would_fit(placed: Sequence[Layer]) -> str:
    *before, last = placed
    unit = last.spec.resizable
    if unit is None or last.spec is _SOFTMAX:
        return "Use fewer filters before it, or a pooling or a stride."

    def is_too_large(number: int) -> bool:
        spec = last.spec.from_fields(**{**last.spec.fields(), unit: number})
        smaller = _place(last.name, spec, before)
        layers = [*before, smaller]
        for rest in (Flatten(), _SOFTMAX) if smaller.is_spatial else (_SOFTMAX,):
            layers.append(_place("", rest, layers))
        return (
            sum(layer.parameters for layer in layers) > MAX_PARAMETERS
            or sum(layer.multiply_adds for layer in layers) > MAX_MULTIPLY_ADDS
        )

    count = last.spec.fields()[unit]
    most = bisect_left(range(1, count), True, key=is_too_large)
    smaller_maps = "a pooling or a stride before it"
    if not most:
        return f"Use {smaller_maps}, or fewer filters there."
    return f"At most {most} {unit} would fit; or use {smaller_maps}."
