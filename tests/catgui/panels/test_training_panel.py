"""The training panel, used as a user would."""

import re
import threading
from dataclasses import replace
from itertools import groupby

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QSlider,
    QToolButton,
    QWidget,
)

from catgui.domain.run_summary import Finding, RunSummary
from catgui.domain.run_texts import PAUSING, STOPPING
from catgui.models.background_task import end_work
from catgui.models.training.controls import RunControls
from catgui.models.training.playback import RunPlayback
from catgui.models.training.run_history import RunHistory
from catgui.models.training.session import RunState, TrainingSession
from catgui.models.training.settings import TrainingSettings
from catgui.models.training.summary import RunSummaryModel
from catgui.models.undo_stack import UndoStack
from catgui.models.workspace import Workspace
from catgui.panels.more_settings_panel import MoreSettingsPanel
from catgui.panels.training_panel import TrainingPanel
from catgui.widgets.forms.run_sentence import RunSentence
from engine.data.dataset import DataOrigin
from engine.data.edited_dataset import EditedDataset
from engine.data.edits import PictureKey
from engine.errors import CancelledError
from engine.nn.network import Network
from engine.saved_model import reproduction
from engine.saved_model.model import SavedRun
from engine.text import format_cost
from tests.catgui.models.training.test_playback import model_of as complete_model_of
from tests.support.patience import patience
from tests.support.sessions import on_network, on_run, wait_for_state
from tests.support.small_data import make_dataset
from tests.support.speed import fix_speed


def make_panel(workspace, session):
    settings = TrainingSettings(session)
    history = RunHistory(session, UndoStack(session), session)
    playback = RunPlayback(session, session)
    controls = RunControls(workspace, settings, session, playback, session)
    summary = RunSummaryModel(session, session)
    panel = TrainingPanel(controls, history, summary)
    # The panel does not own its models.
    panel.workspace, panel.settings, panel.session, panel.history = workspace, settings, session, history
    panel.controls, panel.playback = controls, playback
    panel.more = MoreSettingsPanel(controls)
    panel.more.setParent(panel, Qt.WindowType.Window)
    return panel


@pytest.fixture
def panel(qtbot, dataset):
    workspace, session = Workspace(), TrainingSession()
    workspace.set_dataset(dataset)
    panel = make_panel(workspace, session)
    qtbot.addWidget(panel)
    panel.show()
    fill(panel, "hidden_layers", "4")
    fill(panel, "iterations", "60")
    yield panel
    panel.history.record()
    end_work(panel.playback)
    session.shutdown()


def button(panel, name):
    return panel.findChild(QToolButton, f"{name}_button")


def field(panel, name):
    return panel.findChild(QWidget, f"{name}_field")


def fill(panel, name, text):
    found = field(panel, name)
    found.setValue(float(text)) if isinstance(found, QDoubleSpinBox) else found.setText(text)


def wait_for_costs(panel, qtbot):
    """Wait for the first iteration: until then there is nothing that could be paused."""
    qtbot.waitUntil(lambda: len(panel.session.now.costs) > 0)


def text_of(panel, name):
    return panel.findChild(QLabel, name).text()


def said(panel):
    return panel.findChild(RunSentence).sentence


def enabled(panel):
    names = {"Continue": "train"}
    found = {button(panel, name).text() for name in ("train", "stop") if button(panel, name).isEnabled()}
    return {names.get(text, text.lower()) for text in found}


def click(qtbot, panel, name):
    qtbot.mouseClick(button(panel, name), Qt.MouseButton.LeftButton)


def points(panel):
    """The iterations of the line of the training cost."""
    x, _ = panel.plot.plotItem.legend.items[0][0].item.getOriginalDataset()
    return np.empty(0) if x is None else x


def test_without_data_all_buttons_are_disabled(qtbot):
    panel = make_panel(Workspace(), TrainingSession())
    qtbot.addWidget(panel)
    assert enabled(panel) == set()


def test_train_shows_every_cost_and_both_accuracies(panel, qtbot):
    with qtbot.wait_for_end(panel.session):
        click(qtbot, panel, "train")
    assert points(panel)[[0, -1]].tolist() == [0, 59]
    snapshot = panel.session.now.snapshot
    assert text_of(panel, "training_status") == (
        f"Iteration 60: training cost {snapshot.train_cost:.4f}, test cost {snapshot.test_cost:.4f}"
    )


def test_the_state_of_the_run_enables_buttons(panel, qtbot):
    fill(panel, "iterations", "1000000")
    assert enabled(panel) == {"train"}
    click(qtbot, panel, "train")
    assert enabled(panel) == {"pause", "stop"}
    wait_for_costs(panel, qtbot)
    click(qtbot, panel, "train")
    qtbot.waitUntil(lambda: panel.session.now.state is RunState.PAUSED)
    assert enabled(panel) == {"train", "stop"}
    assert button(panel, "train").text() == "Continue"
    assert field(panel, "seed").isEnabled()
    click(qtbot, panel, "stop")
    assert panel.session.now.state is RunState.IDLE
    assert enabled(panel) == {"train"}
    assert button(panel, "train").text() == "Continue"


def test_no_button_ever_moves(panel, qtbot):
    names = ("train", "stop")
    fill(panel, "iterations", "1000000")
    panel.resize(1024, 600)

    def places():
        return [button(panel, name).geometry() for name in names]

    qtbot.waitUntil(lambda: button(panel, "stop").width() == button(panel, "stop").sizeHint().width() > 40)
    before = places()
    click(qtbot, panel, "train")
    assert places() == before
    wait_for_costs(panel, qtbot)
    click(qtbot, panel, "train")
    qtbot.waitUntil(lambda: button(panel, "train").text() == "Continue")
    assert places() == before
    panel.findChild(QSlider, "time_slider").setValue(0)
    qtbot.waitUntil(lambda: panel.session.now.snapshot.iterations == 0)
    assert button(panel, "train").text() == "Continue"
    assert places() == before


@pytest.mark.slow
def test_while_paused_a_changed_setting_lets_the_user_choose(panel, qtbot):
    for _ in range(3):
        panel.controls.perform("step")
        qtbot.waitUntil(lambda: panel.session.now.state is RunState.PAUSED)
    run = panel.session.now.run
    fill(panel, "learning_rate", "0.02")
    assert panel.session.now.run is run
    assert button(panel, "train").text() == "Train"
    fill(panel, "learning_rate", str(run.config.learning_rate))
    fill(panel, "iterations", "70")
    assert button(panel, "train").text() == "Continue"
    with qtbot.wait_for_end(panel.session):
        click(qtbot, panel, "train")
    assert panel.session.now.run is not run
    assert len(panel.session.now.costs) == panel.session.now.run.config.iterations == 70


def test_start_over_clears_the_curve_and_the_accuracies(panel, qtbot):
    with qtbot.wait_for_end(panel.session):
        click(qtbot, panel, "train")
    panel.controls.perform("reset")
    assert not len(points(panel))
    assert text_of(panel, "training_status") == "No iterations yet"
    assert "Press Train" in said(panel)


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("hidden_layers", "20, x", "Hidden layers: must be none, or 1 to 50 whole numbers above 0, such as 20, 7, 5"),
        ("learning_rate", "-1", "Learning rate: must be a finite number above 0"),
    ],
)
def test_an_invalid_setting_is_named_and_focused(panel, qtbot, name, text, error):
    fill(panel, name, text)
    assert said(panel) == error
    click(qtbot, panel, "train")
    assert said(panel) == error
    assert panel.session.now.state is RunState.IDLE
    assert panel.focusWidget() is field(panel, name)
    fill(panel, name, "1")
    assert "Press Train" in said(panel)


def test_enter_in_a_field_trains_and_undo_takes_the_setting_back(panel, qtbot):
    panel.settings.finish_edit()
    field(panel, "iterations").setFocus()
    field(panel, "iterations").selectAll()
    qtbot.keyClicks(field(panel, "iterations"), "70")
    with qtbot.wait_for_end(panel.session):
        qtbot.keyClick(field(panel, "iterations"), Qt.Key.Key_Return)
    assert panel.session.now.run.config.iterations == 70
    with qtbot.wait_for_end(panel.session):
        panel.settings.undo_stack.undo()
    assert panel.session.now.run.config.iterations == 60
    assert field(panel, "iterations").text() == "60"


@pytest.mark.slow
def test_a_number_being_typed_retrains_once_it_is_whole(panel, qtbot):
    with qtbot.wait_for_end(panel.session):
        click(qtbot, panel, "train")
    started = []
    on_run(panel.session, lambda: started.append(panel.session.now.run.config.iterations))
    panel.settings.finish_edit()
    field(panel, "iterations").setFocus()
    field(panel, "iterations").selectAll()
    qtbot.keyClicks(field(panel, "iterations"), "70")
    assert started == []
    with qtbot.wait_for_end(panel.session):
        pass
    assert started == [70]


def hold_arrow(panel, steps):
    for _ in range(steps):
        field(panel, "learning_rate").stepUp()


@pytest.mark.slow
def test_twenty_steps_train_and_evaluate_the_first_and_the_last(panel, qtbot):
    with qtbot.wait_for_end(panel.session):
        click(qtbot, panel, "train")
    trained, shown = [], []
    on_run(panel.session, lambda: trained.append(panel.session.now.run.config))
    on_network(panel.session, shown.append)
    with qtbot.wait_for_end(panel.session):
        hold_arrow(panel, 20)
        field(panel, "learning_rate").editingFinished.emit()
    assert len(trained) == 2
    assert len(shown) <= 2
    assert trained[-1] == panel.settings.config
    assert points(panel)[-1] == 59


@pytest.mark.slow
def test_all_about_a_run_stays_until_the_curve_in_its_place_is_drawn(panel, qtbot):
    with qtbot.wait_for_end(panel.session):
        click(qtbot, panel, "train")
    seen = []

    def look():
        title = panel.plot.plotItem.getAxis("bottom").labelText
        return panel.plot.shows_run_before, text_of(panel, "training_status"), title

    before = look()
    for changed in (panel.session.changed, panel.plot.grown):
        changed.connect(lambda: seen.append(look()))
    with qtbot.wait_for_end(panel.session):
        panel.settings.set_value("learning_rate", 0.02)
    after = look()
    assert before != after
    # The plot is painted before the network is evaluated, of which the status speaks.
    assert [look[0] for look, _ in groupby(seen)][:2] == [True, False]
    assert seen[-1] == after


def test_a_restarted_run_that_diverges_at_once_can_be_looked_at(panel, qtbot):
    with qtbot.wait_for_end(panel.session):
        click(qtbot, panel, "train")
    with wait_for_state(qtbot, panel.session):
        panel.settings.set_value("learning_rate", 1e200)
    qtbot.waitUntil(lambda: panel.session.now.is_inactive)
    done, time = len(panel.session.now.costs), panel.findChild(QSlider, "time_slider")
    assert 0 < done < 60
    assert f"Iteration {done - 1}: " in text_of(panel, "training_status")
    assert (time.maximum(), time.isEnabled()) == (done, True)


def test_the_time_slider_shows_the_network_at_any_iteration(panel, qtbot):
    time = panel.findChild(QSlider, "time_slider")
    assert not time.isEnabled()
    with qtbot.wait_for_end(panel.session):
        click(qtbot, panel, "train")
    assert time.isEnabled()
    qtbot.keyClick(time, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: panel.session.now.snapshot.iterations == 0)
    assert text_of(panel, "training_status").startswith("Iteration 0: ")
    qtbot.keyClick(time, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: panel.session.now.snapshot.iterations == 1)
    # The cost is that of the iteration shown, as the accuracies are.
    cost = format_cost(panel.session.now.costs.train[1])
    assert text_of(panel, "training_status").startswith(f"Iteration 1: training cost {cost}, test cost ")
    qtbot.keyClick(time, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: panel.session.now.snapshot.iterations == 60)
    cost = format_cost(panel.session.now.newest.train_cost)
    assert text_of(panel, "training_status").startswith(f"Iteration 60: training cost {cost}, test cost ")
    assert panel.session.now.newest.train_cost < panel.session.now.costs.train[59]


def assert_status_is_of_one_network(panel):
    """The iteration and the costs on show are those of the network shown, replayed."""
    pattern = r"Iteration ([\d,]+): training cost ([\d.]+), test cost ([\d.]+)"
    iteration, *costs = re.fullmatch(pattern, text_of(panel, "training_status")).groups()
    replayed = panel.session.now.run.snapshot_at(int(iteration))
    for shown, part, penalty in zip(costs, (replayed.train, replayed.test), (replayed.penalty, 0.0), strict=True):
        labels, probabilities = part.labels, part.probabilities
        cost = -np.mean(np.log(np.where(labels == 1, probabilities, 1 - probabilities))) + penalty
        assert float(shown) == pytest.approx(cost, abs=0.51 * 10 ** -len(shown.partition(".")[2]))
    shown = panel.session.now.snapshot
    assert (shown.train.correct, shown.test.correct) == (replayed.train.correct, replayed.test.correct)


@pytest.mark.parametrize(
    "settings",
    [{"batch_size": 7}, {"dropout": 0.3, "l2": 1.0}, {"patience": 50}],
    ids=str,
)
def test_the_cost_and_the_accuracies_are_of_the_same_network_at_every_iteration(panel, qtbot, settings):
    panel.settings.set_config(replace(panel.settings.config, learning_rate=0.1, **settings))
    with qtbot.wait_for_end(panel.session):
        click(qtbot, panel, "train")
    assert_status_is_of_one_network(panel)
    for iteration in (59, 17, 0, 60):
        panel.playback.seek(iteration)
        qtbot.waitUntil(lambda at=iteration: panel.session.now.snapshot.iterations == at)
        assert_status_is_of_one_network(panel)
    assert ("L2 penalty" in panel.plot.plotItem.getAxis("bottom").labelText) == ("l2" in settings)


def test_the_sentence_is_the_finding_of_the_network_shown_during_the_run_as_well(panel, qtbot):
    fix_speed(panel.session, 20)
    click(qtbot, panel, "train")
    qtbot.waitUntil(lambda: panel.session.now.snapshot is not None)
    assert not panel.session.now.is_inactive
    assert said(panel) == panel._summary.summary.text
    fix_speed(panel.session, None)
    qtbot.waitUntil(lambda: panel.session.now.is_inactive)
    assert said(panel) == panel._summary.summary.text
    panel.session.reset()
    assert "Press Train" in said(panel)


def test_the_link_of_a_run_that_overfits_says_where_it_leads(panel, qtbot):
    with qtbot.wait_for_end(panel.session):
        click(qtbot, panel, "train")
    panel._summary.summary = RunSummary(Finding.MEMORIZES, "the network overfits", iteration=17)
    panel._summary.changed.emit()
    tip = panel.findChild(RunSentence).accessibleDescription()
    assert tip == "Show iteration 17"


@pytest.mark.slow
def test_a_change_retrains_while_an_earlier_iteration_is_shown(panel, qtbot):
    with qtbot.wait_for_end(panel.session):
        click(qtbot, panel, "train")
    for name, value in (("seed", "7"), ("hidden_layers", "3")):
        panel.findChild(QSlider, "time_slider").setValue(10)
        qtbot.waitUntil(lambda: panel.session.now.snapshot.iterations == 10)
        with qtbot.wait_for_end(panel.session):
            fill(panel, name, value)
    assert (panel.session.now.run.config.seed, panel.session.now.run.config.hidden_layers) == (7, (3,))


def test_a_click_on_the_curve_seeks_to_that_iteration(panel, qtbot):
    panel.resize(800, 700)
    with qtbot.wait_for_end(panel.session):
        click(qtbot, panel, "train")
    plot = panel.plot
    spot = plot.mapFromScene(plot.plotItem.vb.mapViewToScene(QPointF(20, panel.session.now.costs.train[20])))
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    qtbot.waitUntil(lambda: abs(panel.session.now.snapshot.iterations - 20) <= 1)


def test_a_network_that_needs_too_much_memory_is_refused_and_the_run_stays(panel, qtbot, monkeypatch):
    with qtbot.wait_for_end(panel.session):
        click(qtbot, panel, "train")
    before, costs = panel.session.now.run, list(panel.session.now.costs.train)
    monkeypatch.setattr("engine.training.networks.available_memory", lambda: 1_000_000)
    QGuiApplication.clipboard().setText("9999")
    field(panel, "hidden_layers").setFocus()
    field(panel, "hidden_layers").selectAll()
    qtbot.keyClick(field(panel, "hidden_layers"), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    click(qtbot, panel, "train")
    assert panel.session.now.run is before
    assert list(panel.session.now.costs.train) == costs
    assert re.fullmatch(
        r"Hidden layers: must be narrower; it needs \d+\.\d MB of memory, and 1.0 MB is free",
        said(panel),
    )
    assert panel.focusWidget() is field(panel, "hidden_layers")


@pytest.mark.slow
def test_the_menu_of_the_plot_zooms_out_to_the_whole_run(panel, qtbot):
    panel.resize(800, 700)
    with qtbot.wait_for_end(panel.session):
        click(qtbot, panel, "train")
    actions = panel.findChild(QToolButton, "plot_menu_button").menu().actions()
    whole_run = next(action for action in actions if "whole run" in action.text().replace("&", ""))
    panel.plot.setFocus()
    qtbot.keyClick(panel.plot, Qt.Key.Key_Plus)
    assert panel.plot.plotItem.vb.viewRange()[0][0] > 0
    whole_run.trigger()
    low, high = panel.plot.plotItem.vb.viewRange()[0]
    assert low <= 0 < 60 <= high


@pytest.fixture
def long_step(monkeypatch):
    """Holds up each step of training until the event is set."""
    may_end, descend = threading.Event(), Network.descend
    monkeypatch.setattr(Network, "descend", lambda network, rate: (may_end.wait(60), descend(network, rate))[1])
    yield may_end
    may_end.set()


@pytest.mark.parametrize(("name", "text"), [("stop", STOPPING), ("train", PAUSING)])
def test_a_stop_is_confirmed_at_once_though_the_iteration_takes_long(panel, qtbot, long_step, name, text):
    click(qtbot, panel, "train")
    qtbot.waitUntil(lambda: button(panel, "stop").isEnabled())
    click(qtbot, panel, name)
    assert said(panel) == text
    long_step.set()
    qtbot.waitUntil(lambda: panel.session.now.is_inactive)
    assert said(panel) != text


@pytest.mark.slow
def test_other_features_retrain_and_the_network_shows_its_input(panel, qtbot):
    panel.workspace.set_dataset(make_dataset(side=16))
    name = panel.findChild(QLabel, "network_input")
    assert "16 x 16 x 3 pixels" in name.accessibleDescription()
    features = panel.findChild(QComboBox, "features_field")
    with qtbot.wait_for_end(panel.session):
        click(qtbot, panel, "train")
    with qtbot.wait_for_end(panel.session):
        qtbot.keyClick(features, Qt.Key.Key_Down)
    assert panel.session.now.run.config.features == "pretrained"
    assert "256 numbers" in name.accessibleDescription()


def edit(panel):
    edited = EditedDataset.of(panel.workspace.dataset).relabel([PictureKey("train", 1)], 1)
    panel.workspace.set_edited(edited.dataset)


@pytest.fixture
def long_repetition(monkeypatch):
    """Holds up each repetition of a saved run until it is cancelled."""

    def reproduce(_model, _dataset, work):
        assert work.wait(60)
        raise CancelledError

    monkeypatch.setattr(reproduction, "reproduce_model", reproduce)


def open_model(panel, qtbot, model):
    """Show `model` on the open data until its repetition has begun."""
    panel.session.set_model(panel.workspace.dataset, model)
    qtbot.waitUntil(lambda: panel.session.now.newest is not None)


def test_a_repetition_that_an_edit_replaces_leaves_no_progress_in_the_status(panel, qtbot, monkeypatch):
    may_report, has_reported = threading.Event(), threading.Event()

    def reproduce(_model, _dataset, work):
        assert may_report.wait(60)
        work.report(17, 100)
        has_reported.set()
        assert work.wait(60)
        raise CancelledError

    monkeypatch.setattr(reproduction, "reproduce_model", reproduce)
    model = complete_model_of(panel.workspace.dataset)
    open_model(panel, qtbot, model)
    may_report.set()
    assert has_reported.wait(patience())  # the window has not heard of it yet
    with qtbot.wait_for_end(panel.session):
        edit(panel)
    assert text_of(panel, "training_status").startswith(f"Iteration {model.config.iterations}: ")


@pytest.mark.slow
def test_a_setting_changed_while_a_run_is_repeated_retrains_at_once(panel, qtbot, long_repetition):
    model = complete_model_of(panel.workspace.dataset)
    panel.settings.set_config(model.config)
    open_model(panel, qtbot, model)
    with qtbot.wait_for_end(panel.session):
        fill(panel, "learning_rate", "0.02")
    assert panel.session.now.run.config == panel.settings.config
    assert panel.session.now.run.config != model.config


def test_data_edited_beside_a_network_of_other_data_are_not_trained_on(panel, qtbot, long_repetition):
    others = replace(panel.workspace.dataset, origin=DataOrigin("builtin"))
    open_model(panel, qtbot, complete_model_of(others))
    edit(panel)
    assert panel.session.now.is_inactive
    assert isinstance(panel.session.now.run, SavedRun)


def test_during_a_run_the_slider_is_as_long_as_the_run(panel, qtbot):
    fix_speed(panel.session, 20)
    slider = panel.findChild(QSlider, "time_slider")
    click(qtbot, panel, "train")
    qtbot.waitUntil(lambda: len(panel.session.now.costs) > 2)
    assert slider.maximum() == panel.session.now.run.iterations
    fix_speed(panel.session, 1e-9)
    click(qtbot, panel, "stop")
    qtbot.waitUntil(lambda: panel.session.now.is_inactive)
    assert slider.maximum() == len(panel.session.now.costs)
