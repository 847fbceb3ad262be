"""What a Keras script of a fine-tuning has besides: weights to begin with, digits to judge by."""

from __future__ import annotations

from collections.abc import Sequence

from cnn.handwriting.synthetic import synthetic_test
from cnn.network.fine_tuning import SHOWN_PER_EPOCH
from cnn.runs.export.npz_file import npz_bytes
from cnn.runs.fine_tuning_files import FineTuningStart
from cnn.runs.progress import TestSet

FINE_TUNING_FILE = "fine_tuning.npz"

FINE_TUNING_DIGITS = f"""
with np.load("{FINE_TUNING_FILE}") as beginning:
    weights = {{name: beginning[name] for name in beginning.files if "." in name}}
    # An epoch shows each digit {SHOWN_PER_EPOCH} times, varied anew each time.
    x_train = np.repeat(255 * beginning["x_learned"], {SHOWN_PER_EPOCH}, axis=0)
    y_train = np.repeat(beginning["y_learned"], {SHOWN_PER_EPOCH})
    x_held_out, y_held_out = beginning["x_held_out"], beginning["y_held_out"]
"""
FINE_TUNING_TEST = """
    x_test, y_test = beginning["x_test"], beginning["y_test"]
"""
FINE_TUNING_NOTE = f"""
The digits, and the weights that the network had before, are in {FINE_TUNING_FILE}, which
the Train page offers beside this script: put it into the folder that you start from.
"""
JUDGED_BEFORE = """
def right(images, labels):
    answers = model.predict(images[..., np.newaxis], verbose=0).argmax(axis=1)
    return f"{(answers == labels).sum()} of {len(labels)}"


right_before = right(x_held_out, y_held_out)
"""
JUDGED_AFTER = """
right_after = right(x_held_out, y_held_out)
print(f"Held-out digits of the same hand: {right_before} before, {right_after} after")
"""


def begun_with(fixed: Sequence[str]) -> str:
    """Statements that give a model its weights from before, and hold layers fixed by name."""
    source = """
for layer in model.layers:
    if layer.weights:
        names = [f"{layer.name}.{weight.name}" for weight in layer.weights]
        layer.set_weights([weights[name] for name in names])
"""
    if not fixed:
        return source
    names = "".join(f'    "{name}",\n' for name in fixed)
    return f"""{source}
# These stay as they are.
for name in [
{names}]:
    model.get_layer(name).trainable = False
"""


def fine_tuning_npz(start: FineTuningStart, test_set: TestSet) -> bytes:
    """What a fine-tuning began with, for its script: the content of fine_tuning.npz.

    x_learned and x_held_out, (n, 28, 28) float32 in [0, 1], with y_learned and y_held_out; each
    weight array as `layer.array`, as Keras names them; and where the run was tested on them,
    x_test and y_test, the 2,000 synthetic test digits.
    """
    learned, held_out = start.digits.split(start.plan.seed)
    arrays = {
        "x_learned": learned.images,
        "y_learned": learned.labels,
        "x_held_out": held_out.images,
        "y_held_out": held_out.labels,
    }
    for layer, of_layer in start.network.weights.items():
        arrays |= {f"{layer}.{name}": array for name, array in of_layer.items()}
    if test_set == "synthetic":
        arrays["x_test"], arrays["y_test"] = synthetic_test()
    return npz_bytes(arrays.items())
