"""Dropout: numbers are set to 0 at random while training; when reading they pass unchanged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from cnn.network.kinds.editing import CodePart, Control, NumberControl
from cnn.network.kinds.layer_spec import KerasCall, LayerSpec
from cnn.network.kinds.settings import not_percent
from cnn.network.shapes import Shape, shape_text

MAX_DROPOUT_PERCENT = 90


@dataclass(frozen=True)
class Dropout(LayerSpec):
    """While training, each number is set to 0 with probability `rate`, the others are divided by
    1 - rate, so that their expected sum stays; when reading, everything passes unchanged.

    Source: N. Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from
    Overfitting", JMLR 15 (2014); the division while training is Keras's ("inverted dropout").
    """

    rate: float = 0.5

    type_name: ClassVar = "dropout"
    stem: ClassVar = "dropout"
    is_often_single: ClassVar = True
    plural: ClassVar = "dropouts"
    title: ClassVar = "Dropout"
    is_added_last: ClassVar = True
    passes_on: ClassVar = True
    controls: ClassVar[tuple[Control, ...]] = (
        NumberControl("percent", 1, MAX_DROPOUT_PERCENT, "% while training"),
    )
    code: ClassVar[tuple[CodePart, ...]] = (CodePart("o", "percent"),)

    @classmethod
    def first(cls) -> Self:
        """What the editor adds."""
        return cls(0.25)

    def fields(self) -> dict[str, int]:
        """The rate in percent."""
        return {"percent": round(100 * self.rate)}

    @classmethod
    def from_fields(cls, **fields: Any) -> Self:
        """What `fields` gave."""
        return cls(fields["percent"] / 100)

    def setting_problem(self) -> str | None:
        """What is wrong with the settings."""
        return not_percent("the dropout rate", self.rate, MAX_DROPOUT_PERCENT)

    def output_sentence(self, name: str, shape: Shape) -> str:
        """Which output is shown, and how its shape follows."""
        return (
            f"**Output of {name}**: {shape_text(shape)}, unchanged: dropout acts only while "
            "training."
        )

    def keras_call(self) -> KerasCall:
        """The same layer in Keras."""
        return KerasCall("Dropout", (float(self.rate),))
