"""What the browser says late, of widgets that something else has changed meanwhile."""

from streamlit.testing.v1 import AppTest

from cnn.network.presets import RECIPES
from cnn.sweeps.settings import PRESETS
from pages.parts.design.train_tabs import TABS
from pages.parts.session.digit import Digit
from tests.pages.opening import IMAGE, chosen_name, held, network_picker


def visit(page: str) -> AppTest:
    app = AppTest.from_file("../../app.py", default_timeout=30).run()
    return app.switch_page(f"pages/{page}.py").run()


def said(app: AppTest):
    """What the browser says of all widgets as it has them now."""
    return app._tree.get_widget_states()


def say_late(app: AppTest, states) -> None:
    app._run(states)
    assert not app.exception


def test_the_picker_does_not_undo_what_something_else_has_chosen():
    app = visit("draw")
    late = said(app)
    assert chosen_name(app) == "pen"
    app.session_state["network_token"] = "textbook"
    app.run()
    say_late(app, late)
    assert chosen_name(app) == "textbook"
    network_picker(app).select("pen").run()
    assert chosen_name(app) == "pen"


def test_a_server_that_was_started_anew_shows_what_it_holds_not_what_the_last_one_held():
    before = visit("draw")
    network_picker(before).select("textbook")
    after = AppTest.from_file("../../app.py", default_timeout=30)
    say_late(after, said(before))
    assert (
        chosen_name(after) == after.session_state["held_widgets"]["network_choice"].value == "pen"
    )


def test_a_preset_that_is_left_does_not_undo_what_left_it():
    app = visit("train")
    assert held(app, "train_recipe_preset").value == "textbook"
    held(app, "train_epochs").set_value(3)
    late = said(app)
    app.run()
    assert held(app, "train_recipe_preset").value is None
    say_late(app, late)
    assert held(app, "train_epochs").value == 3
    assert held(app, "train_recipe_preset").value is None


def test_settings_do_not_undo_the_preset_that_changed_them():
    app = visit("train")
    held(app, "train_recipe_preset").set_value("quick")
    late = said(app)
    app.run()
    say_late(app, late)
    assert held(app, "train_recipe_preset").value == "quick"
    assert held(app, "train_epochs").value == RECIPES["quick"].epochs
    held(app, "train_epochs").set_value(3).run()
    assert app.session_state["train_epochs"] == 3


def test_a_learning_rate_does_not_undo_that_of_the_optimizer():
    app = visit("train")
    held(app, "train_optimizer").select("sgd")
    late = said(app)
    app.run()
    say_late(app, late)
    assert held(app, "train_learning_rate").value == 0.05


def test_a_sweep_preset_that_is_left_does_not_undo_what_left_it():
    app = visit("train")
    app.session_state["train_tab"] = "sweep"
    app.run()
    assert held(app, "sweep_preset").value == "size"
    held(app, "sweep_settings").set_value(["seed"])
    late = said(app)
    app.run()
    say_late(app, late)
    assert held(app, "sweep_preset").value is None
    assert app.session_state["sweep_settings"] == ["seed"]


def test_settings_of_a_sweep_do_not_undo_the_preset_that_changed_them():
    app = visit("train")
    app.session_state["train_tab"] = "sweep"
    app.run()
    preset = next(key for key in PRESETS if key != "size")
    held(app, "sweep_preset").set_value(preset)
    late = said(app)
    app.run()
    say_late(app, late)
    assert held(app, "sweep_preset").value == preset
    assert app.session_state["sweep_settings"] == list(PRESETS[preset])


def test_a_choice_that_is_called_otherwise_is_shown_by_another_widget():
    app = visit("explain")
    first = held(app, "explain_digit").key
    app.run()
    assert held(app, "explain_digit").key == first
    app.session_state["digit"] = Digit(IMAGE, "example")
    app.run()
    assert held(app, "explain_digit").key != first
    assert held(app, "explain_digit").options[0].endswith(", the answer")


def test_a_slow_browser_that_gets_the_page_of_two_reruns_at_once_begins_with_what_is_held():
    app = visit("train")
    held(app, "train_recipe_preset").set_value("quick").run()
    app.run()
    epochs = held(app, "train_epochs").proto
    assert (epochs.default, epochs.set_value) == (RECIPES["quick"].epochs, False)


def test_what_cannot_be_chosen_is_undone():
    app = visit("train")
    held(app, "train_epochs").set_value(10**6).run()
    assert not app.exception
    assert held(app, "train_epochs").value == 5


def test_the_layers_do_not_undo_the_layer_that_was_followed():
    app = visit("feature_maps")
    late = said(app)
    app.session_state["layer"] = "pool2"
    app.run()
    say_late(app, late)
    assert held(app, "layer").value == "pool2"
    held(app, "layer").set_value("conv3").run()
    assert app.session_state["layer"] == held(app, "layer").value == "conv3"


def test_the_tabs_do_not_undo_the_tab_that_was_opened():
    app = visit("train")
    late = said(app)
    late.widgets.add(id=tabs(app).id, string_value="Files")
    say_late(app, late)
    assert tabs(app).tab_container.default_tab_index == TABS.index("files")
    app.session_state["train_tab"] = "run"
    app.run()
    say_late(app, late)
    assert tabs(app).tab_container.default_tab_index == TABS.index("run")


def tabs(app: AppTest):
    """The tabs of the Train page, as the browser is told of them."""
    blocks = app.main.children.values()
    return next(block.proto for block in blocks if block.type == "tab_container")
