"""What holds of every kind of layer in the list, whichever are added."""

import pytest

from cnn.network.architecture import Architecture
from cnn.network.design_code import design_code, hidden_from_code
from cnn.network.kinds import KINDS
from cnn.network.kinds.editing import NumberControl
from cnn.network.kinds.layer_spec import LayerSpec
from cnn.network.layer_shapes import placed_layers

each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.type_name)


def with_setting(kind: type[LayerSpec], field: str, value: object) -> LayerSpec:
    return kind.from_fields(**{**kind.first().fields(), field: value})


def test_kinds_are_told_apart_in_files_and_in_the_design_code():
    assert len({kind.type_name for kind in KINDS}) == len(KINDS)
    assert len({kind.code[0].letter for kind in KINDS}) == len(KINDS)


@each_kind
def test_what_the_editor_adds_works_by_itself_and_survives_files_and_addresses(kind):
    spec = kind.first()
    assert spec.setting_problem() is None
    assert spec.not_offered() is None
    assert kind.from_fields(**spec.fields()) == spec
    architecture = Architecture((spec,))
    assert Architecture.from_json(architecture.to_json()) == architecture
    assert hidden_from_code(design_code((spec,))) == (spec,)


@each_kind
def test_the_editor_offers_all_settings_that_are_allowed_and_no_others(kind):
    for control in kind.controls:
        if isinstance(control, NumberControl):
            for value in (control.low, control.high):
                assert with_setting(kind, control.field, value).setting_problem() is None
            for value in (control.low - 1, control.high + 1):
                assert with_setting(kind, control.field, value).setting_problem()
        elif control.field == "kind":
            assert {other.type_name for other in KINDS if other.title == kind.title} == set(
                control.options
            )
        else:
            for value in control.options:
                spec = with_setting(kind, control.field, value)
                assert spec.setting_problem() is spec.not_offered() is None
            if isinstance(control.options[-1], int):
                past = with_setting(kind, control.field, control.options[-1] + 1)
                assert past.setting_problem()


@each_kind
def test_every_setting_of_the_code_is_one_of_the_kinds(kind):
    fields = kind.first().fields()
    assert {part.field for part in kind.code} - {None} == set(fields)
    assert {control.field for control in kind.controls} - {"kind"} == set(fields)


@each_kind
def test_arrays_and_parameters_are_those_that_the_arithmetic_says(kind):
    layer = placed_layers((kind.first(),))[0][-2 if kind.reads == "row" else 0]
    assert isinstance(layer.spec, kind)
    total = f"= {layer.parameters:,}"
    assert (total in layer.parameter_arithmetic) == bool(layer.weight_shapes)
    assert layer.output_sentence.startswith(f"**Output of {layer.name}**")
    assert layer.output_sentence.endswith(".")
