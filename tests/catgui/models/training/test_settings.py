"""The settings of the next run: values, errors, undo."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catgui.models.training.settings import TrainingSettings
from catgui.models.undo_stack import UndoStack
from engine.errors import ConfigError
from engine.training.config import TrainingConfig
from engine.training.features import count_features
from tests.support.small_data import make_dataset


class Edited:
    """Settings with a stack, and how often they emitted `changed`."""

    def __init__(self):
        self.stack = UndoStack()
        self.settings = TrainingSettings(undo_stack=self.stack)
        self.changes = 0
        self.settings.changed.connect(self._on_changed)

    def _on_changed(self):
        self.changes += 1


@pytest.fixture
def edited(qapp):
    return Edited()


@pytest.fixture
def settings(edited):
    return edited.settings


@pytest.mark.parametrize(
    ("field", "value"),
    [("hidden_layers", (3, 2)), ("learning_rate", 0.5), ("seed", 7), ("momentum", 0.9)],
)
def test_a_value_is_set_and_announced_once(edited, field, value):
    edited.settings.set_value(field, value)
    assert edited.settings.config == TrainingConfig(**{field: value})
    edited.settings.set_value(field, value)
    assert edited.changes == 1


def test_a_value_beyond_its_limits_is_an_error_and_the_last_valid_value_stays(edited):
    edited.settings.set_value("seed", 7)
    edited.settings.set_value("seed", -1)
    assert edited.settings.config.seed == 7
    assert "between 0 and" in str(edited.settings.errors["seed"])
    assert edited.changes == 2


def test_a_valid_value_clears_the_error_of_its_field_alone(edited):
    edited.settings.reject(ConfigError("iterations", "x", "must be a whole number"))
    edited.settings.reject(ConfigError("seed", "x", "must be a whole number"))
    edited.settings.set_value("seed", 1)
    assert list(edited.settings.errors) == ["iterations"]
    assert edited.changes == 3


def test_errors_keep_no_frames_alive(settings, dataset):
    with pytest.raises(ConfigError) as caught:
        TrainingConfig(seed=-1)
    settings.reject(caught.value)
    for _ in range(2):
        settings.make_plan(dataset)
    assert settings.errors["seed"].__traceback__ is None


def test_a_whole_config_clears_every_error(edited):
    edited.settings.reject(ConfigError("seed", "x", "must be a whole number"))
    edited.settings.set_config(TrainingConfig())
    assert edited.settings.errors == {}
    assert edited.changes == 2


def test_a_run_that_is_requested_is_refused_with_the_first_error(settings, dataset, qtbot):
    settings.set_value("seed", -1)
    settings.set_value("hidden_layers", (0,))
    with qtbot.assertNotEmitted(settings.refused):
        assert settings.make_plan(dataset, is_requested=False) is None
    with qtbot.waitSignal(settings.refused) as refused:
        assert settings.make_plan(dataset) is None
    assert "or 1 to 50" in str(refused.args[0])


def test_a_network_that_needs_too_much_memory_is_refused(settings, dataset, qtbot):
    settings.set_value("hidden_layers", (10**9,))
    with qtbot.waitSignal(settings.refused) as refused:
        assert settings.make_plan(dataset) is None
    assert refused.args[0].field == "hidden_layers"
    assert "of memory" in str(refused.args[0])


def test_undo_and_redo(edited):
    edited.settings.set_value("seed", 2)
    edited.settings.set_config(TrainingConfig(momentum=0.5))
    edited.stack.undo()
    assert edited.settings.config == TrainingConfig(seed=2)
    edited.stack.undo()
    assert edited.settings.config == TrainingConfig()
    edited.stack.redo()
    edited.stack.redo()
    assert edited.settings.config == TrainingConfig(momentum=0.5)
    assert edited.changes == 6


def test_successive_changes_of_one_field_are_undone_together(edited):
    for seed in (2, 3, 4):
        edited.settings.set_value("seed", seed)
    edited.settings.set_value("learning_rate", 0.5)
    assert len(edited.stack.commands) == 2
    edited.stack.undo()
    assert edited.settings.config == TrainingConfig(seed=4)
    edited.stack.undo()
    assert edited.settings.config == TrainingConfig()


def test_changes_after_the_user_left_the_field_are_undone_separately(edited):
    edited.settings.set_value("seed", 2)
    edited.settings.finish_edit()
    edited.settings.set_value("seed", 3)
    edited.stack.undo()
    assert edited.settings.config.seed == 2


def test_undo_clears_the_error_of_a_field_that_it_changes(edited):
    edited.settings.set_value("seed", 2)
    edited.settings.set_value("seed", -2)
    edited.settings.set_value("iterations", 0)
    edited.stack.undo()
    assert edited.settings.config == TrainingConfig()
    assert list(edited.settings.errors) == ["iterations"]


@given(
    st.lists(
        st.tuples(st.sampled_from(["seed", "iterations", "patience"]), st.integers(-1, 3)) | st.none(), max_size=20
    )
)
def test_undoing_everything_restores_the_defaults_whatever_was_edited(qapp, edits):
    edited = Edited()
    for edit in edits:
        if edit is None:
            edited.settings.finish_edit()
        else:
            edited.settings.set_value(*edit)
    final = edited.settings.config
    while edited.stack.next_undo is not None:
        edited.stack.undo()
    assert edited.settings.config == TrainingConfig()
    while edited.stack.next_redo is not None:
        edited.stack.redo()
    assert edited.settings.config == final


def test_settings_that_are_restored_cannot_be_undone(edited):
    config = TrainingConfig(hidden_layers=(3,))
    edited.settings.set_value("iterations", -1)
    edited.settings.restore_config(config)
    assert edited.settings.config == config
    assert edited.settings.errors == {}
    assert edited.stack.next_undo is None
    assert edited.changes == 2
    edited.settings.restore_config(config)
    assert edited.changes == 2


def test_values_that_do_not_go_together_are_refused_and_leave_no_error(edited):
    refused = []
    edited.settings.set_value("dropout", 0.5)
    # The form goes back to the values first, which clears its error.
    edited.settings.refused.connect(lambda error: refused.append((str(error), edited.changes)))
    edited.settings.set_value("hidden_layers", ())

    ((text, changes),) = refused
    assert "must be 0 without hidden layers" in text
    assert changes == 2
    assert edited.settings.config == TrainingConfig(dropout=0.5)
    assert edited.settings.errors == {}


def test_other_features_are_one_command_with_all_that_they_change(edited):
    edited.settings.set_config(TrainingConfig(seed=4))
    edited.settings.choose_features("pretrained")
    assert edited.settings.config == TrainingConfig(seed=4, features="pretrained")
    assert edited.stack.next_undo.text == "change of Features"
    edited.stack.undo()
    assert edited.settings.config == TrainingConfig(seed=4)


def test_features_that_pictures_are_too_small_for_are_refused(settings, qtbot):
    for features, reason in (
        ("pretrained", "must be pixels for 7 x 7 pictures"),
        ("convolution", "too small for convolution"),
    ):
        with qtbot.waitSignal(settings.refused) as refused:
            settings.choose_features(features, make_dataset(side=7))
        assert reason in str(refused.args[0])
        assert settings.config == TrainingConfig()
    settings.choose_features("convolution", make_dataset(side=8))
    assert settings.config == TrainingConfig.for_features("convolution")


def test_the_inputs_are_the_features_of_a_picture(settings, qtbot):
    assert settings.describe_inputs(make_dataset(side=16)).text == "768"
    settings.set_value("features", "pretrained")
    assert settings.describe_inputs(make_dataset(side=16)).text == str(count_features("pretrained", (16, 16)))
    assert settings.describe_inputs(make_dataset(side=8)).text == settings.describe_inputs(None).text == "features"
    with qtbot.waitSignal(settings.refused) as refused:
        settings.make_plan(make_dataset(side=8))
    assert "must be pixels for 8 x 8 pictures" in str(refused.args[0])
